#include "kernels/pileup/tandem_tracts.hpp"

#include <algorithm>
#include <array>

namespace norrsken {
namespace {

unsigned min_tract_bases(unsigned unit) {
  constexpr std::array<unsigned, 7> shortest{0, 4, 6, 7, 8, 10, 12};
  return unit <= max_slip_unit ? shortest[unit] : 2 * unit;
}

}  // namespace

void find_tandem_tracts(std::span<const BaseCode> sequence, std::vector<TandemTract>& tracts) {
  tracts.clear();
  const auto length = static_cast<std::uint32_t>(sequence.size());
  std::vector<std::uint8_t> covered_by(length, 0);  // shortest unit of a tract found so far at each base
  for (unsigned unit = 1; unit <= max_tract_unit; ++unit) {
    const unsigned least = min_tract_bases(unit);
    std::uint32_t run = 0;  // bases equal to the one a unit before
    for (std::uint32_t i = unit; i <= length; ++i) {
      if (i < length && sequence[i] == sequence[i - unit] && sequence[i] < 4) {
        ++run;
        continue;
      }
      if (run + unit >= least) {
        const TandemTract tract{i - run - unit, i, static_cast<std::uint8_t>(unit)};
        const unsigned known = covered_by[(tract.start + tract.end) / 2];
        if (known == 0 || unit % known != 0) {
          tracts.push_back(tract);
          for (std::uint32_t j = tract.start; j < tract.end; ++j)
            if (covered_by[j] == 0) covered_by[j] = static_cast<std::uint8_t>(unit);
        }
      }
      run = 0;
    }
  }
  std::sort(tracts.begin(), tracts.end(), [](const TandemTract& a, const TandemTract& b) {
    return a.start != b.start ? a.start < b.start : a.unit < b.unit;
  });
}

}  // namespace norrsken
