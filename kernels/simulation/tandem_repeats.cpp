#include "kernels/simulation/tandem_repeats.hpp"

#include <algorithm>

namespace norrsken {
namespace {

// A stretch of period 2 whose bases are all equal is a stretch of period 1: only the smallest period is reported.
bool has_smaller_period(std::span<const BaseCode> stretch, unsigned unit) {
  for (unsigned smaller = 1; smaller < unit; ++smaller) {
    if (unit % smaller != 0) continue;
    bool repeats = true;
    for (unsigned offset = smaller; repeats && offset < unit; ++offset)
      repeats = stretch[offset] == stretch[offset - smaller];
    if (repeats) return true;
  }
  return false;
}

}  // namespace

std::vector<TandemRepeat> find_tandem_repeats(std::span<const BaseCode> sequence) {
  std::vector<TandemRepeat> repeats;
  const auto bases = static_cast<std::uint32_t>(sequence.size());
  for (std::uint8_t unit = 1; unit <= 6; ++unit) {
    std::uint32_t matches = 0;  // bases in a row that equal the base one unit before
    for (std::uint32_t at = unit; at <= bases; ++at) {
      if (at < bases && sequence[at] < base_n && sequence[at] == sequence[at - unit]) {
        ++matches;
        continue;
      }
      const std::uint32_t start = at - matches - unit;
      if (matches + unit >= min_tandem_bases[unit] && !has_smaller_period(sequence.subspan(start), unit))
        repeats.push_back({start, at, unit});
      matches = 0;
    }
  }
  std::ranges::sort(repeats, [](const TandemRepeat& left, const TandemRepeat& right) {
    return left.start != right.start ? left.start < right.start : left.unit < right.unit;
  });
  return repeats;
}

}  // namespace norrsken
