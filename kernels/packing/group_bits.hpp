// The bits of 64 bases, between their values and what is stored of them; see value_packing.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/packing/value_packing.hpp"

namespace norrsken {

// Bit i is of base i. Quality 0 to 2 is a common one, 3 another.
struct GroupBits {
  std::uint64_t base_low = 0;
  std::uint64_t base_high = 0;
  std::uint64_t quality_low = 0;
  std::uint64_t quality_high = 0;
};

// Which of the first `count` (1 to 64) bases have another than a common quality.
[[nodiscard]] constexpr std::uint64_t others_of(const GroupBits& bits, std::size_t count) {
  return bits.quality_low & bits.quality_high & ~std::uint64_t{0} >> (group_bases - count);
}

// Of `count` bases; both return where the next group begins. A kind is copied as a whole word, which in a short group
// runs into what follows, so there by way of a buffer.
inline std::uint8_t* write_bits(const GroupBits& bits, std::size_t count, std::uint8_t* bytes) {
  std::array<std::uint8_t, 5 * sizeof(std::uint64_t)> buffer;
  const std::size_t each = (count + 7) / 8;
  std::uint8_t* to = count == group_bases ? bytes : buffer.data();
  for (const std::uint64_t kind : {bits.base_low, bits.base_high, bits.quality_low, bits.quality_high}) {
    std::memcpy(to, &kind, sizeof kind);
    to += each;
  }
  if (count < group_bases) std::memcpy(bytes, buffer.data(), 4 * each);
  return bytes + 4 * each;
}
inline const std::uint8_t* read_bits(const std::uint8_t* bytes, std::size_t count, GroupBits& bits) {
  std::array<std::uint8_t, 5 * sizeof(std::uint64_t)> buffer{};
  const std::size_t each = (count + 7) / 8;
  if (count < group_bases) std::memcpy(buffer.data(), bytes, 4 * each);
  const std::uint8_t* from = count == group_bases ? bytes : buffer.data();
  for (std::uint64_t* kind : {&bits.base_low, &bits.base_high, &bits.quality_low, &bits.quality_high}) {
    std::memcpy(kind, from, sizeof *kind);
    from += each;
  }
  return bytes + 4 * each;
}

// Of the 64 values of a group, base by base: for targets without vectors.
inline void take_bits_scalar(const BaseQuality* values, const CommonQualities& common, GroupBits& bits) {
  bits = {};
  for (std::size_t i = 0; i < group_bases; ++i) {
    std::uint64_t quality = 0;
    while (quality < common.size() && quality_of(values[i]) != common[quality]) ++quality;
    bits.base_low |= std::uint64_t{values[i] & 1U} << i;
    bits.base_high |= std::uint64_t{values[i] >> 1 & 1U} << i;
    bits.quality_low |= (quality & 1) << i;
    bits.quality_high |= (quality >> 1) << i;
  }
}
inline void spread_bits_scalar(const GroupBits& bits, const CommonQualities& common, BaseQuality* values) {
  for (std::size_t i = 0; i < group_bases; ++i) {
    const std::uint64_t base = (bits.base_low >> i & 1) | (bits.base_high >> i & 1) << 1;
    const std::uint64_t quality = (bits.quality_low >> i & 1) | (bits.quality_high >> i & 1) << 1;
    values[i] = static_cast<BaseQuality>(base | (quality < common.size() ? common[quality] << 2 : 0U));
  }
}

}  // namespace norrsken
