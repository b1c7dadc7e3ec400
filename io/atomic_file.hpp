// A file that appears under its name complete or not at all.
//
// Bytes go to a hidden temporary name in the same folder (mode 0600); commit() flushes them to the disk and renames.
// A file that was not committed is removed by the destructor. Every system call is checked, also at close, so that a
// full disk is noticed: SystemError with the path, what failed, the errno text and what to do.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace norrsken {

class AtomicFile {
 public:
  // Opens the temporary file beside `path`. Throws SystemError when the folder cannot be written.
  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(AtomicFile&&) noexcept;
  AtomicFile& operator=(AtomicFile&&) noexcept;

  // Appends; small pieces are gathered before they are written. Throws SystemError.
  void write(std::span<const std::uint8_t> bytes);
  void write(std::string_view text);
  // Writes what is gathered, fsyncs and closes: after it only the rename can fail. Of two files the one settled later
  // is the newer one, whoever wrote into them last. Throws SystemError.
  void settle();
  // Settles where that was not done, renames to path() and fsyncs the folder. At most once. Throws SystemError.
  void commit();

  [[nodiscard]] const std::string& path() const { return path_; }
  // For libraries that open a file by name and write it themselves; commit() still makes it appear.
  [[nodiscard]] const std::string& temporary_path() const { return temporary_path_; }

 private:
  void flush();
  void discard() noexcept;

  std::string path_;
  std::string temporary_path_;  // empty once committed or moved from
  int descriptor_ = -1;
  std::vector<std::uint8_t> gathered_;
};

// While one lives, every commit() below `folder` first calls `check`; what that throws, commit() throws, and no file
// appears. So a run that has lost its case to a later one can publish nothing more. One at a time in a process.
class CommitGuard {
 public:
  CommitGuard(std::string folder, std::function<void()> check);
  ~CommitGuard();
  CommitGuard(const CommitGuard&) = delete;
  CommitGuard& operator=(const CommitGuard&) = delete;
};
// Throws what the guard of this path throws: before a file is removed that belongs to the results.
void check_commit_allowed(const std::string& path);

// Writes all bytes to an open descriptor or throws SystemError naming `path`.
void write_fully(int descriptor, std::span<const std::uint8_t> bytes, const std::string& path);

// One call for small files: open, write, commit.
void write_file(const std::string& path, std::string_view text);

// Makes the folder and what is missing above it, mode 0700. An existing folder stays as it is. Throws SystemError.
void create_private_folders(const std::string& path);

// Removes what killed runs left behind in a folder (only names made by AtomicFile). Not while another run writes there.
void remove_stale_temporaries(const std::string& folder);

// What to do about an errno, for the end of a message: ENOSPC -> "free space on that disk or ...".
[[nodiscard]] std::string write_hint(int error_number);

}  // namespace norrsken
