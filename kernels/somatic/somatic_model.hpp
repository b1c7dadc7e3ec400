// Whether an allele of a tumour is somatic: the joint posterior over its fraction in the tumour and in the normal.
//
// Four explanations compete, each a sum over a grid of fractions (f in the tumour, g in the normal):
//   somatic    f any, g = c f where c is what tumour cells in the normal carry over (nothing, or a little)
//   germline   g about a half or one, f any (losses and gains), most likely the same as g
//   artefact   f = g, most likely small: what the library or the placement shows in every sample, or what both
//              samples have because most of their cells are the same
//   nothing    f = g = 0: the bases are misread as often as their qualities say
#pragma once

#include <cstdint>
#include <optional>

#include "kernels/somatic/allele_evidence.hpp"
#include "kernels/types/somatic_call.hpp"

namespace norrsken {

// Log10 x 1000 of what is known before the reads are looked at.
struct SomaticPriors {
  std::int64_t somatic = -5000;
  std::int64_t germline = -3000;
  std::int64_t artefact = -5000;
};

// From here on what is carried over is of tumour cells; the normal's misread bases alone can look like less.
inline constexpr std::uint32_t sure_carry_over_per_mille = 20;

// What all candidates of a case together say of its tumours' alleles in the normal; see case_estimates.hpp.
struct NormalContent {
  std::uint32_t carry_over_per_mille = 0;  // c, 0 when nothing speaks for it or the tumours have few variants
  std::int64_t shared_excess = 0;          // log10 x 1000: how much more often than usual f = g, where f is large

  // Whether one more variant is believed sooner: what is carried over can only be told where tumours have many. Beside
  // tumour cells in the normal only from a fraction on that leaves reads there, for it shows artefacts of small ones as
  // rarely.
  [[nodiscard]] bool speaks_for(std::uint64_t fraction_per_mille, std::uint32_t from_per_mille) const {
    return carry_over_per_mille != 0 &&
           (carry_over_per_mille < sure_carry_over_per_mille || fraction_per_mille >= from_per_mille);
  }
};
inline constexpr std::uint32_t large_fraction_per_mille = 150;

struct SomaticPosterior {
  std::int64_t somatic = 0;  // log10 x 1000 of prior x likelihood of each explanation; nothing = 0
  std::int64_t germline = 0;
  std::int64_t artefact = 0;
  std::int64_t tumor_odds = 0;   // of the tumour's best fraction against none
  std::int64_t normal_odds = 0;  // of none in the normal against a heterozygote; 0 without a normal
  std::uint16_t tumor_fraction_per_mille = 0;

  // Somatic against all other explanations together.
  [[nodiscard]] std::int64_t odds() const;
  // Somatic against nothing and artefact: what counts when there is no normal to tell germline variants by; then an
  // artefact cannot be told by counts either, and its odds are 0 : 1.
  [[nodiscard]] std::int64_t odds_if_not_germline() const;
  // The likeliest one but the somatic.
  [[nodiscard]] Explanation best_other() const;
};

// `normal`: null for a tumour without one.
[[nodiscard]] SomaticPosterior judge_somatic(const FractionLikelihoods& tumor, const FractionLikelihoods* normal,
                                             const SomaticPriors& priors, const NormalContent& content);

// log10(10^a + 10^b), all x 1000.
[[nodiscard]] std::int64_t add_logs(std::int64_t a, std::int64_t b);

// 95 % interval (Wilson) of a share, in parts of 10,000. {0, 10000} when total is 0.
struct FractionInterval {
  std::uint16_t low_per_10000 = 0;
  std::uint16_t high_per_10000 = 10000;
};
[[nodiscard]] FractionInterval fraction_interval(std::uint64_t part, std::uint64_t total);

}  // namespace norrsken
