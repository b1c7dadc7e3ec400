// Names of reads: what both mates share, and its hash. Pure functions on text, eight letters at a time.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace norrsken {

static_assert(std::endian::native == std::endian::little);

// Letters before the first blank or tab.
[[nodiscard]] inline std::size_t letters_before_blank(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t high_bits = ones << 7;
  // The lowest set bit belongs to the first byte that is zero.
  const auto zero_bytes = [](std::uint64_t word) { return (word - ones) & ~word & high_bits; };
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    const std::uint64_t blanks = zero_bytes(word ^ ones * ' ') | zero_bytes(word ^ ones * '\t');
    if (blanks != 0) return at + static_cast<std::size_t>(std::countr_zero(blanks)) / 8;
  }
  while (at < text.size() && text[at] != ' ' && text[at] != '\t') ++at;
  return at;
}

// The name that both mates share: up to the first blank, without a trailing "/1" or "/2".
[[nodiscard]] inline std::string_view fragment_name(std::string_view name) {
  name = name.substr(0, letters_before_blank(name));
  if (name.size() > 2 && name[name.size() - 2] == '/' && (name.back() == '1' || name.back() == '2'))
    name.remove_suffix(2);
  return name;
}

// 64 bits of which each depends on every letter: eight letters at a time are multiplied to 128 bits and folded. Names a
// fragment; also what down-sampling decides by. `name` as fragment_name() gives it.
[[nodiscard]] inline std::uint64_t hash_fragment_name(std::string_view name) {
  __extension__ using Wide = unsigned __int128;
  const auto mix = [](std::uint64_t value) {
    const auto product = static_cast<Wide>(value) * 0xd6e8feb86659fd93U;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  };
  std::uint64_t hash = 0xcbf29ce484222325U + name.size();
  for (std::size_t at = 0; at < name.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, name.data() + at, std::min<std::size_t>(8, name.size() - at));
    hash = mix(hash ^ word);
  }
  return mix(hash ^ 0x9e3779b97f4a7c15U);
}

[[nodiscard]] inline std::uint64_t hash_read_name(std::string_view name) {
  return hash_fragment_name(fragment_name(name));
}

}  // namespace norrsken
