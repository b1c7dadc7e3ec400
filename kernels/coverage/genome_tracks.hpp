// Depth and allele balance along the genome, in bins, for the overview of a report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/genome.hpp"
#include "kernels/types/read_store.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

inline constexpr GenomePosition track_bin_bases = 16384;  // divides a block of the genome

[[nodiscard]] constexpr std::size_t track_bins(GenomePosition genome_length) {
  return genome_length / track_bin_bases + 1;
}

// Adds reads (no duplicates, further places and orphans) that start in the block, by their bases, to
// track[bin * samples + sample]. Bins of different blocks are different elements: any threads.
void count_depth_track(const PlacedReads& reads, GenomeInterval block, std::size_t samples,
                       std::span<std::uint64_t> track);

// Of each bin one heterozygous SNV of sample `source` without filter, chosen by a fixed pseudo-random order, is added
// to `points`: its position, then REF and ALT fragments of every sample. `variants`: all of one block.
void note_allele_balance(std::span<const VariantCall> variants, std::size_t source, std::vector<std::uint64_t>& points);

// Elements of a point.
[[nodiscard]] constexpr std::size_t balance_point_size(std::size_t samples) {
  return 1 + 2 * samples;
}

}  // namespace norrsken
