#include "kernels/biomarkers/repeat_instability.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "kernels/likelihood/slip_penalties.hpp"
#include "kernels/somatic/somatic_model.hpp"
#include "kernels/statistics/fisher.hpp"

namespace norrsken {
namespace {

std::uint32_t reads_of(const RepeatLengths& lengths) {
  return std::accumulate(lengths.begin(), lengths.end(), std::uint32_t{0});
}

// Whether the tumour's share of new lengths is too great for the normal's.
bool exceeds(std::uint64_t tumor_new, std::uint64_t tumor_reads, std::uint64_t normal_new, std::uint64_t normal_reads,
             const InstabilityLimits& limits) {
  // Shares compared without division.
  if (tumor_new * normal_reads * 100 < (normal_new * 100 + limits.min_change_percent * normal_reads) * tumor_reads)
    return false;
  return fisher_phred(static_cast<std::uint32_t>(tumor_reads - tumor_new), static_cast<std::uint32_t>(tumor_new),
                      static_cast<std::uint32_t>(normal_reads - normal_new),
                      static_cast<std::uint32_t>(normal_new)) >= limits.min_change_phred;
}

// Whether both lengths may be those of a heterozygote: within 1.96 standard deviations of one half each.
bool may_be_heterozygous(std::uint64_t more, std::uint64_t less) {
  return (more - less) * (more - less) * 10000 <= 38416 * (more + less);
}

}  // namespace

bool is_informative_repeat(unsigned unit_bases, unsigned tract_bases) {
  if (unit_bases == 1) return tract_bases >= 8 && tract_bases <= 30;
  return unit_bases >= 2 && unit_bases <= 5 && tract_bases >= 5 * unit_bases && tract_bases <= 60;
}

bool is_unstable(const RepeatLengths& tumor, const RepeatLengths& normal, const InstabilityLimits& limits) {
  const std::uint64_t tumor_reads = reads_of(tumor);
  const std::uint64_t normal_reads = reads_of(normal);
  if (tumor_reads == 0 || normal_reads == 0) return false;
  std::uint64_t tumor_new = 0;
  std::uint64_t normal_new = 0;
  for (std::size_t slip = 0; slip < repeat_slips; ++slip) {
    if (std::uint64_t{normal[slip]} * 100 > normal_reads * limits.present_percent) continue;
    tumor_new += tumor[slip];
    normal_new += normal[slip];
  }
  return exceeds(tumor_new, tumor_reads, normal_new, normal_reads, limits);
}

SlippedReads slipped_reads(const RepeatLengths& lengths) {
  RepeatLengths sorted = lengths;
  std::sort(sorted.begin(), sorted.end(), std::greater{});
  const std::uint32_t reads = reads_of(lengths);
  return {reads, reads - sorted[0] - (may_be_heterozygous(sorted[0], sorted[1]) ? sorted[1] : 0U)};
}

bool is_unstable_alone(const RepeatLengths& tumor, std::uint32_t expected_slips_per_10000,
                       const InstabilityLimits& limits) {
  const SlippedReads reads = slipped_reads(tumor);
  // A stable library of as many reads stands for the normal.
  const std::uint64_t expected = (std::uint64_t{reads.all} * expected_slips_per_10000 + 5000) / 10000;
  return reads.all > 0 && exceeds(reads.slipped, reads.all, expected, reads.all, limits);
}

bool is_unstable_in_panel(const RepeatLengths& tumor, const SiteBackground& normals, const InstabilityLimits& limits) {
  const SlippedReads reads = slipped_reads(tumor);
  if (reads.all == 0 || normals.depth == 0) return false;
  const std::uint64_t spread_ppm = std::max<std::uint64_t>(3ULL * normals.sd_ppm, 10000ULL * limits.min_change_percent);
  if (std::uint64_t{reads.slipped} * 1'000'000 < (normals.mean_ppm + spread_ppm) * reads.all) return false;
  return exceeds(reads.slipped, reads.all, normals.alternate_reads, normals.depth, limits);
}

RepeatCounts count_unstable(std::span<const RepeatSite> tumor, const InstabilityLimits& limits) {
  const SlipPenalties stable;
  RepeatCounts counts;
  for (const RepeatSite& site : tumor) {
    if (reads_of(site.reads) < limits.min_reads) continue;
    const double share = std::pow(10.0, -0.1 * stable.any_slip_phred(site.place.unit_bases, site.place.tract_bases));
    ++counts.sites;
    if (is_unstable_alone(site.reads, static_cast<std::uint32_t>(std::lround(share * 10000)), limits))
      ++counts.unstable;
  }
  return counts;
}

RepeatCounts count_unstable(std::span<const RepeatSite> tumor, std::span<const RepeatBackground> panel,
                            const InstabilityLimits& limits) {
  RepeatCounts counts;
  auto known = panel.begin();
  for (const RepeatSite& site : tumor) {
    while (known != panel.end() && known->place.start < site.place.start) ++known;
    if (known == panel.end()) break;
    const bool is_judged = known->place == site.place && known->slips.normals_with >= min_repeat_normals &&
                           reads_of(site.reads) >= limits.min_reads;
    if (!is_judged) continue;
    ++counts.sites;
    if (is_unstable_in_panel(site.reads, known->slips, limits)) ++counts.unstable;
  }
  return counts;
}

void count_repeat(const RepeatLengths& tumor, const RepeatLengths& normal, const InstabilityLimits& limits,
                  RepeatCounts& counts) {
  if (reads_of(tumor) < limits.min_reads || reads_of(normal) < limits.min_reads) return;
  ++counts.sites;
  if (is_unstable(tumor, normal, limits)) ++counts.unstable;
}

InstabilityEstimate estimate_instability(const RepeatCounts& counts) {
  InstabilityEstimate estimate{counts, 0, 0, 0};
  if (counts.sites == 0) return estimate;
  const FractionInterval interval = fraction_interval(counts.unstable, counts.sites);
  estimate.share_per_10000 = static_cast<std::uint32_t>((counts.unstable * 10000 + counts.sites / 2) / counts.sites);
  estimate.low_per_10000 = interval.low_per_10000;
  estimate.high_per_10000 = interval.high_per_10000;
  return estimate;
}

}  // namespace norrsken
