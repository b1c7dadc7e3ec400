// A read beside a stretch of haplotype or reference, one byte a base: which bases differ, and what that costs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/types/base_quality.hpp"

namespace norrsken {

// Cost in phred of a read's base beside one of the haplotype (0..3; 4 = N differs always).
[[nodiscard]] constexpr unsigned base_cost(BaseQuality value, BaseCode code) {
  return base_of(value) == code ? 0 : mismatch_cost(value);
}

// Sum of base_cost(read[i], haplotype[i]) over i < count. No alignment of the pointers is needed; count <= 16384.
[[nodiscard]] unsigned byte_hamming(const BaseQuality* read, const BaseCode* haplotype, std::size_t count);

// Running sums of these costs from sums[0] on, which is given: sums[i + 1] = sums[i] + cost of base i.
void running_costs(const BaseQuality* read, const BaseCode* haplotype, std::size_t count, std::uint16_t* sums);

// Bit i % 64 of bits[i / 64] says whether base i costs something; `bits` has count / 64 + 1 words.
void mark_mismatches(const BaseQuality* read, const BaseCode* haplotype, std::size_t count, std::uint64_t* bits);

// Sum of mismatch_cost(read[i]) over the bases that are marked: bit 2 * (i % 32) of marks[i / 32], as packed bases are
// compared; all other bits are 0. The read can be read up to whole words; at most 512 of them.
[[nodiscard]] unsigned marked_costs(const BaseQuality* read, const std::uint64_t* marks, std::size_t words);

// The same in plain C++: the oracles of the tests.
[[nodiscard]] unsigned byte_hamming_scalar(const BaseQuality* read, const BaseCode* haplotype, std::size_t count);
void running_costs_scalar(const BaseQuality* read, const BaseCode* haplotype, std::size_t count, std::uint16_t* sums);
void mark_mismatches_scalar(const BaseQuality* read, const BaseCode* haplotype, std::size_t count, std::uint64_t* bits);
[[nodiscard]] unsigned marked_costs_scalar(const BaseQuality* read, const std::uint64_t* marks, std::size_t words);

}  // namespace norrsken
