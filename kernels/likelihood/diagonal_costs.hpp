// What a read costs on one diagonal of a sequence: its base i beside base `diagonal` + i. Bases beyond the sequence's
// ends cost nothing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/mismatch/byte_hamming.hpp"
#include "kernels/types/base_quality.hpp"

namespace norrsken {

// [i] = phred cost of read bases [0, i).
using PrefixCosts = std::vector<std::uint16_t>;

// Phred cost of bases [first, last).
[[nodiscard]] inline unsigned diagonal_cost(std::span<const BaseCode> sequence, std::span<const BaseQuality> bases,
                                            int diagonal, int first, int last) {
  first = std::max(first, -diagonal);
  last = std::min(last, static_cast<int>(sequence.size()) - diagonal);
  if (first >= last) return 0;
  return byte_hamming(bases.data() + first, sequence.data() + diagonal + first, static_cast<std::size_t>(last - first));
}

// Of the whole read.
void add_up_costs(std::span<const BaseCode> sequence, std::span<const BaseQuality> bases, int diagonal,
                  PrefixCosts& costs);

}  // namespace norrsken
