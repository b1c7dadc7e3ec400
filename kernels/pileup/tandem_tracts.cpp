#include "kernels/pileup/tandem_tracts.hpp"

#include <algorithm>
#include <array>

namespace norrsken {
namespace {

unsigned min_tract_bases(unsigned unit) {
  constexpr std::array<unsigned, 7> shortest{0, 4, 6, 7, 8, 10, 12};
  return unit <= max_slip_unit ? shortest[unit] : 2 * unit;
}

// Stretch of equal pairs (base i and the one a unit before) around `at`, as indices of the later bases.
struct EqualRun {
  std::uint32_t first;
  std::uint32_t last;  // half-open
};

EqualRun equal_run(std::span<const BaseCode> sequence, std::uint32_t at, unsigned unit) {
  const auto is_equal = [&](std::uint32_t i) { return sequence[i] == sequence[i - unit] && sequence[i] < 4; };
  EqualRun run{at, at};
  if (!is_equal(at)) return run;
  while (run.first > unit && is_equal(run.first - 1)) --run.first;
  ++run.last;
  while (run.last < sequence.size() && is_equal(run.last)) ++run.last;
  return run;
}

}  // namespace

void find_tandem_tracts(std::span<const BaseCode> sequence, std::vector<TandemTract>& tracts) {
  tracts.clear();
  const auto length = static_cast<std::uint32_t>(sequence.size());
  std::vector<std::uint8_t> covered_by(length, 0);  // shortest unit of a tract found so far at each base
  for (unsigned unit = 1; unit <= max_tract_unit; ++unit) {
    const unsigned least = min_tract_bases(unit);
    const unsigned stride = least - unit;  // a long enough run cannot hide between two looks this far apart
    for (std::uint32_t at = unit + stride - 1; at < length; at += stride) {
      const EqualRun run = equal_run(sequence, at, unit);
      if (run.last - run.first < stride) continue;
      const TandemTract tract{run.first - unit, run.last, static_cast<std::uint8_t>(unit)};
      while (at + stride < run.last) at += stride;  // the rest of this run is known
      const unsigned known = covered_by[(tract.start + tract.end) / 2];
      if (known != 0 && unit % known == 0) continue;
      tracts.push_back(tract);
      for (std::uint32_t i = tract.start; i < tract.end; ++i)
        if (covered_by[i] == 0) covered_by[i] = static_cast<std::uint8_t>(unit);
    }
  }
  std::sort(tracts.begin(), tracts.end(), [](const TandemTract& a, const TandemTract& b) {
    return a.start != b.start ? a.start < b.start : a.unit < b.unit;
  });
}

}  // namespace norrsken
