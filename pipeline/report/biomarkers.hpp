// Biomarkers of a case from what was called and counted, by the rules of its assay.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/types/biomarkers.hpp"
#include "kernels/types/finding.hpp"
#include "pipeline/stages/biomarker_rules.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/judge_repeats.hpp"
#include "pipeline/stages/prepare_blocks.hpp"

namespace norrsken {

// Of one tumour.
struct TumorBiomarkers {
  std::string sample;
  BurdenEstimate burden;
  std::string burden_counts;             // "non-synonymous SNVs", "SNVs"
  InstabilityEstimate instability;       // of JudgedRepeats
  MutationSpectrum spectrum{};           // of SNVs without filter
  std::vector<std::uint64_t> fractions;  // variants without filter by allele fraction, 0..100 %
};

// Findings hold every somatic record without filter. Without genes non-synonymous SNVs cannot be told: all SNVs of the
// targets count then, and the text says so. Empty for a case without tumour. Root rank.
[[nodiscard]] std::vector<TumorBiomarkers> measure_biomarkers(const CaseContext& context, const PreparedCase& prepared,
                                                              const JudgedRepeats& repeats,
                                                              std::span<const Finding> findings);

// Whether a somatic finding counts for the burden of a tumour (its column).
[[nodiscard]] bool counts_for_burden(const Finding& finding, std::size_t tumor, const BiomarkerRules& rules);

// Bases that both samples cover deep enough for a mutation to have been seen. Histograms: positions by depth.
[[nodiscard]] std::uint64_t covered_bases(std::span<const std::uint64_t> positions_by_depth, std::uint64_t least_depth);

}  // namespace norrsken
