#include "pipeline/stages/case_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <optional>
#include <system_error>
#include <vector>

#include "io/atomic_file.hpp"
#include "io/provenance.hpp"
#include "io/text_file.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/checkpoint/attempt.hpp"
#include "pipeline/stages/memory_limit.hpp"

namespace norrsken {
namespace fs = std::filesystem;

CaseFolders case_folders(const std::string& output, const std::string& scratch, const std::string& case_name) {
  const std::string folder = output + "/" + case_name;
  const auto absolute = [](const std::string& path) { return fs::absolute(path).lexically_normal().string(); };
  const std::size_t tag = std::hash<std::string>{}(absolute(folder));
  return {folder, folder + "/logs",
          fmt::format("{}/norrsken-{}-{:08x}", absolute(scratch.empty() ? output + "/.scratch" : scratch), case_name,
                      tag & 0xffffffffU)};
}

CaseLock::CaseLock(const std::string& folder, Holder holder) : path_(folder + "/.lock") {
  if (lock() || errno == ENOLCK || errno == EOPNOTSUPP) return;
  const int error = errno;
  close(descriptor_);
  if (error != EWOULDBLOCK) throw SystemError(path_, "cannot be locked", std::strerror(error));
  if (holder == Holder::respect)
    throw InputError(folder, "", "another run of norrsken is writing there",
                     "wait for it, or give another folder with -o; if that run is lost, add --take-over");
  unlink(path_.c_str());  // the lost run keeps a lock on a file that nobody sees any more
  if (lock()) return;
  close(descriptor_);
  throw InputError(folder, "", "another run of norrsken has just taken it over", "wait for it");
}

void CaseLock::open_file() {
  descriptor_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) throw SystemError(path_, "cannot be made", std::strerror(errno), write_hint(errno));
}

// False with errno and an open file when somebody else has it. Who had it before may have removed the file since it was
// opened here: then the lock is one that nobody else sees.
bool CaseLock::lock() {
  while (true) {
    open_file();
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) return false;
    if (is_in_place()) return true;
    close(descriptor_);
  }
}

// Or has a later run put its own file in the place of ours?
bool CaseLock::is_in_place() const {
  struct stat mine {};
  struct stat there {};
  return fstat(descriptor_, &mine) == 0 && stat(path_.c_str(), &there) == 0 && mine.st_dev == there.st_dev &&
         mine.st_ino == there.st_ino;
}

CaseLock::~CaseLock() {
  if (is_in_place()) unlink(path_.c_str());
  close(descriptor_);
}

std::string done_line(const std::string& key) {
  return "finished " + utc_timestamp() + " key " + key;
}

bool is_done_with(const std::string& case_folder, const std::string& key) {
  const std::optional<std::string> text = read_text_file(case_folder + "/DONE");
  return text && text->ends_with(" key " + key + "\n");
}

std::unique_ptr<CaseLock> prepare_case_folder(const CaseFolders& folders, Overwrite overwrite, Holder holder) {
  std::error_code error;
  if (fs::exists(folders.output, error) && !fs::is_directory(folders.output, error))
    throw InputError(folders.output, "", "is a file, not a folder", "give another folder with -o");
  if (overwrite == Overwrite::refuse && fs::exists(folders.output + "/DONE", error))
    throw InputError(folders.output, "", "holds finished results of other inputs, settings or another version",
                     "add --force to replace them, or give another folder with -o");
  create_private_folders(folders.output);
  if (const auto before = read_attempt(folders.output); before && succeeds(*before)) holder = Holder::replace;
  auto lock = std::make_unique<CaseLock>(folders.output, holder);
  create_private_folders(folders.logs);
  // A folder may be there and still refuse files; better known now than after hours.
  { const AtomicFile probe(folders.output + "/.probe"); }
  remove_markers(folders.output);
  for (const char* part : {"", "/vcf", "/tables", "/qc", "/bam", "/logs"})
    if (const std::string folder = folders.output + part; fs::is_directory(folder, error))
      remove_stale_temporaries(folder);
  return lock;
}

void put_log_aside(const CaseFolders& folders, std::uint64_t attempt) {
  const std::string log = folders.logs + "/norrsken.log";
  std::error_code error;
  if (attempt <= 1) fs::remove(folders.logs + "/status.json", error);
  if (attempt <= 1 || !fs::exists(log, error)) return;
  const std::string aside = folders.logs + "/norrsken.attempt-" + std::to_string(attempt - 1) + ".log";
  fs::rename(log, aside, error);
  if (error) throw SystemError(log, "cannot be renamed", error.message());
}

void remove_results(const std::string& case_folder, std::span<const std::string> samples) {
  const auto remove = [](const fs::path& path) {
    std::error_code error;
    fs::remove(path, error);
    if (error) throw SystemError(path.string(), "cannot be removed", error.message());
  };
  for (const char* name : {"/provenance.json", "/case.json", "/combined.tsv", "/report.html", "/scout_load.yaml"})
    remove(case_folder + name);
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

ScratchFolder::ScratchFolder(std::string case_path, const std::string& attempt)
    : case_path_(std::move(case_path)), path_(case_path_ + "/" + attempt) {
  create_private_folders(path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;  // another rank of the node may have been faster, or a checkpoint needs it
  fs::remove(path_, ignored);
  remove_scratch(case_path_, {});
}

void ScratchFolder::remove_other_attempts(std::span<const std::string> needed) const {
  std::vector<std::string> others = attempts_on_scratch(case_path_);
  std::erase_if(others, [&](const std::string& path) {
    return path == path_ || std::any_of(needed.begin(), needed.end(),
                                        [&](const std::string& file) { return file.starts_with(path + "/"); });
  });
  remove_scratch(case_path_, others);
}

void ScratchFolder::remove_all() const {
  std::error_code ignored;
  fs::remove_all(case_path_, ignored);
}

std::vector<std::string> attempts_on_scratch(const std::string& case_path) {
  std::error_code ignored;
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(case_path, ignored)) paths.push_back(entry.path().string());
  return paths;
}

void remove_scratch(const std::string& case_path, std::span<const std::string> attempts) {
  std::error_code ignored;
  for (const std::string& path : attempts) fs::remove_all(path, ignored);
  fs::remove(case_path, ignored);
  if (const fs::path parent = fs::path(case_path).parent_path(); parent.filename() == ".scratch")
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
