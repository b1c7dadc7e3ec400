// Where along a read one explanation of its bases best ends and another begins, from running costs: costs[i] is what
// bases [0, i) cost on a diagonal. Compiled for each instruction set.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernels/placement/diagonal.hpp"
#include "kernels/placement/packed_read.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// A part of a read kept on its diagonal, the rest left out.
struct KeptPart {
  unsigned boundary = 0;    // first base of the right-hand part
  unsigned cost_phred = 0;  // of the part kept plus that of leaving the others out
};

// Keeps [0, boundary), at least min_broken_part bases; the longest of equals. length >= 2 * min_broken_part.
[[nodiscard]] KeptPart cheapest_kept_start(const std::uint16_t* costs, unsigned length);
// Keeps [boundary, length); the same.
[[nodiscard]] KeptPart cheapest_kept_end(const std::uint16_t* costs, unsigned length);

// Least left[i] - right[i] of `count` >= 1 places: with running costs of two diagonals, from the base that each goes on
// with, what the part before the best place costs on the one less what it costs on the other.
[[nodiscard]] int cheapest_join(const std::uint16_t* left, const std::uint16_t* right, std::size_t count);

// A piece of a strand laid on the reference on max_break_shift places on either side of the one where it stands.
struct LaidPiece {
  std::uint64_t word = 0;       // up to 32 bases, as reference_word() gives them
  std::uint64_t mask = 0;       // of the bases it has
  GenomePosition position = 0;  // of its first base, without a shift
};
// How many bases of the piece differ, by max_break_shift + shift.
using DifferingByShift = std::array<std::uint8_t, 2 * max_break_shift + 1>;
void count_differing(const LaidPiece& piece, const GenomeView& genome, DifferingByShift& differing);

}  // namespace norrsken
