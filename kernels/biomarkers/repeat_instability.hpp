// Microsatellite instability: repeats whose length has changed in the tumour.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/types/biomarkers.hpp"
#include "kernels/types/repeat_site.hpp"

namespace norrsken {

struct InstabilityLimits {
  std::uint32_t min_reads = 20;          // over a repeat, in either sample
  std::uint32_t present_percent = 5;     // a length that more of the normal's reads show is the normal's own
  std::uint32_t min_change_percent = 8;  // of the tumour's reads that show other lengths, beyond the normal's share
  unsigned min_change_phred = 20;        // Fisher's exact test of these reads
};

// Whether a tract is one of those that are judged: long enough to slip when mismatch repair fails, short enough for
// a read to span. Homopolymers of 8 to 30 bases; units of 2 to 5 bases with at least five copies, up to 60 bases.
[[nodiscard]] bool is_informative_repeat(unsigned unit_bases, unsigned tract_bases);

// Whether the tumour shows lengths that its normal lacks. A loss of one of the normal's two lengths is none.
[[nodiscard]] bool is_unstable(const RepeatLengths& tumor, const RepeatLengths& normal,
                               const InstabilityLimits& limits);
// Adds one repeat, where both samples cover it.
void count_repeat(const RepeatLengths& tumor, const RepeatLengths& normal, const InstabilityLimits& limits,
                  RepeatCounts& counts);

// Of a tumour without its normal: lengths beyond the commonest, and beyond a second one that as many reads show as a
// heterozygote's would (95 % of these), are new when more show them than slip in a stable library. What a pure tumour
// changed on one copy looks like a heterozygote and is not seen. expected_slips_per_10000: reads of such a tract.
[[nodiscard]] bool is_unstable_alone(const RepeatLengths& tumor, std::uint32_t expected_slips_per_10000,
                                     const InstabilityLimits& limits);
// The same beside normals of a panel: new are more than the limit and three standard deviations above the normals' mean
// share, and more than chance by the reads of all of them (min_change_phred).
[[nodiscard]] bool is_unstable_in_panel(const RepeatLengths& tumor, const SiteBackground& normals,
                                        const InstabilityLimits& limits);

// Reads of one sample: all, and those of lengths that are not its own (see RepeatBackground).
struct SlippedReads {
  std::uint32_t all = 0;
  std::uint32_t slipped = 0;
};
[[nodiscard]] SlippedReads slipped_reads(const RepeatLengths& lengths);

// Repeats of a tumour alone that enough reads span, against what slips in a stable library in tracts of their unit and
// length: the starting table of SlipPenalties.
[[nodiscard]] RepeatCounts count_unstable(std::span<const RepeatSite> tumor, const InstabilityLimits& limits);
// Against a panel of normals; both by start. Repeats that the panel lacks are not judged.
[[nodiscard]] RepeatCounts count_unstable(std::span<const RepeatSite> tumor, std::span<const RepeatBackground> panel,
                                          const InstabilityLimits& limits);

// {200 sites, 50 unstable} -> 25.00 %, 19.51 to 31.43.
[[nodiscard]] InstabilityEstimate estimate_instability(const RepeatCounts& counts);

}  // namespace norrsken
