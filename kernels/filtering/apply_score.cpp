#include "kernels/filtering/apply_score.hpp"

#include <algorithm>

#include "kernels/filtering/somatic_filters.hpp"

namespace norrsken {

void apply_score(const ScoreModel& model, const SomaticColumns& columns, std::span<SomaticCandidate> candidates) {
  for (SomaticCandidate& candidate : candidates) {
    SomaticCall& call = candidate.call;
    const ScoreKind kind = score_kind_of(call.record.reference.size(), call.record.alternate.size());
    const ScoreTable& table = model[static_cast<std::size_t>(kind)];
    const std::int32_t score = score_of(table, score_features(call, leading_tumor(columns, call), columns.normal));
    call.record.quality_centiphred = static_cast<std::uint32_t>(std::max(score, 0));
    if (call.is_hotspot) continue;
    call.record.filters &= ~filters_under_score;
    if (score < table.least) call.record.filters |= somatic_weak_evidence;
  }
}

}  // namespace norrsken
