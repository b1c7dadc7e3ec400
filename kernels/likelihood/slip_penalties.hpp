// How readily this library's polymerases slip in a tandem tract.
#pragma once

#include <array>
#include <cstdint>

namespace norrsken {

inline constexpr unsigned slip_units_max = 6;  // longest unit with a table of its own
inline constexpr unsigned slip_lengths = 64;   // tract lengths in bases, last = longer
inline constexpr unsigned slip_range = 4;      // slips of -4 .. +4 units are counted

// Reads by unit, tract length and slip (index slip + slip_range).
using SlipHistogram =
    std::array<std::array<std::array<std::uint64_t, 2 * slip_range + 1>, slip_lengths>, slip_units_max + 1>;

// Phred cost of seeing `slip_units` units more or fewer than the haplotype has.
class SlipPenalties {
 public:
  // The starting table: falls with tract length, from about 45 (no more likely than any gap) to 8.
  SlipPenalties();
  // Scales the starting table to the library's overall rate of slips, unit by unit, and mixes it (as a few hundred
  // pseudo-reads) with what the library shows at each length.
  void estimate(const SlipHistogram& histogram);

  [[nodiscard]] unsigned cost_phred(unsigned unit, unsigned tract_bases, unsigned slip_units) const;

 private:
  [[nodiscard]] int library_offset_phred(const SlipHistogram& histogram, unsigned unit) const;

  std::array<std::array<std::uint8_t, slip_lengths>, slip_units_max + 1> one_unit_phred_{};
};

}  // namespace norrsken
