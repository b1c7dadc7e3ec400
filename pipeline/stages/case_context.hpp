// What every stage of a case works with.
#pragma once

#include <string>

#include "io/sample_sheet.hpp"
#include "kernels/seeding/seed_index.hpp"
#include "kernels/types/genome.hpp"
#include "pipeline/annotation/case_annotation.hpp"
#include "pipeline/log.hpp"
#include "pipeline/mpi/communicator.hpp"
#include "pipeline/stages/assay.hpp"
#include "pipeline/stages/case_panel.hpp"

namespace norrsken {

// All members outlive the case. Stages are collective over `comm`: every rank runs them in the same order, and each
// throws AgreedError on all ranks when it fails on one.
struct CaseContext {
  const Communicator& comm;
  const Case& input;
  const Assay& assay;
  CallingOptions calling;  // the assay's, with the samples of the case
  SeedIndex seeds;
  GenomeView genome;
  unsigned threads = 1;
  std::string reference_path;  // FASTA for CRAM; may be empty
  Log& log;
  const CasePanel* panel = nullptr;            // of an assay that is a panel
  const CaseHotspots* hotspots = nullptr;      // of an assay or a command that names a list
  const CaseAnnotation* annotation = nullptr;  // of an assay that annotates
};

}  // namespace norrsken
