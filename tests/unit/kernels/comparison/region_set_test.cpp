#include "kernels/comparison/region_set.hpp"

#include <catch2/catch.hpp>

using namespace norrsken;

TEST_CASE("regions that overlap or touch are one stretch") {
  const RegionSet set({{30, 40}, {10, 20}, {20, 25}, {12, 15}, {50, 50}});
  REQUIRE(set.spans().size() == 2);
  CHECK(set.bases() == 25);
  CHECK(set.contains({19, 21}));
  CHECK_FALSE(set.contains({24, 31}));
}

TEST_CASE("a span is contained only wholly and overlaps by one base") {
  const RegionSet set({{10, 20}, {30, 40}});
  CHECK(set.contains({10, 20}));
  CHECK_FALSE(set.contains({9, 11}));
  CHECK_FALSE(set.contains({19, 21}));
  CHECK_FALSE(set.contains({20, 21}));
  CHECK(set.overlaps({9, 11}));
  CHECK(set.overlaps({19, 31}));
  CHECK_FALSE(set.overlaps({20, 30}));
  CHECK_FALSE(set.overlaps({40, 50}));
}

TEST_CASE("an empty set contains nothing") {
  const RegionSet set;
  CHECK_FALSE(set.contains({0, 1}));
  CHECK_FALSE(set.overlaps({0, 1}));
  CHECK(set.bases() == 0);
}
