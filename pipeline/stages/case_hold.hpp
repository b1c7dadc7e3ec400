// A case in the hands of this run: the lock on its folder, the attempt, the guard on everything that is published, the
// log.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "io/atomic_file.hpp"
#include "pipeline/checkpoint/attempt.hpp"
#include "pipeline/checkpoint/last_words.hpp"
#include "pipeline/stages/case_folder.hpp"
#include "pipeline/stages/run_options.hpp"

namespace norrsken {

// On every rank; all but the label and the last words is the root's alone.
class CaseHold {
 public:
  // Takes the case, makes its folder ready and opens `log`. `samples`: whose earlier results go. Throws AgreedError.
  // Collective.
  CaseHold(const Communicator& comm, const CaseFolders& folders, const RunOptions& options,
           std::span<const std::string> samples, Log& log);

  [[nodiscard]] const std::string& label() const { return label_; }  // of the attempt

  // The case is done: nobody holds it any more.
  void release() const;

 private:
  std::string folder_;
  std::string label_;
  std::unique_ptr<CaseLock> lock_;
  std::optional<Attempt> attempt_;
  std::unique_ptr<CommitGuard> guard_;
  std::optional<CaseLastWords> last_words_;  // of every rank
};

}  // namespace norrsken
