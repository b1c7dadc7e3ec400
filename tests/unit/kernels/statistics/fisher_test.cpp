#include "kernels/statistics/fisher.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

namespace norrsken {
namespace {

double choose(unsigned n, unsigned k) {
  double result = 1;
  for (unsigned i = 0; i < k; ++i) result = result * (n - i) / (i + 1);
  return k > n ? 0 : result;
}

// Sum of all tables with these margins that are no likelier, from binomials.
double expected_phred(unsigned a, unsigned b, unsigned c, unsigned d) {
  const auto probability = [&](unsigned alt_forward) {
    return alt_forward > a + c
               ? 0
               : choose(c + d, alt_forward) * choose(a + b, a + c - alt_forward) / choose(a + b + c + d, a + c);
  };
  double sum = 0;
  for (unsigned each = 0; each <= c + d; ++each)
    if (probability(each) <= probability(c) * (1 + 1e-7)) sum += probability(each);
  return -10 * std::log10(std::min(1.0, sum));
}

TEST_CASE("Fisher's exact test equals the sum over all tables") {
  for (unsigned a = 0; a < 9; ++a)
    for (unsigned b = 0; b < 9; ++b)
      for (unsigned c = 0; c < 9; ++c)
        for (unsigned d = 0; d < 9; ++d) {
          const double expected = a + b == 0 || c + d == 0 ? 0 : expected_phred(a, b, c, d);
          const unsigned found = fisher_phred(a, b, c, d);
          if (std::abs(found - expected) > 0.501) {
            CAPTURE(a, b, c, d);
            CHECK(found == Approx(expected).margin(0.501));
          }
        }
  CHECK(fisher_phred(10, 10, 10, 10) == 0);
  CHECK(fisher_phred(20, 20, 20, 0) == 45);
  CHECK(fisher_phred(20, 20, 20, 0) == fisher_phred(20, 20, 0, 20));
  CHECK(fisher_phred(0, 0, 0, 0) == 0);
  CHECK(fisher_phred(5000, 0, 0, 5000) == 999);
}

}  // namespace
}  // namespace norrsken
