#include "kernels/biomarkers/mutational_burden.hpp"

#include <cmath>

namespace norrsken {
namespace {

constexpr double tail = 0.025;

// P(X <= count) of a Poisson variable: the smaller tail is summed from its greatest term, so that nothing underflows.
double poisson_at_most(std::uint64_t count, double mean) {
  if (mean <= 0) return 1;
  const auto n = static_cast<double>(count);
  const bool is_upper = mean < n + 1;
  double i = is_upper ? n + 1 : n;
  double term = std::exp(i * std::log(mean) - mean - std::lgamma(i + 1));
  double sum = 0;
  while (term > sum * 1e-17) {
    sum += term;
    if (is_upper) {
      i += 1;
      term *= mean / i;
    } else {
      term *= i / mean;
      i -= 1;
    }
  }
  return is_upper ? 1 - sum : sum;
}

// The mean at which P(X <= count) has fallen to `share`.
double mean_of(std::uint64_t count, double share) {
  double low = 0;
  double high = static_cast<double>(count) + 10 * std::sqrt(static_cast<double>(count) + 1) + 10;
  for (unsigned step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    (poisson_at_most(count, middle) > share ? low : high) = middle;
  }
  return high;
}

std::uint32_t per_megabase_x100(double variants, std::uint64_t bases) {
  return static_cast<std::uint32_t>(std::lround(variants * 1e8 / static_cast<double>(bases)));
}

}  // namespace

PoissonInterval poisson_interval(std::uint64_t count) {
  return {count == 0 ? 0 : mean_of(count - 1, 1 - tail), mean_of(count, tail)};
}

BurdenEstimate estimate_burden(std::uint64_t variants, std::uint64_t bases) {
  BurdenEstimate estimate;
  estimate.variants = variants;
  estimate.bases = bases;
  if (bases == 0) return estimate;
  const PoissonInterval interval = poisson_interval(variants);
  estimate.per_megabase_x100 = per_megabase_x100(static_cast<double>(variants), bases);
  estimate.low_x100 = per_megabase_x100(interval.low, bases);
  estimate.high_x100 = per_megabase_x100(interval.high, bases);
  return estimate;
}

}  // namespace norrsken
