#include "pipeline/simulate/target_regions.hpp"

#include <algorithm>

#include "io/bed_reader.hpp"
#include "kernels/comparison/region_set.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {

TargetRegions::TargetRegions(const std::string& path, std::span<const GenomeContig> genome)
    : is_everything_(path.empty()) {
  if (path.empty()) return;
  const BedIntervals bed = read_bed(path);
  for (const GenomeContig& contig : genome) {
    const auto found = bed.find(contig.name);
    if (found == bed.end()) continue;
    std::vector<ContigSpan> spans;
    for (const BedInterval& interval : found->second) {
      if (interval.end > static_cast<std::int64_t>(contig.bases.size()))
        throw InputError(path, contig.name + ":" + std::to_string(interval.end), "lies beyond the end of the contig",
                         "give the targets of this reference", ExitCode::reference);
      spans.push_back({interval.start, interval.end});
    }
    const RegionSet joined(std::move(spans));
    for (const ContigSpan& span : joined.spans())
      by_contig_[contig.name].push_back(
          {static_cast<GenomePosition>(span.start), static_cast<GenomePosition>(span.end)});
  }
  if (by_contig_.empty())
    throw InputError(path, "", "no target lies on the contigs to simulate", "check --contigs and the contigs' names",
                     ExitCode::reference);
}

std::vector<GenomeInterval> TargetRegions::on(const std::string& contig) const {
  const auto found = by_contig_.find(contig);
  return found == by_contig_.end() ? std::vector<GenomeInterval>() : found->second;
}

std::vector<GenomeInterval> TargetRegions::within(const std::string& contig,
                                                  const std::vector<GenomeInterval>& intervals) const {
  if (is_everything_) return intervals;
  std::vector<GenomeInterval> both;
  const std::vector<GenomeInterval> targets = on(contig);
  for (const GenomeInterval& interval : intervals) {
    for (const GenomeInterval& target : targets) {
      const GenomeInterval common{std::max(interval.start, target.start), std::min(interval.end, target.end)};
      if (common.start < common.end) both.push_back(common);
    }
  }
  return both;
}

}  // namespace norrsken
