// How readily this library's polymerases slip in a tandem tract.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace norrsken {

inline constexpr unsigned slip_units_max = 6;  // longest unit with a table of its own
inline constexpr unsigned slip_lengths = 64;   // tract lengths in bases, last = longer
inline constexpr unsigned slip_range = 4;      // slips of -4 .. +4 units are counted

// Reads by unit, tract length and slip (index slip + slip_range; slip > 0: units gained).
using SlipHistogram =
    std::array<std::array<std::array<std::uint64_t, 2 * slip_range + 1>, slip_lengths>, slip_units_max + 1>;

inline constexpr unsigned lowest_slip_phred = 8;   // any slip, in the longest tracts of the poorest library
inline constexpr unsigned further_unit_phred = 8;  // each unit beyond slip_range

// Phred cost of a read showing more or fewer units than the haplotype has: how rarely a tract of that unit and length
// slips at all, plus how rarely a slip is of that size and direction.
class SlipPenalties {
 public:
  // The starting table: falls with tract length, from about 45 (no more likely than any gap) to 8; losses are a little
  // commoner than gains, steps of one unit by far the commonest.
  SlipPenalties();
  // Scales the starting table to the library's overall rate of slips, unit by unit, and mixes it (as a few hundred
  // pseudo-reads) with what the library shows at each length. Sizes and directions are those of all lengths together.
  void estimate(const SlipHistogram& histogram);

  // Of any slip in a tract: 10 -> one read in ten.
  [[nodiscard]] unsigned any_slip_phred(unsigned unit, unsigned tract_bases) const {
    return any_slip_phred_[std::min(unit, slip_units_max)][std::min(tract_bases, slip_lengths - 1)];
  }
  // `slip_units` > 0: the read has more units than the haplotype; never 0.
  [[nodiscard]] unsigned cost_phred(unsigned unit, unsigned tract_bases, int slip_units) const {
    const unsigned row = std::min(unit, slip_units_max);
    const int range = static_cast<int>(slip_range);
    const int counted = std::clamp(slip_units, -range, range);
    const auto beyond = static_cast<unsigned>(slip_units > counted ? slip_units - counted : counted - slip_units);
    const int step = counted + range;
    return any_slip_phred(unit, tract_bases) + step_phred_[row][static_cast<std::size_t>(step)] +
           further_unit_phred * beyond;
  }
  // Of the likelier of losing and gaining one unit.
  [[nodiscard]] unsigned one_unit_phred(unsigned unit, unsigned tract_bases) const {
    return std::min(cost_phred(unit, tract_bases, -1), cost_phred(unit, tract_bases, 1));
  }

 private:
  [[nodiscard]] int library_offset_phred(const SlipHistogram& histogram, unsigned unit) const;
  void estimate_steps(const SlipHistogram& histogram, unsigned unit);

  std::array<std::array<std::uint8_t, slip_lengths>, slip_units_max + 1> any_slip_phred_{};
  std::array<std::array<std::uint8_t, 2 * slip_range + 1>, slip_units_max + 1>
      step_phred_{};  // index slip + slip_range
};

}  // namespace norrsken
