// What the first pass over a block learns about the library.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/biomarkers/repeat_instability.hpp"
#include "kernels/calling/block_caller.hpp"
#include "kernels/likelihood/slip_penalties.hpp"
#include "kernels/pileup/reference_window.hpp"
#include "kernels/pileup/tandem_tracts.hpp"

namespace norrsken {

inline constexpr std::uint64_t min_slip_site_reads = 10;  // fewer over a tract say nothing of the library

// A tract that reads may slip in, and how often they do.
struct SlipSite {
  TandemTract tract;
  std::uint32_t reads = 0;
  std::array<std::uint32_t, 2 * slip_range + 1> slips{};  // index slip + slip_range
};

// Of one sample, as what follows: adds duplicates (by their former bucket) and the depth of [start, end); returns the
// most depth. Reads must be sorted, duplicates marked.
std::uint32_t count_reads(const PlacedReads& reads, std::uint8_t sample, const ReferenceWindow& window,
                          GenomePosition start, GenomePosition end, LibraryCounts& counts);

// Adds slips in the tandem tracts of [start, end); returns the tracts, the same for every sample. `tracts` are those of
// the window, or none where no sample is min_slip_site_reads deep.
std::vector<SlipSite> count_slips(const PlacedReads& reads, std::uint8_t sample, const ReferenceWindow& window,
                                  std::span<const TandemTract> tracts, GenomePosition start, GenomePosition end,
                                  LibraryCounts& counts);

// Adds the repeats of a tumour that its normal covers too. Both: as count_slips() returned them.
void count_unstable_repeats(std::span<const SlipSite> tumor, std::span<const SlipSite> normal,
                            const InstabilityLimits& limits, RepeatCounts& counts);

// Appends the repeats that tell of instability, where at least min_slip_site_reads span them. window_start: of the
// window that the tracts were found in.
void add_repeats(std::span<const SlipSite> sites, GenomePosition window_start, std::vector<RepeatSite>& repeats);

// Adds the bases of a tumour's confident reads that start in [start, end), as count_damage() takes them. Of more reads
// than that in a block, fragments chosen by their names: rates need no more.
inline constexpr std::uint64_t enough_for_damage = 8192;
void count_damage_of(const PlacedReads& reads, std::uint8_t sample, const ReferenceWindow& window, GenomePosition start,
                     GenomePosition end, DamageCounts& counts);

// The same where there are no reads at all.
void count_uncovered(const GenomeView& genome, GenomePosition start, GenomePosition end, LibraryCounts& counts);

}  // namespace norrsken
