// combined.tsv: the findings of a case, one a line, in the order of the report. Tabs between, a header line first;
// empty where nothing is known. Columns: section (discuss, other), tier, evidence and models ("," between), origin,
// gene, transcript, consequence, impact, hgvs_c, hgvs_p, hgvs_g, contig, position (from 1), ref, alt, filter, quality,
// hotspot, rescued, below_report (yes or nothing), worst_consequence, worst_transcript; of each sample NAME:genotype,
// NAME:depth, NAME:ref_reads, NAME:alt_reads, NAME:alt_percent (two decimals); each field of the sources of annotation
// as "ClinVar_CLNSIG"; reasons ("; " between).
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kernels/types/finding.hpp"

namespace norrsken {

struct CombinedTable {
  std::vector<std::string> samples;                         // names, in the order of FindingSample
  std::vector<std::pair<std::string, std::string>> fields;  // source and field
  std::span<const Finding> findings;
};

// Throws SystemError.
void write_combined_table(const std::string& path, const CombinedTable& table);

// Percent of `part` with two decimals, half up; empty of nothing. (1, 3) -> "33.33"
[[nodiscard]] std::string percent_text(std::uint64_t part, std::uint64_t total);

}  // namespace norrsken
