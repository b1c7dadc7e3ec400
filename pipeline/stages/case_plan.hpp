// What follows from the samples of a case: how they are called, and which files they end in.
#pragma once

#include <vector>

#include "io/output_files.hpp"
#include "io/sample_sheet.hpp"
#include "kernels/calling/calling_options.hpp"
#include "pipeline/stages/assay.hpp"

namespace norrsken {

// The assay's options with the columns of the case: tumours, and trios by the parents the sheet names.
[[nodiscard]] CallingOptions calling_of(const Assay& assay, const Case& input);

// One sample that is no tumour: vcf/SAMPLE.vcf.gz, .pass.vcf.gz, .g.vcf.gz and tables/SAMPLE.regions.tsv.gz.
// Otherwise vcf/CASE.germline.vcf.gz, vcf/CASE.germline.pass.vcf.gz, a .g.vcf.gz of every sample whose germline is
// called, tables/CASE.regions.tsv.gz; with tumours also vcf/CASE.somatic.vcf.gz and vcf/CASE.somatic.pass.vcf.gz with
// the normal's column first. `description`: what all headers share; its samples are filled in.
[[nodiscard]] std::vector<OutputPlan> plan_outputs(const Case& input, const CallingOptions& options,
                                                   const VcfDescription& description);

}  // namespace norrsken
