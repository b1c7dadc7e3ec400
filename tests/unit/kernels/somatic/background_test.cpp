#include "kernels/somatic/background.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <utility>
#include <vector>

using namespace norrsken;

TEST_CASE("the background of an allele is the mean and spread over the normals that show it") {
  BackgroundSum sum;
  sum.add(1, 99);
  sum.add(3, 97);
  sum.add(0, 100);  // does not show it
  const SiteBackground site = sum.summary();
  CHECK(site.normals_with == 2);
  CHECK(site.alternate_reads == 4);
  CHECK(site.depth == 200);
  CHECK(site.mean_ppm == 20'000);
  CHECK(site.sd_ppm == 14'142);
}

TEST_CASE("one normal has a mean and no spread, none has nothing") {
  BackgroundSum sum;
  CHECK(sum.summary().normals_with == 0);
  CHECK(sum.summary().mean_ppm == 0);
  sum.add(7, 0);
  CHECK(sum.summary().mean_ppm == 1'000'000);
  CHECK(sum.summary().sd_ppm == 0);
}

TEST_CASE("the order of the normals does not show, and equal fractions have no spread") {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> counts;
  std::mt19937 random(5);
  for (int i = 0; i < 50; ++i) counts.emplace_back(random() % 40, 100 + random() % 5000);
  BackgroundSum forward;
  for (const auto& [alternate, reference] : counts) forward.add(alternate, reference);
  std::shuffle(counts.begin(), counts.end(), random);
  BackgroundSum shuffled;
  for (const auto& [alternate, reference] : counts) shuffled.add(alternate, reference);
  CHECK(forward.summary().mean_ppm == shuffled.summary().mean_ppm);
  CHECK(forward.summary().sd_ppm == shuffled.summary().sd_ppm);

  BackgroundSum equal;
  for (int i = 0; i < 3; ++i) equal.add(1, 2);  // a third has no exact number of millionths
  CHECK(equal.summary().mean_ppm == 333'333);
  CHECK(equal.summary().sd_ppm == 0);
}

TEST_CASE("a normal that shows nothing counts where it is told to") {
  norrsken::BackgroundSum sum;
  sum.add_always(0, 100);
  sum.add_always(2, 98);
  sum.add_always(0, 0);  // covers nothing
  CHECK(sum.summary().normals_with == 2);
  CHECK(sum.summary().depth == 200);
  CHECK(sum.summary().mean_ppm == 10'000);
}
