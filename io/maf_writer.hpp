// Somatic findings -> Mutation Annotation Format: the 34 columns of the NCI (version 2.4), then HGVSc, HGVSp,
// HGVSp_Short, Transcript_ID, t_depth, t_ref_count, t_alt_count, n_depth, n_ref_count, n_alt_count, FILTER.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/types/finding.hpp"

namespace norrsken {

struct MafDescription {
  std::string build;                 // "GRCh38", else the name of the reference
  std::vector<std::string> samples;  // names, in the order of FindingSample
  std::vector<std::size_t> tumors;   // columns
  std::optional<std::size_t> normal;
  std::string library_strategy;  // as the Sequence Read Archive has it: "WGS", "Targeted-Capture"
};

// A line for each tumour that shows a somatic finding, in the order of the findings; germline ones are left out.
// Throws SystemError.
void write_maf(const std::string& path, const MafDescription& description, std::span<const Finding> findings);

// MAF's word for the most severe term of a change: "Missense_Mutation", "Frame_Shift_Del"; "IGR" without any.
[[nodiscard]] std::string maf_classification(const Finding& finding);

}  // namespace norrsken
