// What happens to a block's reads before they are looked at: order, duplicates, overlapping mates.
#pragma once

#include <cstdint>

#include "kernels/types/read_store.hpp"

namespace norrsken {

// Sorts by position, then name, then mate: any order in, the same order out.
// Throws InputError when a read occurs twice.
void sort_reads(PlacedReads& reads);

// Of fragments with the same ungapped 5' coordinates and strands of both mates all but the best (most base quality,
// then lowest name hash) get read_is_duplicate; an orphan shares its mate's verdict.
void mark_duplicates(PlacedReads& reads);

// Where the mates of a fragment overlap, the evidence is left in one of them: equal bases keep the better quality once,
// unequal ones the difference; the other mate's base gets quality_counted_in_mate.
void merge_overlapping_mates(PlacedReads& reads);

// Keeps at most `cap` reads of a sample (those with the lowest name hash) starting in each stretch of 256 bases.
void cap_pileups(PlacedReads& reads, std::size_t samples, std::size_t cap);

}  // namespace norrsken
