// Microsatellite instability: which repeats of the case's tumours have changed, and against what that was judged.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "kernels/types/biomarkers.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/prepare_blocks.hpp"

namespace norrsken {

// The tumour's own normal; else a panel of normals that knows repeats; else what slips in a stable library.
enum class RepeatReference { normal, panel_of_normals, expectation };

struct JudgedRepeats {
  RepeatReference against = RepeatReference::expectation;
  std::size_t panel_repeats = 0;     // that the panel knows
  std::vector<RepeatCounts> counts;  // by sample; of tumours
};

// On the root, elsewhere nothing. Writes tables/SAMPLE.repeats.tsv.gz of tumours without a normal to `folder`, from
// which norrsken pon build takes them. panel_path: may be empty. Throws AgreedError. Collective.
[[nodiscard]] JudgedRepeats judge_repeats(const CaseContext& context, const PreparedCase& prepared,
                                          const std::string& folder, const std::string& panel_path);

}  // namespace norrsken
