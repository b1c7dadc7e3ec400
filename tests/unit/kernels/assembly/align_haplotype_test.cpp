#include "kernels/assembly/align_haplotype.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <vector>

#include "../calling/small_sample.hpp"

namespace norrsken {
namespace {

using Steps = std::vector<AlignmentStep>;

// The whole matrix, cell by cell, as in the textbook.
Steps align_in_full(const std::vector<BaseCode>& reference, const std::vector<BaseCode>& haplotype) {
  const std::size_t columns = haplotype.size() + 1;
  const int far = std::numeric_limits<int>::max() / 2;
  std::vector<int> cost[3];
  std::vector<int> from[3];
  for (unsigned state = 0; state < 3; ++state) {
    cost[state].assign((reference.size() + 1) * columns, far);
    from[state].assign((reference.size() + 1) * columns, 0);
  }
  cost[0][0] = 0;
  const auto step = [&](unsigned state, std::size_t to, std::size_t before, int base_cost) {
    for (int previous = 0; previous < 3; ++previous) {
      const bool opens = state != 0 && previous != static_cast<int>(state);
      const int sum = cost[previous][before] + base_cost + (opens ? gap_open_penalty : 0);
      if (sum < cost[state][to]) cost[state][to] = sum, from[state][to] = previous;
    }
  };
  for (std::size_t i = 0; i <= reference.size(); ++i)
    for (std::size_t j = 0; j <= haplotype.size(); ++j) {
      const std::size_t at = i * columns + j;
      if (i > 0 && j > 0) step(0, at, at - columns - 1, reference[i - 1] == haplotype[j - 1] ? 0 : mismatch_penalty);
      if (j > 0) step(1, at, at - 1, gap_extend_penalty);
      if (i > 0) step(2, at, at - columns, gap_extend_penalty);
    }
  Steps steps;
  std::size_t i = reference.size();
  std::size_t j = haplotype.size();
  int state = 0;
  for (int other = 1; other < 3; ++other)
    if (cost[other].back() < cost[state].back()) state = other;
  while (i > 0 || j > 0) {
    steps.push_back(static_cast<AlignmentStep>(state));
    const int before = from[state][i * columns + j];
    if (state != 1) --i;
    if (state != 2) --j;
    state = before;
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

TEST_CASE("a band gives the alignment that the whole matrix gives, ties included") {
  std::mt19937 random(77);
  for (unsigned round = 0; round < 300; ++round) {
    std::vector<BaseCode> reference = random_codes(20 + random() % 100, random);
    if (round % 2 == 0)
      for (BaseCode& base : reference) base &= 1;  // two letters: many alignments cost the same
    std::vector<BaseCode> haplotype = reference;
    for (unsigned edits = random() % 8; edits > 0; --edits) {
      const std::vector<BaseCode> piece = random_codes(1 + random() % 30, random);
      const auto at = haplotype.begin() + static_cast<long>(random() % haplotype.size());
      if (random() % 2 == 0)
        haplotype.insert(at, piece.begin(), piece.end());
      else
        haplotype.erase(at, std::min(haplotype.end() - 1, at + static_cast<long>(piece.size())));
    }
    INFO("round " << round);
    CHECK(align_haplotype(reference, haplotype) == align_in_full(reference, haplotype));
  }
}

TEST_CASE("an insertion and a deletion far apart are found beyond the first band") {
  std::mt19937 random(78);
  const std::vector<BaseCode> left = random_codes(40, random);
  const std::vector<BaseCode> between = random_codes(60, random);
  const std::vector<BaseCode> extra = random_codes(25, random);
  std::vector<BaseCode> reference = left;
  std::vector<BaseCode> haplotype = left;
  haplotype.insert(haplotype.end(), extra.begin(), extra.end());
  for (auto* sequence : {&reference, &haplotype}) sequence->insert(sequence->end(), between.begin(), between.end());
  reference.insert(reference.end(), extra.begin(), extra.end());
  for (auto* sequence : {&reference, &haplotype}) sequence->insert(sequence->end(), left.begin(), left.end());
  const Steps steps = align_haplotype(reference, haplotype);
  CHECK(std::count(steps.begin(), steps.end(), AlignmentStep::insertion) == 25);
  CHECK(std::count(steps.begin(), steps.end(), AlignmentStep::deletion) == 25);
  CHECK(steps == align_in_full(reference, haplotype));
}

TEST_CASE("unrelated and empty sequences are aligned too") {
  std::mt19937 random(79);
  const std::vector<BaseCode> one = random_codes(70, random);
  const std::vector<BaseCode> other = random_codes(45, random);
  CHECK(align_haplotype(one, other) == align_in_full(one, other));
  CHECK(align_haplotype({}, other) == Steps(other.size(), AlignmentStep::insertion));
  CHECK(align_haplotype(one, {}) == Steps(one.size(), AlignmentStep::deletion));
  CHECK(align_haplotype({}, {}).empty());
}

}  // namespace
}  // namespace norrsken
