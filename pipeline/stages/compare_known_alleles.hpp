// What the panel of normals and the population say of somatic candidates.
#pragma once

#include <span>

#include "kernels/somatic/somatic_candidate.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/known_alleles.hpp"

namespace norrsken {

// Fills SomaticCall::population_per_million, and sets somatic_panel_of_normals where no tumour that shows the allele
// stands out from the panel. Candidates by position. Throws InputError or SystemError: a file that cannot be read.
void compare_known_alleles(const CaseContext& context, const KnownAlleleFiles& files,
                           std::span<SomaticCandidate> candidates);

}  // namespace norrsken
