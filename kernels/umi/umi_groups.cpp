#include "kernels/umi/umi_groups.hpp"

#include <algorithm>
#include <numeric>

namespace norrsken {
namespace {

constexpr std::uint32_t no_group = ~std::uint32_t{0};

// Every difference of 1 to `mismatches` bases, as what a UMI is exclusive-or-ed with.
void add_differences(unsigned bases, unsigned mismatches, PackedUmi so_far, std::vector<PackedUmi>& differences) {
  if (mismatches == 0) return;
  for (unsigned base = 0; base < bases; ++base) {
    if (so_far >> 2 * base != 0) continue;  // upwards only, so that each comes once
    for (PackedUmi change = 1; change < 4; ++change) {
      differences.push_back(so_far | change << 2 * base);
      add_differences(bases, mismatches - 1, differences.back(), differences);
    }
  }
}

bool takes_in(const UmiCount& frequent, const UmiCount& rare) {
  return frequent.fragments + 1 >= 2 * rare.fragments;
}

}  // namespace

std::vector<std::uint32_t> group_umis(std::span<const UmiCount> umis, unsigned bases, unsigned max_mismatches) {
  std::vector<std::uint32_t> group(umis.size(), no_group);
  std::vector<std::uint32_t> order(umis.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return umis[a].fragments != umis[b].fragments ? umis[a].fragments > umis[b].fragments : a < b;
  });
  std::vector<PackedUmi> differences;
  if (umis.size() > 3 * std::size_t{bases}) add_differences(bases, max_mismatches, 0, differences);
  const bool looks_up = !differences.empty() && differences.size() < umis.size();

  std::uint32_t groups = 0;
  std::vector<std::uint32_t> open;
  const auto join = [&](std::uint32_t from, std::uint32_t candidate) {
    if (group[candidate] != no_group || !takes_in(umis[from], umis[candidate])) return;
    group[candidate] = groups;
    open.push_back(candidate);
  };
  for (const std::uint32_t root : order) {
    if (group[root] != no_group) continue;
    group[root] = groups;
    open.assign(1, root);
    while (!open.empty()) {
      const std::uint32_t from = open.back();
      open.pop_back();
      if (looks_up) {
        for (const PackedUmi difference : differences) {
          const PackedUmi wanted = umis[from].umi ^ difference;
          const auto found = std::lower_bound(umis.begin(), umis.end(), wanted,
                                              [](const UmiCount& a, PackedUmi b) { return a.umi < b; });
          if (found != umis.end() && found->umi == wanted) join(from, static_cast<std::uint32_t>(found - umis.begin()));
        }
      } else if (max_mismatches > 0) {
        for (std::uint32_t other = 0; other < umis.size(); ++other)
          if (umi_mismatches(umis[from].umi, umis[other].umi) <= max_mismatches) join(from, other);
      }
    }
    ++groups;
  }
  return group;
}

}  // namespace norrsken
