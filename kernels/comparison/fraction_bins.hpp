// Counts by allele fraction: how small a share of the reads a somatic variant may have and still be found.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "kernels/comparison/tally.hpp"

namespace norrsken {

// Bins [limit i, limit i + 1); the last one holds 1 too.
inline constexpr std::array<double, 9> fraction_limits = {0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1};
inline constexpr std::size_t fraction_bin_count = fraction_limits.size() - 1;

// 0.02 -> 2; nothing outside 0 .. 1.
[[nodiscard]] std::optional<std::size_t> fraction_bin(double fraction);
// The first number of a VCF field: "0.15", "0.15,0.2"; nothing when it is none.
[[nodiscard]] std::optional<double> parse_fraction(std::string_view text);

// Truth alleles by their own fraction, calls by that of the call.
struct FractionTable {
  std::array<std::array<Tally, fraction_bin_count>, 2> by_type;  // by VariantType, then bin
  std::array<Tally, 2> unknown;                                  // by VariantType: without a fraction

  [[nodiscard]] Tally& of(VariantType type, std::optional<double> fraction);
};

}  // namespace norrsken
