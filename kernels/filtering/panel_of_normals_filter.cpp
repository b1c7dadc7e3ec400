#include "kernels/filtering/panel_of_normals_filter.hpp"

#include <algorithm>
#include <cmath>

namespace norrsken {
namespace {

struct Beta {
  double a = 1;
  double b = 1;
};

// The beta distribution of a mean and spread, both as shares.
Beta background_of(const KnownAllele& known) {
  const double mean = std::clamp(known.mean_ppm / 1e6, 1e-6, 1 - 1e-6);
  const double least_sd = mean / std::sqrt(static_cast<double>(std::max(known.normals_with, 1U)));
  const double variance = std::pow(std::max(known.sd_ppm / 1e6, least_sd), 2);
  // A beta distribution spreads less than mean (1 - mean).
  const double size = std::max(mean * (1 - mean) / variance - 1, 0.1);
  return {mean * size, (1 - mean) * size};
}

double log_gamma(double value) {
  int sign = 0;
  return lgamma_r(value, &sign);  // lgamma itself keeps its sign in a global
}

double log_beta(double a, double b) {
  return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

}  // namespace

std::int32_t background_odds_centiphred(std::uint32_t alternate, std::uint32_t depth, const KnownAllele& known) {
  if (known.normals_with == 0 || depth == 0) return 0;
  const auto with = static_cast<double>(std::min(alternate, depth));
  const double without = static_cast<double>(depth) - with;
  const Beta background = background_of(known);
  // The ways to choose the fragments are the same on both sides; log beta(1, 1) is 0.
  const double own = log_beta(1 + with, 1 + without);
  const double shared = log_beta(background.a + with, background.b + without) - log_beta(background.a, background.b);
  const double centiphred = 1000 / std::log(10.0) * (own - shared);
  const bool is_below = with * 1e6 <= static_cast<double>(depth) * known.mean_ppm;
  return static_cast<std::int32_t>(std::lround(std::clamp(centiphred, -1e5, is_below ? 0.0 : 1e5)));
}

bool is_in_panel_of_normals(const SomaticLimits& limits, const GenotypeCall& tumor, const KnownAllele& known) {
  if (known.normals_with <= limits.max_normals_with_allele) return false;
  if (known.mean_ppm >= germline_background_ppm) return true;
  const std::uint32_t alternate = tumor.alternate_depth();
  const std::uint32_t depth = alternate + tumor.reference_depth();
  return background_odds_centiphred(alternate, depth, known) <
         static_cast<std::int64_t>(limits.min_background_odds_centiphred);
}

}  // namespace norrsken
