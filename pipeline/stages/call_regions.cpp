#include "pipeline/stages/call_regions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/bed_reader.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {

CallRegions::CallRegions(std::vector<GenomeInterval> regions) {
  std::sort(regions.begin(), regions.end(),
            [](const GenomeInterval& a, const GenomeInterval& b) { return a.start < b.start; });
  for (const GenomeInterval& region : regions) {
    if (region.start >= region.end) continue;
    if (!regions_.empty() && region.start <= regions_.back().end)
      regions_.back().end = std::max(regions_.back().end, region.end);
    else
      regions_.push_back(region);
  }
}

CallRegions CallRegions::read(const std::string& bed_path, const GenomeView& genome) {
  std::vector<GenomeInterval> regions;
  for (const auto& [name, intervals] : read_bed(bed_path)) {
    const Contig* contig = contig_named(genome.contigs, name);
    if (contig == nullptr)
      throw InputError(bed_path, "", fmt::format("the contig \"{}\" is not in the index", name),
                       "use the contig names of the reference that the index was built from");
    for (const BedInterval& interval : intervals) {
      if (interval.end > contig->length)
        throw InputError(bed_path, "",
                         fmt::format("the region {}:{}-{} ends after the contig, which has {} bases", name,
                                     interval.start, interval.end, contig->length),
                         "use a BED file made for the same reference");
      regions.push_back({contig->start + static_cast<GenomePosition>(interval.start),
                         contig->start + static_cast<GenomePosition>(interval.end)});
    }
  }
  if (regions.empty()) throw InputError(bed_path, "", "holds no region", "give a BED file with at least one line");
  return CallRegions(std::move(regions));
}

// The first region that ends after the position.
std::vector<GenomeInterval>::const_iterator CallRegions::first_after(GenomePosition position) const {
  return std::upper_bound(regions_.begin(), regions_.end(), position,
                          [](GenomePosition at, const GenomeInterval& region) { return at < region.end; });
}

bool CallRegions::touches(GenomeInterval interval) const {
  const auto region = first_after(interval.start);
  return region != regions_.end() && region->start < interval.end;
}

void CallRegions::apply(BlockCalls& calls) const {
  const auto lies_outside = [&](const VariantCall& call) {
    return !touches({call.position, call.position + static_cast<GenomePosition>(call.reference.size())});
  };
  std::erase_if(calls.variants, lies_outside);
  std::erase_if(calls.beside, lies_outside);
  std::erase_if(calls.somatic, [&](const SomaticCandidate& candidate) { return lies_outside(candidate.call.record); });
  std::erase_if(calls.regions, [&](const RegionTrace& trace) { return !touches({trace.start, trace.end}); });
  std::vector<ReferenceBlock> kept;
  for (const ReferenceBlock& block : calls.reference_blocks)
    for (auto region = first_after(block.start); region != regions_.end() && region->start < block.end; ++region) {
      ReferenceBlock part = block;
      part.start = std::max(block.start, region->start);
      part.end = std::min(block.end, region->end);
      kept.push_back(part);
    }
  calls.reference_blocks = std::move(kept);
}

}  // namespace norrsken
