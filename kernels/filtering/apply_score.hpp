// Judges somatic candidates by a learned score instead of by limits on single features.
#pragma once

#include <span>

#include "kernels/filtering/somatic_score.hpp"
#include "kernels/somatic/judge_candidates.hpp"

namespace norrsken {

// Filters of single features that a score stands in for. What an assay wants reported (depth, reads, fraction), the
// germline, the normal, read orientation and the panel of normals stay as they are.
inline constexpr std::uint32_t filters_under_score = somatic_weak_evidence | somatic_strand | somatic_clustered |
                                                     somatic_position | somatic_base_quality | somatic_map_confidence |
                                                     somatic_slippage;

// After apply_somatic_filters(): QUAL becomes the score (0 when negative), and WeakEvidence alone says that it is below
// that of the model. Hot-spots keep their filters.
void apply_score(const ScoreModel& model, const SomaticColumns& columns, std::span<SomaticCandidate> candidates);

}  // namespace norrsken
