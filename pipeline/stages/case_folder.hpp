// The output folder of a case: what may be overwritten, its markers, and the scratch folder.
#pragma once

#include <string>

#include "pipeline/mpi/communicator.hpp"

namespace norrsken {

enum class Overwrite { refuse, allow };

struct CaseFolders {
  std::string output;   // OUT/CASE
  std::string logs;     // OUT/CASE/logs
  std::string scratch;  // this run's own
};

// Makes OUT/CASE ready: refuses when it holds finished results (DONE) unless told to overwrite, checks that files can
// be written there, removes the markers and what a killed run left. Other files stay as they are. On the root only.
// Throws InputError or SystemError.
void prepare_case_folder(const CaseFolders& folders, Overwrite overwrite);

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
