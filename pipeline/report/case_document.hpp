// case.json: everything that a report shows, as one document (docs/case.schema.json).
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <vector>

#include "kernels/types/annotation_source.hpp"
#include "kernels/types/finding.hpp"
#include "pipeline/report/biomarkers.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/case_folder.hpp"
#include "pipeline/stages/judge_repeats.hpp"
#include "pipeline/stages/prepare_blocks.hpp"

namespace norrsken {

// What the stages of a case leave for its report. Root rank.
struct CaseFacts {
  const PreparedCase& prepared;
  const JudgedRepeats& repeats;
  std::span<const std::uint64_t> balances;  // as CalledCase has them
  std::span<const Finding> findings;        // in the order of the report
  std::span<const AnnotationSource> sources;
};

// Findings beyond these are only counted: they stand in the tables and the VCF.
inline constexpr std::size_t max_document_findings = 20000;
// Findings that come with the reference around them, for the viewer of reads.
inline constexpr std::size_t max_shown_findings = 200;

// Reads qc/ and tables/ of the case folder, which must be complete. The same values for any number of ranks. Throws
// InputError and SystemError.
[[nodiscard]] boost::json::object make_case_document(const CaseContext& context, const std::string& case_folder,
                                                     const CaseFacts& facts);

// One finding as it stands in the list.
[[nodiscard]] boost::json::object finding_object(const Finding& finding);

}  // namespace norrsken
