// What one attempt at a case works with beside its reads: scratch disk, memory, checkpoint, and what an earlier attempt
// has left for it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "pipeline/checkpoint/case_key.hpp"
#include "pipeline/checkpoint/checkpoint.hpp"
#include "pipeline/checkpoint/scratch_files.hpp"
#include "pipeline/stages/called_piece.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/case_folder.hpp"
#include "pipeline/stages/memory_plan.hpp"
#include "pipeline/stages/run_options.hpp"

namespace norrsken {

class IndexFile;

struct AttemptName {
  std::string label;  // of this attempt: no other has it
  std::string key;    // of the case: inputs, settings, version
};

struct CaseAttempt {
  // Makes scratch folder and file, checks disks, takes up what an attempt of the same key has saved (the log says so)
  // and removes what no attempt needs. All arguments but the name outlive it. Throws AgreedError. Collective.
  CaseAttempt(const CaseContext& context, const IndexFile& index, const RunOptions& options, const CaseFolders& folders,
              const AttemptName& name);
  CaseAttempt(const CaseAttempt&) = delete;
  CaseAttempt& operator=(const CaseAttempt&) = delete;

  // The case is done: nothing is left to go on from.
  void end();

  std::unique_ptr<ScratchFolder> scratch;
  MemoryPlan memory;
  std::unique_ptr<ScratchFiles> files;
  InputWatch inputs;
  Checkpoint checkpoint;
  std::optional<RestoredWork> restored;
  RestoredCalls calls;  // blocks that are called already
};

}  // namespace norrsken
