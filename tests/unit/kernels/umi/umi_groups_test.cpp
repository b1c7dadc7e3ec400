#include "kernels/umi/umi_groups.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string_view>

namespace norrsken {
namespace {

PackedUmi umi(std::string_view text) {
  const UmiLayout layout = UmiLayout::of(text.size(), 0);
  return umi_of(layout, pack_umi(layout, text, "", 0));
}

std::vector<std::uint32_t> group(std::vector<UmiCount> umis, unsigned mismatches = 1) {
  return group_umis(umis, 4, mismatches);
}

TEST_CASE("a rare UMI joins a frequent neighbour, a frequent one does not") {
  CHECK(group({{umi("ACGA"), 4}, {umi("ACGT"), 100}}) == std::vector<std::uint32_t>{0, 0});
  CHECK(group({{umi("ACGA"), 80}, {umi("ACGT"), 100}}) == std::vector<std::uint32_t>{1, 0});
  CHECK(group({{umi("ACGA"), 50}, {umi("ACGT"), 99}}) == std::vector<std::uint32_t>{0, 0});
  CHECK(group({{umi("ACGA"), 51}, {umi("ACGT"), 100}}) == std::vector<std::uint32_t>{1, 0});
  CHECK(group({{umi("ACGA"), 1}, {umi("ACGT"), 1}}) == std::vector<std::uint32_t>{0, 0});
}

TEST_CASE("a UMI with too many mismatches stays alone, and steps add up over ever rarer ones") {
  CHECK(group({{umi("ACAA"), 1}, {umi("ACGT"), 100}}) == std::vector<std::uint32_t>{1, 0});
  CHECK(group({{umi("ACAA"), 1}, {umi("ACGT"), 100}}, 2) == std::vector<std::uint32_t>{0, 0});
  CHECK(group({{umi("ACAA"), 1}, {umi("ACGA"), 10}, {umi("ACGT"), 100}}) == std::vector<std::uint32_t>{0, 0, 0});
  CHECK(group({{umi("ACGA"), 1}, {umi("ACGT"), 100}}, 0) == std::vector<std::uint32_t>{1, 0});
  CHECK(group({}).empty());
}

TEST_CASE("looking neighbours up finds the groups that comparing all pairs finds") {
  std::mt19937_64 random(7);
  for (const unsigned mismatches : {1U, 2U}) {
    std::set<PackedUmi> chosen;
    while (chosen.size() < 3000) chosen.insert(random() % (1U << 16));
    std::vector<UmiCount> umis;
    for (const PackedUmi one : chosen) umis.push_back({one, static_cast<std::uint32_t>(1 + random() % 20)});
    const auto grouped = group_umis(umis, 8, mismatches);
    // The same by definition: visited from the most frequent on, everything reachable.
    std::vector<std::uint32_t> order(umis.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return umis[a].fragments > umis[b].fragments; });
    std::vector<std::uint32_t> expected(umis.size(), ~0U);
    std::uint32_t groups = 0;
    for (const std::uint32_t root : order) {
      if (expected[root] != ~0U) continue;
      std::vector<std::uint32_t> open{root};
      expected[root] = groups;
      for (std::size_t at = 0; at < open.size(); ++at)
        for (std::uint32_t other = 0; other < umis.size(); ++other)
          if (expected[other] == ~0U && umi_mismatches(umis[open[at]].umi, umis[other].umi) <= mismatches &&
              umis[open[at]].fragments + 1 >= 2 * umis[other].fragments) {
            expected[other] = groups;
            open.push_back(other);
          }
      ++groups;
    }
    CHECK(grouped == expected);
    CHECK(groups > 1);
    CHECK(groups < umis.size());
  }
}

}  // namespace
}  // namespace norrsken
