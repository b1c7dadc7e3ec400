// The output folder of a case: what may be overwritten, its markers, and the scratch folder.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pipeline/mpi/communicator.hpp"

namespace norrsken {

enum class Overwrite { refuse, allow };

struct CaseFolders {
  std::string output;   // OUT/CASE
  std::string logs;     // OUT/CASE/logs
  std::string scratch;  // of the case; each attempt has a folder of its own in it
};
// output: of all cases. scratch: likewise; empty: output/.scratch. The same on every rank and for every attempt, and
// another scratch folder, whose path is absolute, for another output folder on the same disk.
[[nodiscard]] CaseFolders case_folders(const std::string& output, const std::string& scratch,
                                       const std::string& case_name);

// What to do when another run holds a case: nothing against it, or take the case from it (it is known to be lost).
enum class Holder { respect, replace };

// Keeps other runs out of a case folder as long as this object lives.
class CaseLock {
 public:
  // Locks folder/.lock. Throws InputError when another run holds it and is to be respected, SystemError when it cannot
  // be made.
  explicit CaseLock(const std::string& folder, Holder holder = Holder::respect);
  ~CaseLock();
  CaseLock(const CaseLock&) = delete;
  CaseLock& operator=(const CaseLock&) = delete;

 private:
  void open_file();
  [[nodiscard]] bool is_in_place() const;
  [[nodiscard]] bool lock();
  std::string path_;
  int descriptor_ = -1;
};

// Whether OUT/CASE is DONE, made from just this (case_key()).
[[nodiscard]] bool is_done_with(const std::string& case_folder, const std::string& key);
// The line of the marker DONE.
[[nodiscard]] std::string done_line(const std::string& key);

// Makes OUT/CASE ready: refuses when another run is at work there or when it holds finished results (DONE) unless told
// to overwrite, checks that files can be written, removes the markers and what a killed run left. Other files stay as
// they are. A holder that this process succeeds (Slurm has requeued the job) is replaced in any case.
// Returns the lock to hold while working. On the root only. Throws InputError or SystemError.
[[nodiscard]] std::unique_ptr<CaseLock> prepare_case_folder(const CaseFolders& folders, Overwrite overwrite,
                                                            Holder holder = Holder::respect);

// The log of an attempt that is not the first: the one before keeps its log under another name, also if it still
// writes to it. A first attempt forgets the status that an earlier time of the case has left. Throws SystemError.
void put_log_aside(const CaseFolders& folders, std::uint64_t attempt);

// Removes what an earlier run wrote about these samples: should this run fail, nothing may stand beside FAILED that
// looks like its result. Throws SystemError.
void remove_results(const std::string& case_folder, std::span<const std::string> samples);

// The folder of an attempt in the scratch folder of its case, as long as this object lives, and longer when a
// checkpoint has kept files in it. What else is put into it has no name (SpillFile), so it is removed only when empty.
class ScratchFolder {
 public:
  // Throws SystemError.
  ScratchFolder(std::string case_path, const std::string& attempt);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  // Removes the folders of other attempts but those in `needed`.
  void remove_other_attempts(std::span<const std::string> needed) const;
  // The case is done: removes everything of it.
  void remove_all() const;

 private:
  std::string case_path_;
  std::string path_;
};

// Folders of attempts in the scratch folder of a case, and their removal, with the scratch folder once it is empty.
[[nodiscard]] std::vector<std::string> attempts_on_scratch(const std::string& case_path);
void remove_scratch(const std::string& case_path, std::span<const std::string> attempts);

// Throws SystemError when less than `needed_bytes` are free where `folder` is. `purpose`: "results", "scratch files".
void check_disk_space(const std::string& folder, std::uint64_t needed_bytes, const std::string& purpose);

}  // namespace norrsken
