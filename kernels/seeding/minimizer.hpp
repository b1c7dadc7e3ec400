// Minimizers of reads and of the reference: in each window of 15 consecutive 25-mers the one with the smallest rank.
//
// The rank of a 25-mer is an invertible mix of its canonical 2-bit value (first base in the highest bits; the smaller
// of the 25-mer and its reverse complement), so different canonical k-mers never tie; the smallest rank wins. Where the
// same canonical k-mer occurs more than once in a window, a forward occurrence counts from the window's left end and a
// reverse one from its right end, and the one nearest to its end is chosen. This makes the choice independent of the
// strand on which the window is read, except for a forward and a reverse occurrence at equal distance;
// append_*_minimizers report both then. So each 39-base stretch of a read that also stands in the reference, on either
// strand, shares its window_minimizer(), hash and place, with the reference's minimizers.
//
// A base that is not called (N) breaks k-mers: windows that touch it have no minimizer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/seeding/seed_index.hpp"
#include "kernels/types/base_quality.hpp"
#include "kernels/types/dna.hpp"

namespace norrsken {

// Bijection on 50 bits. Two rounds of multiply and xor-shift; 0 (poly-A) does not become 0, or poly-A would win each
// window. The multipliers are 32-bit because a vector multiplies those at once.
[[nodiscard]] constexpr std::uint64_t kmer_rank(std::uint64_t kmer) {
  constexpr std::uint64_t mask = (std::uint64_t{1} << seed_hash_bits) - 1;
  kmer ^= 0x1e3779b97f4a7ULL;
  kmer ^= kmer >> 25;
  kmer = kmer * 0xd6e8feb9U & mask;
  kmer ^= kmer >> 23;
  kmer = kmer * 0x9e3779b1U & mask;
  return kmer ^ kmer >> 26;
}

// Minimizer::hash of a k-mer of that rank, a bijection too. Ranks of minimizers are small (they are minima), which
// would crowd one end of a table ordered by their high bits; the high bits of the product depend on all bits of the
// rank.
[[nodiscard]] constexpr std::uint64_t seed_hash(std::uint64_t rank) {
  return rank * 0x9fb21c651e98df25ULL & ((std::uint64_t{1} << seed_hash_bits) - 1);
}

// Appends the minimizers of all windows, each once, in the order of the windows that first choose them.
// `offset` counts from the first base of the span. Nothing is appended for fewer than 39 bases.
void append_read_minimizers(std::span<const BaseQuality> read, std::vector<Minimizer>& minimizers);
// All 25-mers of a read in the form of minimizers: for reads too short for a window, or without a whole one. The
// reference's minimizers stand eight bases apart on average and never more than 15.
void append_read_kmers(std::span<const BaseQuality> read, std::vector<Minimizer>& kmers);
// Codes >= 4 count as N.
void append_reference_minimizers(std::span<const BaseCode> bases, std::vector<Minimizer>& minimizers);

// The minimizer of the one window read[offset .. offset + 39); nothing when the window hangs over the read's end or
// holds a base that is not called. Vectorised; its Minimizer::offset counts from the read's first base.
[[nodiscard]] std::optional<Minimizer> window_minimizer(std::span<const BaseQuality> read, std::size_t offset);
// The same of up to max_windows_at_once windows, none of which may hang over the read's end: writes the minimizers
// there are, in the order of the offsets, and returns their number.
inline constexpr std::size_t max_windows_at_once = 4;
[[nodiscard]] std::size_t window_minimizers(std::span<const BaseQuality> read, std::span<const std::size_t> offsets,
                                            Minimizer* minimizers);
// The instruction set that window_minimizer() runs on, such as "AVX2"; for logs and tests.
[[nodiscard]] std::string_view window_minimizer_target();

}  // namespace norrsken
