// The output folder of a case: what may be overwritten, its markers, and the scratch folder.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "pipeline/mpi/communicator.hpp"

namespace norrsken {

enum class Overwrite { refuse, allow };

struct CaseFolders {
  std::string output;   // OUT/CASE
  std::string logs;     // OUT/CASE/logs
  std::string scratch;  // this run's own
};

// Keeps other runs out of a case folder as long as this object lives.
class CaseLock {
 public:
  // Locks folder/.lock. Throws InputError when another run holds it, SystemError when it cannot be made.
  explicit CaseLock(const std::string& folder);
  ~CaseLock();
  CaseLock(const CaseLock&) = delete;
  CaseLock& operator=(const CaseLock&) = delete;

 private:
  std::string path_;
  int descriptor_ = -1;
};

// Makes OUT/CASE ready: refuses when another run is at work there or when it holds finished results (DONE) unless told
// to overwrite, checks that files can be written, removes the markers and what a killed run left. Other files stay as
// they are. Returns the lock to hold while working. On the root only. Throws InputError or SystemError.
[[nodiscard]] std::unique_ptr<CaseLock> prepare_case_folder(const CaseFolders& folders, Overwrite overwrite);

// Removes what an earlier run wrote about these samples: should this run fail, nothing may stand beside FAILED that
// looks like its result. Throws SystemError.
void remove_results(const std::string& case_folder, std::span<const std::string> samples);

// A folder that is there as long as this object. What is put into it has no name (SpillFile), so it is removed only
// when empty, and a folder that was there before stays when others use it.
class ScratchFolder {
 public:
  // Throws SystemError.
  explicit ScratchFolder(std::string path);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

 private:
  std::string path_;
};

// Throws SystemError when less than `needed_bytes` are free where `folder` is. `purpose`: "results", "scratch files".
void check_disk_space(const std::string& folder, std::uint64_t needed_bytes, const std::string& purpose);

}  // namespace norrsken
