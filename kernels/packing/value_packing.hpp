// Bases with their qualities in four bits and a little, without loss: sequencers of today report four to eight
// different qualities, and three of them are nearly all there are. It is how reads travel between ranks and are
// spilled.
//
// Four bits a base, each kind of them together for 64 bases (8 bytes a kind; of a rest of r bases (r + 7) / 8): the two
// bits of the base code, then the two that say which of three common qualities it has, or 3: another one. Values of
// other qualities follow whole, in their order, behind the bits of all bases.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "kernels/types/base_quality.hpp"

namespace norrsken {

// In phred, most frequent first, all different.
using CommonQualities = std::array<std::uint8_t, 3>;

// The most frequent qualities of `values` (ties: the smaller one first); nothing when they are so few of all that
// packing hardly pays.
[[nodiscard]] std::optional<CommonQualities> common_qualities(std::span<const BaseQuality> values);

inline constexpr std::size_t group_bases = 64;  // whose bits stand together

// What the bits of `count` bases take, and all that may be written for them, in bytes.
[[nodiscard]] constexpr std::size_t packed_bits_bytes(std::size_t count) {
  return 4 * (count / group_bases * (group_bases / 8) + (count % group_bases + 7) / 8);
}
[[nodiscard]] constexpr std::size_t max_packed_bytes(std::size_t count) {
  return packed_bits_bytes(count) + count;
}

// Writes at most max_packed_bytes(values.size()) and returns how many.
[[nodiscard]] std::size_t pack_values(std::span<const BaseQuality> values, const CommonQualities& common,
                                      std::uint8_t* packed);

// Fills `values` from what pack_values() wrote for as many; returns how many bytes that was. Nothing when `packed` ends
// too early.
[[nodiscard]] std::optional<std::size_t> unpack_values(std::span<const std::uint8_t> packed,
                                                       const CommonQualities& common, std::span<BaseQuality> values);

}  // namespace norrsken
