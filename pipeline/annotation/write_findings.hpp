// The tables of a case's findings: combined.tsv and, of tumours, tables/CASE.maf.
#pragma once

#include <span>
#include <string>

#include "kernels/types/finding.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/case_folder.hpp"

namespace norrsken {

// findings: of the root, in the order of the report. reference_name: for the MAF where the build is not known.
// Throws AgreedError. Collective.
void write_findings(const CaseContext& context, const CaseFolders& folders, std::span<const Finding> findings,
                    const std::string& reference_name);

}  // namespace norrsken
