#include "kernels/placement/pairing.hpp"

#include <algorithm>

#include "kernels/placement/confidence.hpp"

namespace norrsken {
namespace {

// Inserts up to 700 are as good as any other; longer ones cost up to 10.
unsigned insert_cost(unsigned insert_bases) {
  return insert_bases <= 700 ? 0 : std::min(10U, (insert_bases - 700) / 50);
}

struct Combination {
  int first;
  int second;
  unsigned cost;
  unsigned insert_bases;
};

bool share_diagonal(const DiagonalFit& a, const DiagonalFit& b) {
  const GenomePosition a_end = a.start + static_cast<GenomePosition>(a.shift);
  const GenomePosition b_end = b.start + static_cast<GenomePosition>(b.shift);
  return a.start == b.start || a.start == b_end || a_end == b.start || a_end == b_end;
}

// Two fits of one read that share a diagonal, or that explain its two ends, are two readings of one place. Other fits
// that overlap are units of a tandem repeat.
bool is_same_place(const FittedRead& read, int i, int j) {
  if (i == j) return true;
  if (i < 0 || j < 0) return false;
  const DiagonalFit& a = (*read.fits)[static_cast<std::size_t>(i)];
  const DiagonalFit& b = (*read.fits)[static_cast<std::size_t>(j)];
  if (a.is_reverse != b.is_reverse) return false;
  const bool explain_both_ends = a.clip != Clip::none && b.clip != Clip::none && a.clip != b.clip;
  const GenomePosition distance = a.start < b.start ? b.start - a.start : a.start - b.start;
  return share_diagonal(a, b) || (explain_both_ends && distance < std::max(read.length, max_break_shift));
}

// By fit: whether it is at the place of the chosen one; `chosen` -1 is no place.
std::vector<std::uint8_t> mark_same_place(const FittedRead& read, int chosen) {
  std::vector<std::uint8_t> are_same(read.fits->size());
  for (std::size_t i = 0; i < are_same.size(); ++i)
    are_same[i] = is_same_place(read, static_cast<int>(i), chosen) ? 1 : 0;
  return are_same;
}

Combination combine(const FittedRead& a, int i, const FittedRead& b, int j, unsigned max_insert_bases) {
  Combination combination{i, j, 0, 0};
  if (i >= 0 && j >= 0) {
    const DiagonalFit& x = (*a.fits)[static_cast<std::size_t>(i)];
    const DiagonalFit& y = (*b.fits)[static_cast<std::size_t>(j)];
    combination.insert_bases = proper_insert(x, a.length, y, b.length, max_insert_bases);
    combination.cost = x.cost_phred + y.cost_phred +
                       (combination.insert_bases != 0 ? insert_cost(combination.insert_bases) : not_proper_phred);
  } else {
    const FittedRead& placed = i >= 0 ? a : b;
    combination.cost = (*placed.fits)[static_cast<std::size_t>(std::max(i, j))].cost_phred;
  }
  return combination;
}

}  // namespace

PairChoice choose_pair(const FittedRead& first, const FittedRead& second, unsigned max_insert_bases) {
  std::vector<Combination> combinations;
  const int count_first = static_cast<int>(first.fits->size());
  const int count_second = static_cast<int>(second.fits->size());
  combinations.reserve((first.fits->size() + 1) * (second.fits->size() + 1));
  // A mate is left without a place only when it has none at all.
  for (int i = count_first == 0 ? -1 : 0; i < count_first; ++i)
    for (int j = count_second == 0 ? -1 : 0; j < count_second; ++j)
      if (i >= 0 || j >= 0) combinations.push_back(combine(first, i, second, j, max_insert_bases));
  if (combinations.empty()) return {};
  const auto best = std::min_element(combinations.begin(), combinations.end(),
                                     [](const Combination& a, const Combination& b) { return a.cost < b.cost; });
  std::uint64_t total = 0;
  std::uint64_t same_first = 0;
  std::uint64_t same_second = 0;
  const auto firsts_here = mark_same_place(first, best->first);
  const auto seconds_here = mark_same_place(second, best->second);
  const auto is_here = [](const std::vector<std::uint8_t>& are_here, int fit) {
    return fit < 0 || are_here[static_cast<std::size_t>(fit)] != 0;
  };
  for (const Combination& each : combinations) {
    const std::uint64_t likelihood = likelihood_units(each.cost - best->cost);
    total += likelihood;
    if (is_here(firsts_here, each.first)) same_first += likelihood;
    if (is_here(seconds_here, each.second)) same_second += likelihood;
  }
  return {best->first, best->second, best->first >= 0 ? confidence_phred(same_first, total) : 0,
          best->second >= 0 ? confidence_phred(same_second, total) : 0, best->insert_bases};
}

PairChoice choose_single(const FittedRead& read) {
  if (read.fits->empty()) return {};
  const auto best =
      std::min_element(read.fits->begin(), read.fits->end(),
                       [](const DiagonalFit& a, const DiagonalFit& b) { return a.cost_phred < b.cost_phred; });
  PairChoice choice;
  choice.first = static_cast<int>(best - read.fits->begin());
  std::uint64_t total = 0;
  std::uint64_t same = 0;
  for (int i = 0; i < static_cast<int>(read.fits->size()); ++i) {
    const std::uint64_t likelihood =
        likelihood_units((*read.fits)[static_cast<std::size_t>(i)].cost_phred - best->cost_phred);
    total += likelihood;
    if (is_same_place(read, i, choice.first)) same += likelihood;
  }
  choice.first_confidence_phred = confidence_phred(same, total);
  return choice;
}

}  // namespace norrsken
