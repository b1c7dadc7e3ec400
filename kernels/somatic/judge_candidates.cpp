#include "kernels/somatic/judge_candidates.hpp"

#include <algorithm>

namespace norrsken {
namespace {

// Log10 x 1000. Where many fragments cannot tell the allele, between copies of the genome and in long repeats, those
// that seem to tell it are foreign or shifted more often.
std::int64_t artefact_excess(const GenotypeCall& tumor) {
  constexpr std::int64_t usual_per_mille = 100;
  constexpr std::int64_t excess_each_per_mille = 10;
  constexpr std::int64_t most_excess = 1500;
  if (tumor.depth == 0) return 0;
  const std::int64_t telling = std::int64_t{tumor.reference_depth()} + tumor.alternate_depth();
  const std::int64_t silent_per_mille = 1000 - 1000 * telling / tumor.depth;
  return std::clamp(excess_each_per_mille * (silent_per_mille - usual_per_mille), std::int64_t{0}, most_excess);
}

}  // namespace

void judge_candidate(const SomaticColumns& columns, SomaticCandidate& candidate) {
  const FractionLikelihoods* normal = columns.normal ? &candidate.likelihoods[*columns.normal] : nullptr;
  std::optional<SomaticPosterior> best;  // of the tumour that shows it most
  const auto odds_of = [&](const SomaticPosterior& posterior) {
    return normal != nullptr ? posterior.odds() : posterior.odds_if_not_germline();
  };
  for (const std::size_t tumor : columns.tumors) {
    SomaticPriors priors = candidate.priors;
    priors.artefact += artefact_excess(candidate.call.record.samples[tumor]);
    const SomaticPosterior posterior = judge_somatic(candidate.likelihoods[tumor], normal, priors, columns.content);
    if (!best || odds_of(posterior) > odds_of(*best)) best = posterior;
  }
  SomaticCall& call = candidate.call;
  call.normal_odds_centiphred = static_cast<std::int32_t>(best->normal_odds);
  call.record.quality_centiphred = static_cast<std::uint32_t>(std::max<std::int64_t>(odds_of(*best), 0));
  call.explanation = best->best_other();
}

}  // namespace norrsken
