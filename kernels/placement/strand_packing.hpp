// The bytes of a read packed two bits a base, and turned to the other strand: done for every read that is placed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/types/base_quality.hpp"

namespace norrsken {

inline constexpr unsigned bases_per_word = 32;

// Packs the base codes of `words` times 32 values, first base in the low bits; a base not called packs as A.
// Gives back the sum of their qualities in phred.
unsigned pack_bases(const BaseQuality* values, std::size_t words, std::uint64_t* packed);

// complement_called() of `count` values in reverse order; `reversed` must not overlap `values`.
void complement_reversed(const BaseQuality* values, std::size_t count, BaseQuality* reversed);

// The same base by base, for targets without vectors and as what the vectors are tested against.
unsigned pack_bases_scalar(const BaseQuality* values, std::size_t words, std::uint64_t* packed);
void complement_reversed_scalar(const BaseQuality* values, std::size_t count, BaseQuality* reversed);

}  // namespace norrsken
