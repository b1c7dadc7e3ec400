#include "kernels/comparison/fraction_bins.hpp"

#include <algorithm>
#include <charconv>

namespace norrsken {

std::optional<std::size_t> fraction_bin(double fraction) {
  if (!(fraction >= 0 && fraction <= 1)) return std::nullopt;
  const auto above = std::ranges::upper_bound(fraction_limits, fraction);
  return std::min(static_cast<std::size_t>(above - fraction_limits.begin()) - 1, fraction_bin_count - 1);
}

std::optional<double> parse_fraction(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || (end != text.data() + text.size() && *end != ',')) return std::nullopt;
  return value;
}

Tally& FractionTable::of(VariantType type, std::optional<double> fraction) {
  const auto index = static_cast<std::size_t>(type);
  const auto bin = fraction ? fraction_bin(*fraction) : std::nullopt;
  return bin ? by_type[index][*bin] : unknown[index];
}

}  // namespace norrsken
