#include "kernels/statistics/fisher.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace norrsken {
namespace {

double log_factorial_of(std::uint32_t n) {
  int sign = 0;
  return lgamma_r(static_cast<double>(n) + 1.0, &sign);  // lgamma itself keeps its sign in a global
}

double log_factorial(std::uint32_t n) {
  static const auto usual_depths = [] {
    std::array<double, 1024> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) table[i] = log_factorial_of(i);
    return table;
  }();
  return n < usual_depths.size() ? usual_depths[n] : log_factorial_of(n);
}

}  // namespace

unsigned fisher_phred(std::uint32_t ref_forward, std::uint32_t ref_reverse, std::uint32_t alt_forward,
                      std::uint32_t alt_reverse) {
  const std::uint32_t ref = ref_forward + ref_reverse;
  const std::uint32_t alt = alt_forward + alt_reverse;
  const std::uint32_t forward = ref_forward + alt_forward;
  const std::uint32_t reverse = ref_reverse + alt_reverse;
  if (ref == 0 || alt == 0 || forward == 0 || reverse == 0) return 0;
  const double margins = log_factorial(ref) + log_factorial(alt) + log_factorial(forward) + log_factorial(reverse) -
                         log_factorial(ref + alt);
  const auto log_probability = [&](std::uint32_t alt_on_forward) {
    return margins - log_factorial(alt_on_forward) - log_factorial(alt - alt_on_forward) -
           log_factorial(forward - alt_on_forward) - log_factorial(ref - (forward - alt_on_forward));
  };
  const double observed = log_probability(alt_forward);
  double sum = 0;
  const std::uint32_t least = forward > ref ? forward - ref : 0;
  for (std::uint32_t each = least; each <= std::min(alt, forward); ++each) {
    const double log_each = log_probability(each);
    if (log_each <= observed + 1e-7) sum += std::exp(log_each);
  }
  const double phred = -10.0 * std::log10(std::min(1.0, std::max(sum, 1e-100)));
  return static_cast<unsigned>(std::min(999L, std::lround(phred)));
}

}  // namespace norrsken
