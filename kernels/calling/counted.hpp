// Things that reads show, each with the number of reads that show it.
#pragma once

#include <algorithm>
#include <vector>

namespace norrsken {

template <typename Shown>
struct Counted {
  Shown shown;
  unsigned reads = 0;
};

// One more read shows it.
template <typename Shown>
void count(const Shown& shown, std::vector<Counted<Shown>>& counted) {
  const auto known =
      std::find_if(counted.begin(), counted.end(), [&](const auto& each) { return each.shown == shown; });
  if (known == counted.end())
    counted.push_back({shown, 1});
  else
    ++known->reads;
}

// Those of most reads first, others in the order in which they were seen.
template <typename Shown>
void sort_by_reads(std::vector<Counted<Shown>>& counted) {
  std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.reads > b.reads; });
}

}  // namespace norrsken
