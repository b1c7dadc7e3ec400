// What a seed index is made of: the numbers that the builder, the file and the look-up must agree on.
#pragma once

#include <cstdint>

namespace norrsken {

inline constexpr unsigned seed_bases = 25;       // k
inline constexpr unsigned seed_window = 15;      // w: one minimizer in every w consecutive k-mers
inline constexpr unsigned max_seed_places = 32;  // more makes a seed "many"
inline constexpr unsigned seed_rules = 2;  // raised when the k-mer mix, the choice of minimizers or the table change
inline constexpr unsigned seed_hash_bits = 2 * seed_bases;
inline constexpr unsigned seed_window_bases = seed_bases + seed_window - 1;  // 39: bases that one window spans

}  // namespace norrsken
