#include "kernels/biomarkers/mutational_burden.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace norrsken;

TEST_CASE("the interval of a Poisson count is that of the tables") {
  CHECK(poisson_interval(0).low == 0);
  CHECK(poisson_interval(0).high == Approx(3.688879).epsilon(1e-6));
  CHECK(poisson_interval(1).low == Approx(0.025318).epsilon(1e-4));
  CHECK(poisson_interval(10).low == Approx(4.795389).epsilon(1e-6));
  CHECK(poisson_interval(10).high == Approx(18.390356).epsilon(1e-6));
  CHECK(poisson_interval(20000).low == Approx(19723.77).epsilon(1e-6));
  CHECK(poisson_interval(20000).high == Approx(20279.14).epsilon(1e-6));
}

TEST_CASE("a burden is given per million callable bases") {
  const BurdenEstimate estimate = estimate_burden(30, 2000000);
  CHECK(estimate.per_megabase_x100 == 1500);
  CHECK(estimate.low_x100 == 1012);
  CHECK(estimate.high_x100 == 2141);
  CHECK(estimate.variants == 30);
}

TEST_CASE("without callable bases a burden says nothing") {
  const BurdenEstimate estimate = estimate_burden(3, 0);
  CHECK(estimate.per_megabase_x100 == 0);
  CHECK(estimate.high_x100 == 0);
}

TEST_CASE("of simulated tumours 95 in 100 and more have their burden inside the interval") {
  std::mt19937 random(4);
  unsigned inside = 0;
  constexpr unsigned cases = 2000;
  for (unsigned i = 0; i < cases; ++i) {
    const double per_megabase = 1.0 + i % 40;
    const std::uint64_t bases = 1190000;
    const BurdenEstimate estimate =
        estimate_burden(std::poisson_distribution<std::uint64_t>(per_megabase * 1.19)(random), bases);
    if (estimate.low_x100 <= per_megabase * 100 && estimate.high_x100 >= per_megabase * 100) ++inside;
  }
  CHECK(inside >= cases * 95 / 100);
}
