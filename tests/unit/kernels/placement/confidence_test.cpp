#include "kernels/placement/confidence.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace norrsken {
namespace {

constexpr std::uint64_t one = std::uint64_t{1} << 40;

TEST_CASE("likelihoods are powers of ten in units of 2^-40, and fade to nothing") {
  CHECK(likelihood_units(0) == one);
  for (unsigned cost = 0; cost < 100; ++cost) {
    const double exact = std::ldexp(std::pow(10.0, -0.1 * cost), 40);
    CHECK(static_cast<double>(likelihood_units(cost)) == Approx(exact).epsilon(1e-9).margin(1.0));
    CHECK(likelihood_units(cost + 1) < likelihood_units(cost));
  }
  CHECK(likelihood_units(100000) == 0);
}

TEST_CASE("odds are the phred of being wrong, rounded down, from 0 to 60") {
  CHECK(odds_phred(0, one) == 0);
  CHECK(odds_phred(1, 2) == 3);
  CHECK(odds_phred(one, one) == 60);
  CHECK(odds_phred(60 * one - 1, 60 * one) == 60);  // sums over many places do not overflow
  for (std::uint64_t wrong = 1; wrong < 1000000; wrong = wrong * 3 + 1) {
    const double exact = -10 * std::log10(static_cast<double>(wrong) / 1000000);
    CHECK(std::abs(static_cast<int>(odds_phred(1000000 - wrong, 1000000)) - static_cast<int>(exact)) <= 1);
  }
}

TEST_CASE("mapping confidence never exceeds the odds, grows with them and has its worked values") {
  const auto of_odds = [](double phred) {
    const auto wrong = static_cast<std::uint64_t>(std::ldexp(std::pow(10.0, -0.1 * (phred + 0.01)), 40));
    return confidence_phred(one - wrong, one);
  };
  CHECK(of_odds(12) == 12);
  CHECK(of_odds(25) == 25);
  CHECK(of_odds(45) == 31);
  CHECK(confidence_phred(one, one) == 60);
  CHECK(confidence_phred(1, 2) == 3);
  unsigned before = 0;
  for (unsigned phred = 0; phred <= 60; ++phred) {
    CHECK(of_odds(phred) >= before);
    CHECK(of_odds(phred) <= phred);
    before = of_odds(phred);
  }
}

}  // namespace
}  // namespace norrsken
