// Attempts at one case: the latest one holds it, and whatever an earlier one may still be doing on a node that nobody
// reaches any more, it can publish nothing.
//
// OUT/CASE/.attempt names the holder. Taking a case replaces that file by a rename, which is atomic on every shared
// file system; every publication reads it first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace norrsken {

struct Attempt {
  std::uint64_t number = 1;  // 1, 2, ... until the case is done
  std::string id;            // of this process start: 16 random hexadecimal digits
  std::string host;
  std::int64_t process = 0;
  std::string job;            // Slurm's, or empty
  std::uint64_t restart = 0;  // how often Slurm has requeued the job
  std::string started;        // UTC

  // "2-0f3a...": goes into the names of its scratch files.
  [[nodiscard]] std::string label() const { return std::to_string(number) + "-" + id; }
};

// The holder of a case; nothing when there is none, or its file cannot be understood.
[[nodiscard]] std::optional<Attempt> read_attempt(const std::string& case_folder);

// Makes this process the holder, one attempt later than the one before. Throws SystemError.
[[nodiscard]] Attempt take_attempt(const std::string& case_folder);

// Throws SystemError, naming the holder, when it is not `mine`.
void check_attempt(const std::string& case_folder, const Attempt& mine);

// Is this process a restart of the Slurm job that holds the case? Then the holder is lost, wherever it still runs.
[[nodiscard]] bool succeeds(const Attempt& holder);

// The case is finished: nobody holds it. Nothing happens when another one holds it by now.
void release_attempt(const std::string& case_folder, const Attempt& mine);

}  // namespace norrsken
