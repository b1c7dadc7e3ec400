// What the first pass over a block learns about the library.
#pragma once

#include <span>

#include "kernels/calling/block_caller.hpp"
#include "kernels/likelihood/slip_penalties.hpp"
#include "kernels/pileup/reference_window.hpp"
#include "kernels/pileup/tandem_tracts.hpp"

namespace norrsken {

inline constexpr std::uint64_t min_slip_site_reads = 10;  // fewer over a tract say nothing of the library

// Adds duplicates (by their former bucket), depth of [start, end) and slips in its tandem tracts.
// Of one sample. `tracts` are those of the window, or none when there are fewer than min_slip_site_reads reads; reads
// must be sorted, duplicates marked.
void count_library(const PlacedReads& reads, std::uint8_t sample, const ReferenceWindow& window,
                   std::span<const TandemTract> tracts, GenomePosition start, GenomePosition end,
                   LibraryCounts& counts);

// Adds the bases of a tumour's confident reads that start in [start, end), as count_damage() takes them.
void count_damage_of(const PlacedReads& reads, std::uint8_t sample, const ReferenceWindow& window, GenomePosition start,
                     GenomePosition end, DamageCounts& counts);

// The same where there are no reads at all.
void count_uncovered(const GenomeView& genome, GenomePosition start, GenomePosition end, LibraryCounts& counts);

}  // namespace norrsken
