#include "kernels/calling/overlap_settling.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "../simd/each_target.hpp"

namespace norrsken {
namespace {

TEST_CASE("overlaps are settled as one by one, of each length, on each instruction set, and once for all") {
  std::mt19937 random(53);
  constexpr std::size_t longest = 200;
  std::vector<BaseQuality> first(longest + 8);
  std::vector<BaseQuality> second(longest + 8);
  for (std::size_t i = 0; i < first.size(); ++i) {
    first[i] = static_cast<BaseQuality>(random());
    // Mostly the same base, sometimes the same quality, sometimes none.
    second[i] = static_cast<BaseQuality>(random() % 4 == 0 ? random() : (random() & 0xFC) | (first[i] & 3));
    if (random() % 5 == 0) second[i] = first[i];
    if (random() % 9 == 0) first[i] = static_cast<BaseQuality>(random() % 12);
  }
  for_each_simd_target([&] {
    unsigned wrong = 0;
    for (std::size_t length = 0; length <= longest; ++length) {
      auto a = first;
      auto b = second;
      auto expected_a = first;
      auto expected_b = second;
      settle_overlap(a.data() + length % 7, b.data() + length % 5, length);
      settle_overlap_scalar(expected_a.data() + length % 7, expected_b.data() + length % 5, length);
      if (a != expected_a || b != expected_b) ++wrong;
      settle_overlap(a.data() + length % 7, b.data() + length % 5, length);
      if (a != expected_a || b != expected_b) ++wrong;
    }
    CHECK(wrong == 0);
  });
}

TEST_CASE("the better base is kept, less the other's quality where they differ; the first of equals") {
  const auto settled = [](BaseQuality a, BaseQuality b) {
    settle_overlap(&a, &b, 1);
    return std::pair(a, b);
  };
  const auto base = [](BaseCode code, unsigned quality) { return make_base_quality(code, quality); };
  const auto counted = [](BaseCode code) { return static_cast<BaseQuality>(quality_counted_in_mate << 2 | code); };
  CHECK(settled(base(2, 30), base(2, 20)) == std::pair(base(2, 30), counted(2)));
  CHECK(settled(base(2, 20), base(2, 30)) == std::pair(counted(2), base(2, 30)));
  CHECK(settled(base(2, 30), base(2, 30)) == std::pair(base(2, 30), counted(2)));
  CHECK(settled(base(2, 30), base(1, 37)) == std::pair(counted(2), base(1, 7)));
  CHECK(settled(base(2, 30), base(1, 30)) == std::pair(base(2, 2), counted(1)));
  CHECK(settled(not_called, base(1, 30)) == std::pair(not_called, base(1, 30)));
  CHECK(settled(counted(2), base(1, 30)) == std::pair(counted(2), base(1, 30)));
}

}  // namespace
}  // namespace norrsken
