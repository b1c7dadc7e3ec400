// Stage 4, cases with tumours: what all candidates together say of the pair, then the verdict on each of them.
#pragma once

#include <vector>

#include "io/output_files.hpp"
#include "io/pair_report.hpp"
#include "pipeline/stages/call_blocks.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/case_files.hpp"
#include "pipeline/stages/run_options.hpp"

namespace norrsken {

// Judges and filters this rank's candidates and appends their records to `files`. Writes qc/identity.json.
// Throws AgreedError; with exit code quality_stop when a tumour and its normal are not of one person and the user has
// not allowed that. Collective.
void judge_somatic_candidates(const CaseContext& context, const RunOptions& options, const CaseFolders& folders,
                              const std::vector<OutputPlan>& outputs, CalledCase& called, CaseFiles& files);

}  // namespace norrsken
