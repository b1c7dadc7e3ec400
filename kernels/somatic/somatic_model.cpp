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

// Fraction in the normal as a share of that in the tumour, with log10 x 1000 of how likely that is.
struct CarryOver {
  std::uint32_t per_mille;
  std::int64_t prior;
};
std::array<CarryOver, 3> likely_carry_over(std::uint32_t estimate_per_mille) {
  if (estimate_per_mille == 0) return {{{0, -22}, {20, -1600}, {50, -1600}}};  // 95 %, the rest by chance
  return {{{0, -700}, {estimate_per_mille, -155}, {2 * estimate_per_mille, -1000}}};
}

// Fractions of a heterozygote in a normal, with log10 x 1000 of how likely they are: reads of one allele are lost a
// little more often.
struct HetFraction {
  std::uint32_t per_mille;
  std::int64_t prior;
};
constexpr std::array<HetFraction, 3> het_fractions{{{450, -820}, {500, -155}, {550, -820}}};
constexpr std::int64_t tumor_alike_prior = -300;  // half of the germline variants are in the tumour as in the normal
constexpr std::int64_t tumor_unlike_prior = -300;

constexpr std::int64_t artefact_decline_per_mille = 20;   // the larger the share, the rarer ...
constexpr std::int64_t most_artefact_decline = 1000;      // ... down to a tenth ...
constexpr std::int64_t most_decline_beside_tumor = 2000;  // ... and less where tumour cells explain the normal's reads

// Prior of a variant that what the normal holds speaks for.
constexpr std::int64_t many_somatic = 700;
constexpr std::uint32_t many_from_per_mille = 100;

std::int64_t uniform_prior(std::size_t points) {
  return -static_cast<std::int64_t>(std::lround(1000 * std::log10(static_cast<double>(points))));
}

std::int64_t somatic_term(const FractionLikelihoods& tumor, const FractionLikelihoods& normal,
                          const std::array<CarryOver, 3>& carry_over, const NormalContent& content) {
  std::int64_t sum = impossible;
  for (std::size_t f = 1; f < fractions; ++f) {
    const bool are_many = content.speaks_for(fraction_grid_per_mille[f], many_from_per_mille);
    for (const CarryOver& each : carry_over) {
      const std::size_t g = nearest_fraction(fraction_grid_per_mille[f] * each.per_mille / 1000);
      sum = add_logs(sum, tumor[f] + normal[g] + each.prior + (are_many ? many_somatic : 0));
    }
  }
  return sum + uniform_prior(fractions - 1);
}

std::int64_t germline_term(const FractionLikelihoods& tumor, const FractionLikelihoods& normal) {
  std::int64_t any = impossible;  // of the tumour
  for (std::size_t f = 1; f < fractions; ++f) any = add_logs(any, tumor[f]);
  any += uniform_prior(fractions - 1) + tumor_unlike_prior;
  std::int64_t sum = impossible;
  for (const HetFraction& het : het_fractions) {
    const std::size_t g = nearest_fraction(het.per_mille);
    sum = add_logs(sum, normal[g] + het.prior + add_logs(any, tumor[g] + tumor_alike_prior));
  }
  constexpr std::size_t all = fractions - 1;
  return add_logs(sum, normal[all] + add_logs(any, tumor[all] + tumor_alike_prior));
}

std::int64_t artefact_term(const FractionLikelihoods& tumor, const FractionLikelihoods& normal,
                           const NormalContent& content) {
  const std::int64_t most_decline =
      content.carry_over_per_mille == 0 ? most_artefact_decline : most_decline_beside_tumor;
  std::int64_t sum = impossible;
  for (std::size_t f = 1; f < fractions; ++f) {
    std::int64_t prior = -std::min(artefact_decline_per_mille * fraction_grid_per_mille[f], most_decline);
    if (fraction_grid_per_mille[f] >= large_fraction_per_mille) prior += content.shared_excess;
    sum = add_logs(sum, std::int64_t{tumor[f]} + normal[f] + prior);
  }
  return sum + uniform_prior(fractions - 1);
}

// The best of what somatic variants show in the normal, against a heterozygote.
std::int64_t odds_of_absence(const FractionLikelihoods& normal, std::size_t in_tumor,
                             const std::array<CarryOver, 3>& carry_over) {
  std::int64_t best = impossible;
  for (const CarryOver& each : carry_over)
    best = std::max<std::int64_t>(best,
                                  normal[nearest_fraction(fraction_grid_per_mille[in_tumor] * each.per_mille / 1000)]);
  return best - normal[nearest_fraction(500)];
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

SomaticPosterior judge_somatic(const FractionLikelihoods& tumor, const FractionLikelihoods* normal,
                               const SomaticPriors& priors, const NormalContent& content) {
  const FractionLikelihoods in_normal = normal != nullptr ? *normal : FractionLikelihoods{};
  const std::array<CarryOver, 3> carry_over = likely_carry_over(content.carry_over_per_mille);
  SomaticPosterior posterior;
  posterior.somatic = priors.somatic + somatic_term(tumor, in_normal, carry_over, content);
  posterior.germline = priors.germline + germline_term(tumor, in_normal);
  posterior.artefact = normal != nullptr ? priors.artefact + artefact_term(tumor, in_normal, content) : impossible;
  const auto best = static_cast<std::size_t>(std::max_element(tumor.begin(), tumor.end()) - tumor.begin());
  posterior.tumor_odds = tumor[best];
  posterior.tumor_fraction_per_mille = fraction_grid_per_mille[best];
  if (normal != nullptr) posterior.normal_odds = odds_of_absence(in_normal, best, carry_over);
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
