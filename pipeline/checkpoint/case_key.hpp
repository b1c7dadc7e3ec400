// What a case is made from: the key under which finished work is found again, and a watch that nothing of it changes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/index_file.hpp"
#include "io/provenance.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/run_options.hpp"

namespace norrsken {

// SHA-256 (64 hexadecimal digits) over the program's version, the case and its settings, the index's checksum, and of
// every input file (other than the sample sheet, where other cases may come and go): role, size and bytes, of files
// beyond 16 MiB those of three places and the time of change instead. Paths do not count.
// Throws SystemError when a file cannot be read.
[[nodiscard]] std::string case_key(const CaseContext& context, const IndexFile& index, const RunOptions& options,
                                   const std::vector<FileIdentity>& files);

// Notices that a file was replaced, changed or removed while it is in use.
class InputWatch {
 public:
  // Looks at all files now; what is no regular file is not watched. Throws SystemError when one is missing.
  InputWatch(const std::vector<FileIdentity>& files, const std::string& index_path);

  // Throws InputError, with ExitCode::reference for the index and the reference, when one is not as it was.
  void check() const;

 private:
  struct Seen {
    std::string role;
    std::string path;
    std::uint64_t device, inode, bytes;
    std::int64_t seconds, nanoseconds;  // of the last change
  };
  std::vector<Seen> seen_;
};

}  // namespace norrsken
