// `norrsken run`: one case from reads to files. run.cpp is the way that a read takes, from top to bottom.
#pragma once

#include "io/index_file.hpp"
#include "io/sample_sheet.hpp"
#include "pipeline/mpi/communicator.hpp"
#include "pipeline/stages/assay.hpp"
#include "pipeline/stages/case_panel.hpp"
#include "pipeline/stages/run_options.hpp"

namespace norrsken {

// panel: of an assay that is one, else null. Runs one case and writes OUT/CASE, ending with its marker DONE, or FAILED
// with the reason. Throws AgreedError. Collective.
void run_case(const Communicator& comm, const IndexFile& index, const Case& input, const Assay& assay,
              const CasePanel* panel, const RunOptions& options);

}  // namespace norrsken
