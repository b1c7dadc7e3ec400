#include "kernels/pileup/tandem_tracts.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/pileup/tandem_tracts.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace norrsken::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Bit i of `bits` (word i / 64) says that base i equals the one `unit` before it and is not N. Bits beyond `count`
// and the first `unit` ones are 0; `bits` has count / 64 + 2 words.
void mark_equal_pairs(const BaseCode* HWY_RESTRICT bases, std::size_t count, unsigned unit,
                      std::uint64_t* HWY_RESTRICT bits) {
  std::fill(bits, bits + count / 64 + 2, 0);
#if HWY_TARGET != HWY_SCALAR
  const hn::CappedTag<std::uint8_t, 64> d;
  const std::size_t lanes = hn::Lanes(d);
  if (count >= unit + lanes) {
    const auto unknown = hn::Set(d, base_n);
    const auto mark = [&](std::size_t from) {
      const auto here = hn::LoadU(d, bases + from);
      const auto equal = hn::And(hn::Eq(here, hn::LoadU(d, bases + from - unit)), hn::Ne(here, unknown));
      std::uint8_t mask[8] = {};  // StoreMaskBits() may write all of them
      hn::StoreMaskBits(d, equal, mask);
      std::uint64_t marks = 0;
      std::memcpy(&marks, mask, sizeof marks);
      bits[from / 64] |= marks << (from % 64);
      if (from % 64 != 0) bits[from / 64 + 1] |= marks >> (64 - from % 64);
    };
    for (std::size_t from = unit; from + lanes <= count; from += lanes) mark(from);
    mark(count - lanes);  // the last lanes again: marks are the same
    return;
  }
#endif
  for (std::size_t at = unit; at < count; ++at)
    if (bases[at] == bases[at - unit] && bases[at] != base_n) bits[at / 64] |= std::uint64_t{1} << (at % 64);
}

}  // namespace norrsken::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norrsken {
namespace {

HWY_EXPORT(mark_equal_pairs);

constexpr unsigned longest_probe = 6;  // runs are looked for by at most this many equal pairs in a row

unsigned min_tract_bases(unsigned unit) {
  constexpr std::array<unsigned, 7> shortest{0, 4, 6, 7, 8, 10, 12};
  return unit <= max_slip_unit ? shortest[unit] : 2 * unit;
}

// The first bit from `at` on that is not set; there is one.
std::uint32_t run_end(const std::vector<std::uint64_t>& bits, std::uint32_t at) {
  std::size_t index = at / 64;
  std::uint64_t unset = ~bits[index] & ~std::uint64_t{0} << (at % 64);
  while (unset == 0) unset = ~bits[++index];
  return static_cast<std::uint32_t>(index * 64 + static_cast<unsigned>(__builtin_ctzll(unset)));
}

// Bits of word `index` from which `run` (2..8) bits in a row are set, looking into the next word. Without branches:
// runs of two, of up to four and of up to eight from each other.
std::uint64_t run_starts(const std::vector<std::uint64_t>& bits, std::size_t index, unsigned run) {
  const auto longer = [](std::uint64_t& low, std::uint64_t& high, unsigned shift) {
    low &= low >> shift | high << 1 << (63 - shift);
    high &= high >> shift;
  };
  std::uint64_t low = bits[index];
  std::uint64_t high = bits[index + 1];
  longer(low, high, 1);
  const unsigned four = std::min(run, 4U);
  longer(low, high, four - 2);
  longer(low, high, run - four);
  return low;
}

class TractCollector {
 public:
  TractCollector(std::uint32_t length, std::vector<TandemTract>& tracts) : tracts_(tracts), covered_by_(length, 0) {}

  // Pairs of bases [first, last) are equal: one tract, unless a shorter unit explains it.
  void add(std::uint32_t first, std::uint32_t last, unsigned unit) {
    if (last - first + unit < min_tract_bases(unit)) return;
    const TandemTract tract{first - unit, last, static_cast<std::uint8_t>(unit)};
    const unsigned known = covered_by_[(tract.start + tract.end) / 2];
    if (known != 0 && unit % known == 0) return;
    tracts_.push_back(tract);
    for (std::uint32_t i = tract.start; i < tract.end; ++i)
      if (covered_by_[i] == 0) covered_by_[i] = static_cast<std::uint8_t>(unit);
  }

 private:
  std::vector<TandemTract>& tracts_;
  std::vector<std::uint8_t> covered_by_;  // shortest unit of a tract found so far at each base
};

}  // namespace

void find_tandem_tracts(std::span<const BaseCode> sequence, unsigned max_unit, std::vector<TandemTract>& tracts) {
  tracts.clear();
  const auto length = static_cast<std::uint32_t>(sequence.size());
  std::vector<std::uint64_t> bits(length / 64 + 2);
  TractCollector collector(length, tracts);
  std::vector<std::ptrdiff_t> ends;  // of the tracts of each unit, which are in order
  for (unsigned unit = 1; unit <= max_unit && unit < length; ++unit) {
    HWY_DYNAMIC_DISPATCH(mark_equal_pairs)(sequence.data(), length, unit, bits.data());
    const unsigned probe = std::min(min_tract_bases(unit) - unit, longest_probe);
    std::uint32_t done = 0;  // pairs before it are settled
    for (std::size_t index = 0; index + 1 < bits.size(); ++index)
      for (std::uint64_t starts = run_starts(bits, index, probe); starts != 0; starts &= starts - 1) {
        const auto first = static_cast<std::uint32_t>(index * 64 + static_cast<unsigned>(__builtin_ctzll(starts)));
        if (first < done) continue;
        const std::uint32_t last = run_end(bits, first + probe);
        collector.add(first, last, unit);
        done = last;
      }
    ends.push_back(static_cast<std::ptrdiff_t>(tracts.size()));
  }
  // The rarest units first, so that few tracts move often.
  const auto goes_before = [](const TandemTract& a, const TandemTract& b) {
    return a.start != b.start ? a.start < b.start : a.unit < b.unit;
  };
  for (std::size_t run = ends.size(); run > 1; --run)
    std::inplace_merge(run > 2 ? tracts.begin() + ends[run - 3] : tracts.begin(), tracts.begin() + ends[run - 2],
                       tracts.end(), goes_before);
}

}  // namespace norrsken
#endif
