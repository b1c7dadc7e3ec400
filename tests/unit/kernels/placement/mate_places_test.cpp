#include "kernels/placement/mate_places.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace norrsken;

namespace {

std::vector<Candidate> candidates_near(GenomePosition centre, std::size_t count, std::mt19937_64& random) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < count; ++i)
    candidates.push_back({centre + static_cast<GenomePosition>(random() % 6000), random() % 2 == 1, 1});
  return candidates;
}

DiagonalFit whole_fit(const Candidate& candidate) {
  return {candidate.start, candidate.is_reverse, 0, 0, 0, Clip::none};
}

}  // namespace

TEST_CASE("mates beside a place are those that make a proper pair with it, in their order") {
  constexpr unsigned max_insert_bases = 1000;
  std::mt19937_64 random(7);
  MatePlaces places(max_insert_bases);
  std::size_t pairs = 0;
  for (const std::size_t count : {0, 1, 40, 400}) {
    const auto mates = candidates_near(1000000, count, random);
    places.assign(mates, 100);
    auto others = candidates_near(1000000, 200, random);
    others.push_back({1000000 + (1U << 22), false, 1});  // whose stretch has the number of another one
    for (const Candidate& other : others) {
      std::vector<std::size_t> expected;
      for (std::size_t i = 0; i < mates.size(); ++i)
        if (proper_insert(whole_fit(other), 150, whole_fit(mates[i]), 100, max_insert_bases) != 0)
          expected.push_back(i);
      std::vector<std::size_t> found;
      places.for_each_mate(other, 150, [&](std::size_t number) {
        found.push_back(number);
        return true;
      });
      CHECK(found == expected);
      pairs += found.size();
    }
  }
  CHECK(pairs > 1000);
}

TEST_CASE("a search for mates ends where it is told to, and knows nothing of earlier reads") {
  MatePlaces places(1000);
  const std::vector<Candidate> mates{{5300, true, 2}, {5350, true, 2}, {5400, true, 1}};
  places.assign(mates, 100);
  std::vector<std::size_t> found;
  const auto take_one = [&](std::size_t number) {
    found.push_back(number);
    return false;
  };
  places.for_each_mate({5000, false, 3}, 100, take_one);
  CHECK(found == std::vector<std::size_t>{0});
  places.for_each_mate({5000, true, 3}, 100, take_one);  // on the strand of the mates
  CHECK(found.size() == 1);
  places.assign({}, 100);
  places.for_each_mate({5000, false, 3}, 100, take_one);
  CHECK(found.size() == 1);
}
