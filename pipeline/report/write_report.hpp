// The last step of a case: case.json, what other programs read from it, and report.html.
#pragma once

#include "pipeline/report/case_document.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/case_folder.hpp"

namespace norrsken {

// On the root, when qc/, tables/, bam/ and provenance.json stand: case.json, qc/CASE_biomarkers_mqc.json,
// scout_load.yaml and report.html. All but the report's times are the same bytes for any ranks. Throws AgreedError.
// Collective.
void write_case_report(const CaseContext& context, const CaseFolders& folders, const CaseFacts& facts);

}  // namespace norrsken
