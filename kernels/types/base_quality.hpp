// A called base and its quality in one byte, the form in which reads travel through every stage and between ranks:
// bits 0-1 the base code (dna.hpp), bits 2-7 the phred quality 0..63. Quality 0 means "not called" (N).
// Quality 1 marks a base whose evidence is counted in the overlapping mate.
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/types/dna.hpp"

namespace norrsken {

using BaseQuality = std::uint8_t;
inline constexpr unsigned max_quality_phred = 63;
inline constexpr unsigned quality_counted_in_mate = 1;
inline constexpr BaseQuality not_called = 0;

// ('G' = 2, Q37) -> 0x96. A called base keeps at least quality 2; N becomes not_called.
[[nodiscard]] constexpr BaseQuality make_base_quality(BaseCode code, unsigned quality_phred) {
  if (code >= 4) return not_called;
  return static_cast<BaseQuality>(std::clamp(quality_phred, 2U, max_quality_phred) << 2 | code);
}
[[nodiscard]] constexpr BaseCode base_of(BaseQuality value) {
  return value & 3;
}
[[nodiscard]] constexpr unsigned quality_of(BaseQuality value) {
  return value >> 2;
}
[[nodiscard]] constexpr bool is_called(BaseQuality value) {
  return value >= 4;
}
// Complements the base and keeps the quality; not_called stays as it is.
[[nodiscard]] constexpr BaseQuality complement_called(BaseQuality value) {
  return is_called(value) ? static_cast<BaseQuality>(value ^ 3) : value;
}

// Cost in phred of a mismatching base: its quality, bounded, nothing for bases too poor to tell. Q37 -> 37, Q4 -> 0.
[[nodiscard]] constexpr unsigned mismatch_cost(BaseQuality value) {
  const unsigned quality = quality_of(value);
  return quality < 6 ? 0 : (quality > 40 ? 40 : quality);
}

}  // namespace norrsken
