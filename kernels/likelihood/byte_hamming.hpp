// Quality-weighted Hamming distance of a read and a stretch of haplotype, one byte a base.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/types/base_quality.hpp"

namespace norrsken {

// Sum over i < count of mismatch_cost(read[i]) where the base differs from haplotype[i] (0..3, 4 = N differs always).
// No alignment of the pointers is needed; count <= 16384.
[[nodiscard]] unsigned byte_hamming(const BaseQuality* read, const BaseCode* haplotype, std::size_t count);

// The `count` costs that byte_hamming() adds up.
void byte_costs(const BaseQuality* read, const BaseCode* haplotype, std::size_t count, std::uint8_t* costs);

// The same in plain C++: the oracles of the tests.
[[nodiscard]] unsigned byte_hamming_scalar(const BaseQuality* read, const BaseCode* haplotype, std::size_t count);
void byte_costs_scalar(const BaseQuality* read, const BaseCode* haplotype, std::size_t count, std::uint8_t* costs);

}  // namespace norrsken
