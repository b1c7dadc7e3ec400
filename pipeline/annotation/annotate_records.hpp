// Annotates what a block of the genome reports, and picks from it what may be a finding.
#pragma once

#include <vector>

#include "kernels/calling/block_caller.hpp"
#include "kernels/types/finding.hpp"
#include "kernels/types/somatic_call.hpp"
#include "kernels/types/variant_call.hpp"
#include "pipeline/annotation/variant_annotator.hpp"
#include "pipeline/stages/case_context.hpp"

namespace norrsken {

// The germline records that a sample other than a tumour carries and that a rule of the assay shows (or a source
// rescues). calls: of one block.
[[nodiscard]] std::vector<Finding> annotate_germline(const CaseContext& context, VariantAnnotator& annotator,
                                                     BlockCalls& calls);

// Every somatic record that passes its filters, and the known ones that do not. calls: of one block, by place.
// annotator: null when the assay does not annotate.
[[nodiscard]] std::vector<Finding> annotate_somatic(const CaseContext& context, VariantAnnotator* annotator,
                                                    std::vector<SomaticCall>& calls);

}  // namespace norrsken
