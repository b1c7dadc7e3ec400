#include "kernels/likelihood/diagonal_costs.hpp"

namespace norrsken {

void add_up_costs(std::span<const BaseCode> sequence, std::span<const BaseQuality> bases, int diagonal,
                  PrefixCosts& costs) {
  const std::size_t length = bases.size();
  const auto first = std::min(length, static_cast<std::size_t>(std::max(0, -diagonal)));
  const auto last = static_cast<std::size_t>(
      std::clamp(static_cast<int>(sequence.size()) - diagonal, static_cast<int>(first), static_cast<int>(length)));
  costs.resize(length + 1);
  std::fill_n(costs.begin(), first + 1, std::uint16_t{0});
  if (first < last)
    running_costs(bases.data() + first, sequence.data() + (diagonal + static_cast<int>(first)), last - first,
                  costs.data() + first);
  std::fill(costs.begin() + static_cast<std::ptrdiff_t>(last), costs.end(), costs[last]);
}

}  // namespace norrsken
