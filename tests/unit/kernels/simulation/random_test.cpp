#include "kernels/simulation/random.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace norrsken;

TEST_CASE("a random stream is the same on every machine") {
  RandomStream random(1, RandomPurpose::molecule, 7);
  CHECK(random.next() == 0xd499aa925b76f405ULL);
  CHECK(random.below(1000) == 276);
  CHECK(RandomStream(1, RandomPurpose::molecule, 7).next() == 0xd499aa925b76f405ULL);
}

TEST_CASE("streams of other seeds, purposes and indexes differ") {
  std::set<std::uint64_t> first;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (const RandomPurpose purpose : {RandomPurpose::snv, RandomPurpose::molecule, RandomPurpose::duplicate})
      for (std::uint64_t index = 0; index < 100; ++index) first.insert(RandomStream(seed, purpose, index).next());
  CHECK(first.size() == 3000);
}

TEST_CASE("uniform numbers fill their range evenly") {
  RandomStream random(3, RandomPurpose::snv);
  std::uint64_t counts[7] = {};
  for (int draw = 0; draw < 70'000; ++draw) ++counts[random.below(7)];
  for (const std::uint64_t count : counts) CHECK(count == Approx(10'000).margin(500));
  CHECK(random.below(1) == 0);
  CHECK(random.below(0) == 0);
  CHECK(random.between(5, 5) == 5);
}

TEST_CASE("normal numbers have mean 0 and variance 1") {
  RandomStream random(4, RandomPurpose::snv);
  double sum = 0;
  double squares = 0;
  for (int draw = 0; draw < 100'000; ++draw) {
    const double value = random.normal();
    sum += value;
    squares += value * value;
  }
  CHECK(sum / 100'000 == Approx(0).margin(0.02));
  CHECK(squares / 100'000 == Approx(1).margin(0.03));
}

TEST_CASE("geometric numbers start at 1 and stop at their limit") {
  RandomStream random(5, RandomPurpose::snv);
  double sum = 0;
  for (int draw = 0; draw < 50'000; ++draw) sum += random.geometric(0.5, 1000);
  CHECK(sum / 50'000 == Approx(2).margin(0.05));
  CHECK(random.geometric(1.0, 4) == 4);
  CHECK(random.geometric(0.0, 4) == 1);
}
