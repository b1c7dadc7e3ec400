// Soft filters of somatic records by the limits of an assay. Each is one feature against one limit; a record keeps all
// the names it fails, so that a lab can see why and lift a filter it does not want.
#pragma once

#include <span>

#include "kernels/somatic/judge_candidates.hpp"
#include "kernels/types/somatic_limits.hpp"

namespace norrsken {

// Adds filter bits to judged candidates that stand by position. Neighbours within SomaticLimits::clustered_window_bases
// are looked at together.
void apply_somatic_filters(const SomaticLimits& limits, const SomaticColumns& columns,
                           std::span<SomaticCandidate> candidates);

// Column of the tumour with the largest allele fraction: a variant need not be in all of a relapse series.
[[nodiscard]] std::size_t leading_tumor(const SomaticColumns& columns, const SomaticCall& call);

}  // namespace norrsken
