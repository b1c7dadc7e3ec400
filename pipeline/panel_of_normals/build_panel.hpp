// Somatic VCF files of normals, each called as a tumour without normal -> panel of normals.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/index_file.hpp"

namespace norrsken {

struct PanelSummary {
  std::size_t normals = 0;
  std::uint64_t alleles = 0;
  std::uint64_t shared_alleles = 0;      // of two normals or more
  std::size_t normals_with_repeats = 0;  // whose tables/SAMPLE.repeats.tsv.gz stands beside their VCF
  std::uint64_t repeats = 0;             // that min_repeat_normals or more span
};

// A case folder of `norrsken run` -> its vcf/*.somatic.vcf.gz; the path of a file stays as it is.
// Throws InputError: the case is not finished, or has no somatic VCF.
[[nodiscard]] std::string somatic_vcf_of(const std::string& file_or_case);

// Writes `output` (BGZF) and output.tbi; nothing is left when it fails. Repeats come from tables/ of the case folders.
// Memory: the alleles of a million bases, and 100 bytes a repeat. Every VCF stays open.
// Throws InputError: no normals, a file that norrsken did not make of one sample, another reference than the index's,
// a sample given twice, no index beside a file; SystemError.
PanelSummary build_panel(const std::vector<std::string>& normals, const IndexFile& index, const std::string& output);

}  // namespace norrsken
