// Short tandem repeats of a sequence: maximal stretches with an exact period of 1 to 6 bases.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/dna.hpp"

namespace norrsken {

struct TandemRepeat {
  std::uint32_t start = 0;  // of the first base, in the sequence
  std::uint32_t end = 0;    // half-open
  std::uint8_t unit = 0;    // bases, 1..6: the smallest period
  [[nodiscard]] std::uint32_t copies() const { return (end - start) / unit; }
};

// Shortest stretch that counts as a repeat of a unit: AAAAAA, ACACACAC, ACGACGACGA, ... Shorter ones are mostly chance.
inline constexpr std::uint32_t min_tandem_bases[7] = {0, 6, 8, 10, 13, 16, 19};

// By start; repeats of different units may touch or overlap by less than their units. N ends a repeat. Linear.
[[nodiscard]] std::vector<TandemRepeat> find_tandem_repeats(std::span<const BaseCode> sequence);

}  // namespace norrsken
