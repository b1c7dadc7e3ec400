#include "kernels/somatic/somatic_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace norrsken {
namespace {

constexpr std::int64_t impossible = std::numeric_limits<std::int64_t>::min() / 4;

// 1000 log10(1 + 10^(-d / 1000)), by d.
constexpr std::size_t log_table_size = 3400;
std::array<std::uint16_t, log_table_size> make_log_table() {
  std::array<std::uint16_t, log_table_size> table{};
  for (std::size_t d = 0; d < table.size(); ++d)
    table[d] =
        static_cast<std::uint16_t>(std::lround(1000 * std::log10(1 + std::pow(10.0, -0.001 * static_cast<double>(d)))));
  return table;
}
const std::array<std::uint16_t, log_table_size> log_table = make_log_table();

// Share of tumour cells in the normal, with log10 x 1000 of how likely that is.
struct Contamination {
  std::uint32_t per_mille;
  std::int64_t prior;
};
constexpr std::array<Contamination, 4> contaminations{{{0, -70}, {20, -1150}, {50, -1300}, {100, -1520}}};

// Fractions of a heterozygote in a normal: reads of one allele are sometimes lost.
constexpr std::array<std::uint32_t, 5> het_fractions_per_mille{400, 450, 500, 550, 600};
constexpr std::int64_t het_fraction_prior = -700;  // a fifth each
constexpr std::int64_t tumor_alike_prior = -300;   // half of the germline variants are in the tumour as in the normal
constexpr std::int64_t tumor_unlike_prior = -300;

constexpr std::uint32_t largest_artefact_per_mille = 200;
constexpr std::int64_t artefact_decline_per_mille = 20;  // the larger the share, the rarer: ten times at every 5 %

std::int64_t uniform_prior(std::size_t points) {
  return -static_cast<std::int64_t>(std::lround(1000 * std::log10(static_cast<double>(points))));
}

std::int64_t somatic_term(const FractionLikelihoods& tumor, const FractionLikelihoods& normal) {
  std::int64_t sum = impossible;
  for (std::size_t f = 1; f < fractions; ++f)
    for (const Contamination& contamination : contaminations) {
      const std::size_t g = nearest_fraction(fraction_grid_per_mille[f] * contamination.per_mille / 1000);
      sum = add_logs(sum, tumor[f] + normal[g] + contamination.prior);
    }
  return sum + uniform_prior(fractions - 1);
}

std::int64_t germline_term(const FractionLikelihoods& tumor, const FractionLikelihoods& normal) {
  std::int64_t any = impossible;  // of the tumour
  for (std::size_t f = 1; f < fractions; ++f) any = add_logs(any, tumor[f]);
  any += uniform_prior(fractions - 1) + tumor_unlike_prior;
  std::int64_t sum = impossible;
  for (const std::uint32_t het : het_fractions_per_mille) {
    const std::size_t g = nearest_fraction(het);
    sum = add_logs(sum, normal[g] + het_fraction_prior + add_logs(any, tumor[g] + tumor_alike_prior));
  }
  constexpr std::size_t all = fractions - 1;
  return add_logs(sum, normal[all] + add_logs(any, tumor[all] + tumor_alike_prior));
}

std::int64_t artefact_term(const FractionLikelihoods& tumor, const FractionLikelihoods& normal) {
  std::int64_t sum = impossible;
  std::size_t points = 0;
  for (std::size_t f = 1; f < fractions && fraction_grid_per_mille[f] <= largest_artefact_per_mille; ++f, ++points)
    sum = add_logs(sum, tumor[f] + normal[f] - artefact_decline_per_mille * fraction_grid_per_mille[f]);
  return sum + uniform_prior(points);
}

}  // namespace

std::int64_t add_logs(std::int64_t a, std::int64_t b) {
  const std::int64_t high = std::max(a, b);
  const auto difference = static_cast<std::uint64_t>(high - std::min(a, b));
  return difference < log_table_size ? high + log_table[difference] : high;
}

std::int64_t SomaticPosterior::odds() const {
  return somatic - add_logs(0, add_logs(germline, artefact));
}

std::int64_t SomaticPosterior::odds_if_not_germline() const {
  return somatic - add_logs(0, artefact);
}

Explanation SomaticPosterior::best_other() const {
  if (std::max(germline, artefact) <= 0) return Explanation::misread;
  return germline >= artefact ? Explanation::germline : Explanation::artefact;
}

SomaticPosterior judge_somatic(const AlleleEvidence& tumor, const std::optional<AlleleEvidence>& normal,
                               const SomaticPriors& priors) {
  const FractionLikelihoods in_tumor = tumor.likelihoods();
  const FractionLikelihoods in_normal = normal ? normal->likelihoods() : FractionLikelihoods{};
  SomaticPosterior posterior;
  posterior.somatic = priors.somatic + somatic_term(in_tumor, in_normal);
  posterior.germline = priors.germline + germline_term(in_tumor, in_normal);
  posterior.artefact = normal ? priors.artefact + artefact_term(in_tumor, in_normal) : impossible;
  const auto best = std::max_element(in_tumor.begin(), in_tumor.end());
  posterior.tumor_odds = *best;
  posterior.tumor_fraction_per_mille = fraction_grid_per_mille[static_cast<std::size_t>(best - in_tumor.begin())];
  if (normal) posterior.normal_odds = -in_normal[nearest_fraction(500)];
  return posterior;
}

FractionInterval fraction_interval(std::uint64_t part, std::uint64_t total) {
  if (total == 0) return {};
  constexpr double z = 1.959964;
  const auto n = static_cast<double>(total);
  const double share = static_cast<double>(part) / n;
  const double middle = share + z * z / (2 * n);
  const double half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  const double scale = 10000 / (1 + z * z / n);
  const auto rounded = [](double value) {
    return static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0, 10000.0)));
  };
  return {rounded((middle - half) * scale), rounded((middle + half) * scale)};
}

}  // namespace norrsken
