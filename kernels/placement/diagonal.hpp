// How well a read lies on a diagonal of the reference: whole, with one break, or in part.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/placement/packed_read.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// Penalties in phred, from the trial of the calling core.
inline constexpr unsigned gap_open_phred = 45;
inline constexpr unsigned max_gap_extension_phred = 20;  // one a base up to this
inline constexpr unsigned inserted_base_phred = 2;
inline constexpr unsigned clip_open_phred = 40;
inline constexpr unsigned clipped_base_phred = 2;  // what a base left out costs in comparison with other places
inline constexpr unsigned foreign_base_phred = 8;  // mean cost a base above which a part does not belong on a diagonal
// Inserted bases that repeat what stands beside them cost no more than so many: a read rarely holds all of a
// duplication.
inline constexpr unsigned free_duplication_bases = 20;
inline constexpr unsigned max_break_shift = 120;  // bases searched on either side for a second diagonal
inline constexpr unsigned min_broken_part = 10;   // bases a second diagonal must explain

enum class Clip : std::uint8_t { none = 0, start = 1, end = 2 };

// Where one strand of a read lies. break_offset, shift and clip have the meaning they have in PlacedRead.
struct DiagonalFit {
  GenomePosition start = 0;  // of read base 0 on the first diagonal
  bool is_reverse = false;
  unsigned cost_phred = 0;
  int shift = 0;
  unsigned break_offset = 0;
  Clip clip = Clip::none;
};

// Scratch of fit_diagonal, kept between calls.
struct DiagonalScratch {
  std::vector<std::uint16_t> here;
  std::vector<std::uint16_t> there;
};

// Penalty of going on `shift` bases further right on the reference (> 0: a deletion) or left (< 0: an insertion).
[[nodiscard]] unsigned gap_cost(int shift);

// Best of: whole read on the diagonal, which costs whole_phred; one end left out (tried only when the whole read costs
// more than clip_open_phred).
[[nodiscard]] DiagonalFit fit_diagonal(const PackedRead& read, bool is_reverse, const GenomeView& genome,
                                       GenomePosition start, unsigned whole_phred, DiagonalScratch& scratch);

// A fit with one end left out, with that end on a parallel diagonal at most max_break_shift away when that costs less.
[[nodiscard]] DiagonalFit find_break(const PackedRead& read, const DiagonalFit& fit, const GenomeView& genome,
                                     DiagonalScratch& scratch);

}  // namespace norrsken
