#include "kernels/biomarkers/repeat_instability.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

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

bool is_unstable_alone(const RepeatLengths& tumor, std::uint32_t expected_slips_per_10000,
                       const InstabilityLimits& limits) {
  RepeatLengths sorted = tumor;
  std::sort(sorted.begin(), sorted.end(), std::greater{});
  const std::uint64_t reads = reads_of(tumor);
  const std::uint64_t own = sorted[0] + (may_be_heterozygous(sorted[0], sorted[1]) ? sorted[1] : 0U);
  // A stable library of as many reads stands for the normal.
  return reads > 0 && exceeds(reads - own, reads, (reads * expected_slips_per_10000 + 5000) / 10000, reads, limits);
}

void count_repeat_alone(const RepeatLengths& tumor, std::uint32_t expected_slips_per_10000,
                        const InstabilityLimits& limits, RepeatCounts& counts) {
  if (reads_of(tumor) < limits.min_reads) return;
  ++counts.sites;
  if (is_unstable_alone(tumor, expected_slips_per_10000, limits)) ++counts.unstable;
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
