// The findings of a case, from all ranks to the root, judged and in the order of the report.
#pragma once

#include <vector>

#include "kernels/types/finding.hpp"
#include "pipeline/stages/case_context.hpp"

namespace norrsken {

// mine: of this rank. On the root all of them with tiers, reasons, inheritance and sections, those to discuss first,
// then by rank of the tier, then by place, REF, ALT; the same for any number of ranks. Elsewhere none.
// Throws AgreedError. Collective.
[[nodiscard]] std::vector<Finding> gather_findings(const CaseContext& context, std::vector<Finding> mine);

}  // namespace norrsken
