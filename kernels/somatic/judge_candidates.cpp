#include "kernels/somatic/judge_candidates.hpp"

#include <algorithm>

namespace norrsken {

void judge_candidate(const SomaticColumns& columns, SomaticCandidate& candidate) {
  const FractionLikelihoods* normal = columns.normal ? &candidate.likelihoods[*columns.normal] : nullptr;
  std::optional<SomaticPosterior> best;  // of the tumour that shows it most
  const auto odds_of = [&](const SomaticPosterior& posterior) {
    return normal != nullptr ? posterior.odds() : posterior.odds_if_not_germline();
  };
  for (const std::size_t tumor : columns.tumors) {
    const SomaticPosterior posterior =
        judge_somatic(candidate.likelihoods[tumor], normal, candidate.priors, columns.carry_over_per_mille);
    if (!best || odds_of(posterior) > odds_of(*best)) best = posterior;
  }
  SomaticCall& call = candidate.call;
  call.normal_odds_centiphred = static_cast<std::int32_t>(best->normal_odds);
  call.record.quality_centiphred = static_cast<std::uint32_t>(std::max<std::int64_t>(odds_of(*best), 0));
  call.explanation = best->best_other();
}

}  // namespace norrsken
