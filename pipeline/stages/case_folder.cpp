#include "pipeline/stages/case_folder.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "io/atomic_file.hpp"
#include "io/provenance.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/stages/memory_limit.hpp"

namespace norrsken {
namespace fs = std::filesystem;

void prepare_case_folder(const CaseFolders& folders, Overwrite overwrite) {
  std::error_code error;
  if (fs::exists(folders.output, error) && !fs::is_directory(folders.output, error))
    throw InputError(folders.output, "", "is a file, not a folder", "give another folder with -o");
  if (overwrite == Overwrite::refuse && fs::exists(folders.output + "/DONE", error))
    throw InputError(folders.output, "", "holds finished results",
                     "add --force to replace them, or give another folder with -o");
  create_private_folders(folders.output);
  create_private_folders(folders.logs);
  // A folder may be there and still refuse files; better known now than after hours.
  { const AtomicFile probe(folders.output + "/.probe"); }
  remove_markers(folders.output);
  for (const char* part : {"", "/vcf", "/tables", "/qc"})
    if (const std::string folder = folders.output + part; fs::is_directory(folder, error))
      remove_stale_temporaries(folder);
}

ScratchFolder::ScratchFolder(std::string path) : path_(std::move(path)) {
  create_private_folders(path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;  // another rank of the node may have been faster
  fs::remove(path_, ignored);
  if (const fs::path parent = fs::path(path_).parent_path(); parent.filename() == ".scratch")
    fs::remove(parent, ignored);
}

void check_disk_space(const std::string& folder, std::uint64_t needed_bytes, const std::string& purpose) {
  const std::uint64_t free_bytes = free_disk_bytes(folder);
  if (free_bytes < needed_bytes)
    throw SystemError(folder,
                      "has " + bytes_text(free_bytes) + " free for " + purpose + ", about " + bytes_text(needed_bytes) +
                          " are needed",
                      std::strerror(ENOSPC), "free space there or choose another disk");
}

}  // namespace norrsken
