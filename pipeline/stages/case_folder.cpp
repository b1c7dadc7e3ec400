#include "pipeline/stages/case_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

#include "io/atomic_file.hpp"
#include "io/provenance.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/stages/memory_limit.hpp"

namespace norrsken {
namespace fs = std::filesystem;

CaseLock::CaseLock(const std::string& folder) : path_(folder + "/.lock") {
  descriptor_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) throw SystemError(path_, "cannot be made", std::strerror(errno), write_hint(errno));
  if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0 || errno == ENOLCK || errno == EOPNOTSUPP) return;
  const int error = errno;
  close(descriptor_);
  if (error == EWOULDBLOCK)
    throw InputError(folder, "", "another run of norrsken is writing there",
                     "wait for it, or give another folder with -o");
  throw SystemError(path_, "cannot be locked", std::strerror(error));
}

CaseLock::~CaseLock() {
  unlink(path_.c_str());
  close(descriptor_);
}

std::unique_ptr<CaseLock> prepare_case_folder(const CaseFolders& folders, Overwrite overwrite) {
  std::error_code error;
  if (fs::exists(folders.output, error) && !fs::is_directory(folders.output, error))
    throw InputError(folders.output, "", "is a file, not a folder", "give another folder with -o");
  if (overwrite == Overwrite::refuse && fs::exists(folders.output + "/DONE", error))
    throw InputError(folders.output, "", "holds finished results",
                     "add --force to replace them, or give another folder with -o");
  create_private_folders(folders.output);
  auto lock = std::make_unique<CaseLock>(folders.output);
  create_private_folders(folders.logs);
  // A folder may be there and still refuse files; better known now than after hours.
  { const AtomicFile probe(folders.output + "/.probe"); }
  remove_markers(folders.output);
  for (const char* part : {"", "/vcf", "/tables", "/qc"})
    if (const std::string folder = folders.output + part; fs::is_directory(folder, error))
      remove_stale_temporaries(folder);
  return lock;
}

void remove_results(const std::string& case_folder, std::span<const std::string> samples) {
  const auto remove = [](const fs::path& path) {
    std::error_code error;
    fs::remove(path, error);
    if (error) throw SystemError(path.string(), "cannot be removed", error.message());
  };
  for (const char* name : {"/provenance.json", "/case.json", "/report.html"}) remove(case_folder + name);
  for (const char* part : {"/vcf", "/tables", "/qc", "/bam"}) {
    std::error_code none;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(case_folder + part, none)) {
      const std::string name = entry.path().filename().string();
      const auto is_of = [&](const std::string& sample) {
        return name.starts_with(sample + ".") || (name.starts_with(sample + "_") && name.ends_with("_mqc.json"));
      };
      if (std::any_of(samples.begin(), samples.end(), is_of)) found.push_back(entry.path());
    }
    for (const fs::path& path : found) remove(path);
  }
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
