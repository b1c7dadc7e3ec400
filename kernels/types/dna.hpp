// Nucleotide codes: A 0, C 1, G 2, T 3; 4 stands for N and every other letter.
#pragma once

#include <array>
#include <cstdint>

namespace norrsken {

using BaseCode = std::uint8_t;
inline constexpr BaseCode base_n = 4;

namespace detail {
constexpr std::array<BaseCode, 256> make_base_codes() {
  std::array<BaseCode, 256> table{};
  table.fill(base_n);
  table['A'] = table['a'] = 0;
  table['C'] = table['c'] = 1;
  table['G'] = table['g'] = 2;
  table['T'] = table['t'] = 3;
  return table;
}
inline constexpr std::array<BaseCode, 256> base_codes = make_base_codes();
}  // namespace detail

// 'A' or 'a' -> 0, 'N' -> 4.
[[nodiscard]] constexpr BaseCode base_code(char letter) {
  return detail::base_codes[static_cast<unsigned char>(letter)];
}
// 0 -> 'A', 4 -> 'N'.
[[nodiscard]] constexpr char base_letter(BaseCode code) {
  return "ACGTN"[code];
}
// 0 (A) <-> 3 (T), 1 (C) <-> 2 (G); N stays N.
[[nodiscard]] constexpr BaseCode complement(BaseCode code) {
  return code < 4 ? static_cast<BaseCode>(3 - code) : code;
}

}  // namespace norrsken
