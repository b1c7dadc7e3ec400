#include "io/fastq_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "io/regular_file.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_bytes_a_call = std::size_t{1} << 30;

[[noreturn]] void throw_open_error(const std::string& path, int error) {
  if (error == ENOENT || error == ENOTDIR) throw InputError(path, "", "there is no such file", "check the path");
  if (error == EACCES) throw InputError(path, "", "this user may not read the file", "chmod or chgrp the file");
  throw SystemError(path, "cannot open", std::strerror(error));
}

}  // namespace

InputFile::InputFile(std::string path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) throw_open_error(path_, errno);
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) {
    const int error = errno;
    ::close(descriptor_);
    throw SystemError(path_, "cannot ask for its size", std::strerror(error));
  }
  if (!S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    if (S_ISDIR(status.st_mode)) throw InputError(path_, "", "is a folder, not a file", "name the files in it");
    require_regular(status.st_mode, path_);
  }
  size_bytes_ = static_cast<std::uint64_t>(status.st_size);
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_bytes_(other.size_bytes_) {}

std::size_t InputFile::read(char* out, std::size_t bytes) {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t got = ::read(descriptor_, out + done, std::min(bytes - done, max_bytes_a_call));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw SystemError(path_, "cannot read", std::strerror(errno));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void InputFile::seek(std::uint64_t offset_bytes) {
  if (::lseek(descriptor_, static_cast<off_t>(offset_bytes), SEEK_SET) < 0)
    throw SystemError(path_, "cannot seek", std::strerror(errno));
}

}  // namespace norrsken
