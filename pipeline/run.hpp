// `norrsken run`: one case from reads to files. run.cpp is the way that a read takes, from top to bottom.
#pragma once

#include "io/index_file.hpp"
#include "io/sample_sheet.hpp"
#include "pipeline/annotation/case_annotation.hpp"
#include "pipeline/mpi/communicator.hpp"
#include "pipeline/stages/assay.hpp"
#include "pipeline/stages/case_panel.hpp"
#include "pipeline/stages/run_options.hpp"

namespace norrsken {

enum class CaseEnd { done, was_done };  // was_done: nothing to do, OUT/CASE was made from just this

struct CaseParts {
  const CasePanel* panel = nullptr;
  const CaseHotspots* hotspots = nullptr;
  const CaseAnnotation* annotation = nullptr;
};

// parts: what the assay has of them, else null. Runs one case and writes OUT/CASE, ending with its marker DONE, or
// FAILED with the reason; goes on from the checkpoint of an earlier attempt. Throws AgreedError; with ExitCode::requeue
// when asked to stop, and then there is no marker. Collective.
CaseEnd run_case(const Communicator& comm, const IndexFile& index, const Case& input, const Assay& assay,
                 const CaseParts& parts, const RunOptions& options);

}  // namespace norrsken
