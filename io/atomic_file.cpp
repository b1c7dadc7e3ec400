#include "io/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr std::string_view temporary_suffix = ".norrsken-part";
constexpr std::size_t gather_bytes = std::size_t{1} << 18;

struct Guard {
  std::mutex mutex;
  std::string folder;
  std::function<void()> check;  // empty: no guard
};
Guard& guard() {
  static Guard only;
  return only;
}

[[noreturn]] void fail(const std::string& path, const std::string& what_failed) {
  const int error_number = errno;
  throw SystemError(path, what_failed, std::strerror(error_number), write_hint(error_number));
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// A rename is safe against power loss only once the folder is on the disk. Some file systems cannot sync a folder.
void sync_folder(const std::string& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail(folder, "cannot open the folder");
  const bool synced = fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;
  const int error_number = errno;
  close(descriptor);
  errno = error_number;
  if (!synced) fail(folder, "cannot flush the folder to the disk");
}

}  // namespace

std::string write_hint(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "free space there or choose another output folder with -o";
    case EFBIG:
      return "raise the limit on file sizes (ulimit -f)";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose an output folder that you may write to with -o";
    case ENOENT:
    case ENOTDIR:
      return "make the folder, or choose another output folder with -o";
    case EMFILE:
    case ENFILE:
      return "raise the limit on open files (ulimit -n)";
    default:
      return "";
  }
}

void write_fully(int descriptor, std::span<const std::uint8_t> bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      fail(path, "cannot write");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)) {
  const std::filesystem::path target(path_);
  std::string name = folder_of(path_) + "/." + target.filename().string() + ".XXXXXX";
  name += temporary_suffix;
  // mkostemps makes the file with mode 0600.
  descriptor_ = mkostemps(name.data(), static_cast<int>(temporary_suffix.size()), O_CLOEXEC);
  if (descriptor_ < 0) fail(path_, "cannot create the file");
  temporary_path_ = std::move(name);
}

AtomicFile::~AtomicFile() {
  discard();
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_path_(std::exchange(other.temporary_path_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)),
      gathered_(std::exchange(other.gathered_, {})) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  if (this != &other) {
    discard();
    path_ = std::move(other.path_);
    temporary_path_ = std::exchange(other.temporary_path_, {});
    descriptor_ = std::exchange(other.descriptor_, -1);
    gathered_ = std::exchange(other.gathered_, {});
  }
  return *this;
}

void AtomicFile::discard() noexcept {
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = -1;
  if (!temporary_path_.empty()) unlink(temporary_path_.c_str());
  temporary_path_.clear();
}

void AtomicFile::flush() {
  write_fully(descriptor_, gathered_, path_);
  gathered_.clear();
}

void AtomicFile::write(std::span<const std::uint8_t> bytes) {
  if (gathered_.size() + bytes.size() > gather_bytes) flush();
  if (bytes.size() >= gather_bytes)
    write_fully(descriptor_, bytes, path_);
  else
    gathered_.insert(gathered_.end(), bytes.begin(), bytes.end());
}

void AtomicFile::write(std::string_view text) {
  write(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void AtomicFile::settle() {
  flush();
  // A library may have written an index before the end of its data; readers warn of an index that is older.
  if (futimens(descriptor_, nullptr) != 0) fail(path_, "cannot set the file's time");
  // fsync and close are where network file systems and quotas report what write() accepted.
  if (fsync(descriptor_) != 0) fail(path_, "cannot flush the file to the disk");
  if (close(std::exchange(descriptor_, -1)) != 0) fail(path_, "cannot close the file");
}

CommitGuard::CommitGuard(std::string folder, std::function<void()> check) {
  const std::lock_guard lock(guard().mutex);
  if (guard().check) throw std::logic_error("a second CommitGuard");
  guard().folder = std::move(folder) + "/";
  guard().check = std::move(check);
}

CommitGuard::~CommitGuard() {
  const std::lock_guard lock(guard().mutex);
  guard().check = nullptr;
}

void check_commit_allowed(const std::string& path) {
  const std::lock_guard lock(guard().mutex);  // for as long as it checks: what it asks goes when the guard does
  if (guard().check && path.starts_with(guard().folder)) guard().check();
}

void AtomicFile::commit() {
  if (descriptor_ >= 0) settle();
  check_commit_allowed(path_);
  if (std::rename(temporary_path_.c_str(), path_.c_str()) != 0) fail(path_, "cannot give the file its name");
  temporary_path_.clear();
  sync_folder(folder_of(path_));
}

void write_file(const std::string& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

void create_private_folders(const std::string& path) {
  std::filesystem::path made;
  for (const auto& part : std::filesystem::path(path)) {
    made /= part;
    if (mkdir(made.c_str(), 0700) == 0 || errno == EEXIST) continue;
    // Folders above may be there and yet not writable (a read-only root): only the last word counts.
    const int error_number = errno;
    std::error_code ignored;
    if (std::filesystem::is_directory(made, ignored)) continue;
    errno = error_number;
    fail(made.string(), "cannot make the folder");
  }
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) {
    errno = ENOTDIR;
    fail(path, "cannot make the folder");
  }
}

void remove_stale_temporaries(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.') && name.ends_with(temporary_suffix) && unlink(entry.path().c_str()) != 0)
      fail(entry.path().string(), "cannot remove a file that a killed run left behind");
  }
  if (error) throw SystemError(folder, "cannot list the folder", error.message(), write_hint(error.value()));
}

}  // namespace norrsken
