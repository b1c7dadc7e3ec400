#include "kernels/simulation/repeated_stretches.hpp"

#include <algorithm>
#include <bit>

namespace norrsken {
namespace {

constexpr std::uint32_t window_step = 50;
constexpr std::size_t filter_bits_per_window = 16;
constexpr std::uint64_t factor = 0x9E3779B97F4A7C15ULL;  // odd, so it has an inverse modulo 2^64

constexpr std::uint64_t inverse_of(std::uint64_t odd) {
  std::uint64_t inverse = odd;  // right in the lowest three bits; each round doubles them
  for (unsigned round = 0; round < 5; ++round) inverse *= 2 - odd * inverse;
  return inverse;
}
constexpr std::uint64_t inverse_factor = inverse_of(factor);
static_assert(factor * inverse_factor == 1);

constexpr std::uint64_t mixed(std::uint64_t hash) {
  hash ^= hash >> 31;
  hash *= 0xD6E8FEB86659FD93ULL;
  return hash ^ hash >> 32;
}

}  // namespace

RepeatSearch::RepeatSearch(std::uint32_t window_bases) : window_bases_(window_bases) {}

// Calls visit(start, hash, hash of the reverse complement) for every window without N.
template <class Visit>
void RepeatSearch::each_window(std::span<const BaseCode> bases, Visit visit) const {
  std::uint64_t highest = 1;  // factor to the power of window_bases - 1
  for (std::uint32_t i = 1; i < window_bases_; ++i) highest *= factor;
  std::uint64_t forward = 0;  // sum of (base i + 1) * factor^(window_bases - 1 - i)
  std::uint64_t reverse = 0;  // the same of the reverse complement: sum of (4 - base i) * factor^i
  std::uint64_t power = 1;    // factor^known, at most `highest`
  std::uint32_t known = 0;    // bases since the last N, at most a window
  for (std::uint32_t i = 0; i < bases.size(); ++i) {
    if (bases[i] >= 4) {
      forward = reverse = known = 0;
      power = 1;
      continue;
    }
    if (known == window_bases_) {
      const BaseCode old = bases[i - window_bases_];
      forward -= highest * (old + 1U);
      reverse = (reverse - (4U - old)) * inverse_factor;
      --known;
    }
    forward = forward * factor + bases[i] + 1U;
    reverse += power * (4U - bases[i]);
    if (++known == window_bases_)
      visit(i + 1 - window_bases_, mixed(forward), mixed(reverse));
    else
      power *= factor;
  }
}

void RepeatSearch::want(std::uint32_t contig, std::span<const BaseCode> bases) {
  each_window(bases, [&](std::uint32_t start, std::uint64_t forward, std::uint64_t) {
    if (start % window_step == 0) windows_.push_back({forward, contig, start, 0});
  });
}

void RepeatSearch::prepare() {
  is_prepared_ = true;
  std::sort(windows_.begin(), windows_.end(), [](const Window& a, const Window& b) { return a.hash < b.hash; });
  filter_.assign(std::bit_ceil(windows_.size() * filter_bits_per_window + 64) / 64, 0);
  for (const Window& window : windows_)
    filter_[window.hash / 64 % filter_.size()] |= std::uint64_t{1} << (window.hash % 64);
}

void RepeatSearch::count(std::uint64_t hash) {
  if ((filter_[hash / 64 % filter_.size()] >> (hash % 64) & 1) == 0) return;
  auto window = std::lower_bound(windows_.begin(), windows_.end(), hash,
                                 [](const Window& each, std::uint64_t value) { return each.hash < value; });
  for (; window != windows_.end() && window->hash == hash; ++window) ++window->times;
}

void RepeatSearch::scan(std::span<const BaseCode> bases) {
  if (!is_prepared_) prepare();
  each_window(bases, [&](std::uint32_t, std::uint64_t forward, std::uint64_t reverse) {
    count(forward);
    if (reverse != forward) count(reverse);
  });
}

std::vector<RepeatedStretch> RepeatSearch::repeated() const {
  std::vector<RepeatedStretch> stretches;
  for (const Window& window : windows_)
    if (window.times > 1) stretches.push_back({window.contig, window.start, window.start + window_bases_});
  std::sort(stretches.begin(), stretches.end(), [](const RepeatedStretch& a, const RepeatedStretch& b) {
    return a.contig != b.contig ? a.contig < b.contig : a.start < b.start;
  });
  std::vector<RepeatedStretch> merged;
  for (const RepeatedStretch& stretch : stretches) {
    if (!merged.empty() && merged.back().contig == stretch.contig && stretch.start <= merged.back().end)
      merged.back().end = stretch.end;
    else
      merged.push_back(stretch);
  }
  return merged;
}

}  // namespace norrsken
