// The reference genome as one coordinate axis. Contigs are laid one after the other with `contig_gap` bases of N
// before the first, between two and after the last, so that a read hanging over a contig's end still has
// non-negative coordinates that belong to no other contig.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/types/dna.hpp"

namespace norrsken {

// 0-based coordinate on that axis; a genome of up to 2^32 - 1 bases fits.
using GenomePosition = std::uint32_t;
inline constexpr GenomePosition contig_gap = 2048;

struct Contig {
  std::string name;
  GenomePosition start = 0;   // of its first base on the genome axis
  GenomePosition length = 0;  // bases
  [[nodiscard]] GenomePosition end() const { return start + length; }
};

// nullptr when there is none of that name.
[[nodiscard]] inline const Contig* contig_named(std::span<const Contig> contigs, std::string_view name) {
  for (const Contig& contig : contigs)
    if (contig.name == name) return &contig;
  return nullptr;
}

struct GenomeInterval {  // half-open
  GenomePosition start = 0;
  GenomePosition end = 0;
};

// A view: the memory (usually a mapped index file) belongs to somebody else and must outlive it.
struct GenomeView {
  std::span<const Contig> contigs;         // by start
  std::span<const std::uint8_t> packed;    // 4 bases a byte, base i in bits 2*(i%4) of byte i/4; N packed as A
  std::span<const GenomeInterval> n_runs;  // sorted, disjoint; includes the gaps between contigs
  GenomePosition length = 0;               // bases on the axis

  [[nodiscard]] bool is_n(GenomePosition position) const {
    const auto run = std::upper_bound(n_runs.begin(), n_runs.end(), position,
                                      [](GenomePosition at, const GenomeInterval& each) { return at < each.end; });
    return run != n_runs.end() && run->start <= position;
  }
  // Base at a position, ignoring N runs (an N reads as 0 = A). position < length.
  [[nodiscard]] BaseCode packed_base(GenomePosition position) const {
    return packed[position >> 2] >> (2 * (position & 3)) & 3;
  }
};

}  // namespace norrsken
