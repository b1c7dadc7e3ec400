#include "kernels/placement/vote_counter.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <tuple>

namespace norrsken {
namespace {

TEST_CASE("votes come out counted, most first, then by strand and start, however many there are") {
  std::mt19937 random(47);
  VoteCounter counter;  // used again for each round
  for (const unsigned votes : {0U, 1U, 5U, 200U, 20'000U, 3U}) {
    std::map<std::pair<bool, GenomePosition>, unsigned> expected;
    for (unsigned i = 0; i < votes; ++i) {
      const bool is_reverse = random() % 2 == 1;
      const GenomePosition start = random() % 3 == 0 ? random() % 10 : random();
      counter.add(start, is_reverse);
      ++expected[{is_reverse, start}];
    }
    std::vector<Candidate> candidates(7);  // what was there is dropped
    counter.take(candidates);
    REQUIRE(candidates.size() == expected.size());
    for (const Candidate& each : candidates) REQUIRE(expected.at({each.is_reverse, each.start}) == each.votes);
    CHECK(std::is_sorted(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
      return std::tuple(b.votes, a.is_reverse, a.start) < std::tuple(a.votes, b.is_reverse, b.start);
    }));
  }
}

}  // namespace
}  // namespace norrsken
