#include "io/spill.hpp"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

[[noreturn]] void fail(const std::string& folder, const std::string& what, int error_number) {
  const bool is_full = error_number == ENOSPC || error_number == EDQUOT;
  throw SystemError(folder, what, std::strerror(error_number),
                    is_full ? "free space there, choose another disk with --scratch, or raise --memory" : "");
}

std::span<char> compressed_buffer(std::size_t bytes) {
  thread_local std::vector<char> buffer;
  if (buffer.size() < bytes) buffer.resize(bytes);
  return {buffer.data(), bytes};
}

ZSTD_CCtx* compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context = [] {
    std::unique_ptr<ZSTD_CCtx, FreeCompressor> made(ZSTD_createCCtx());
    if (!made) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, 1);
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_checksumFlag, 1);
    return made;
  }();
  return context.get();
}

ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context(ZSTD_createDCtx());
  if (!context) throw std::bad_alloc();
  return context.get();
}

}  // namespace

SpillFile::SpillFile(std::string folder, std::string name) : folder_(std::move(folder)), name_(std::move(name)) {
  descriptor_ = open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor_ >= 0) return;
  hidden_path_ = folder_ + "/.spill-XXXXXX";
  descriptor_ = mkostemp(hidden_path_.data(), O_CLOEXEC);
  if (descriptor_ < 0) fail(folder_, "cannot make a scratch file", errno);
  if (!name_.empty()) return;
  unlink(hidden_path_.c_str());  // never to be kept: it needs no name from now on
  hidden_path_.clear();
}

std::unique_ptr<SpillFile> SpillFile::open_kept(const std::string& path) {
  std::unique_ptr<SpillFile> file(new SpillFile);
  file->folder_ = path;
  file->is_kept_ = true;
  file->descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file->descriptor_ < 0) fail(path, "cannot be opened", errno);
  return file;
}

SpillFile::~SpillFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!is_kept_ && !hidden_path_.empty()) unlink(hidden_path_.c_str());
}

std::string SpillFile::keep() {
  const std::string path = folder_ + "/" + name_;
  if (fsync(descriptor_) != 0) fail(path, "cannot flush the file to the disk", errno);
  if (is_kept_) return path;
  if (hidden_path_.empty()) {
    const std::string self = "/proc/self/fd/" + std::to_string(descriptor_);
    if (linkat(AT_FDCWD, self.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) != 0)
      fail(path, "cannot give the scratch file its name", errno);
  } else if (std::rename(hidden_path_.c_str(), path.c_str()) != 0) {
    fail(path, "cannot give the scratch file its name", errno);
  }
  is_kept_ = true;
  return path;
}

SpillExtent SpillFile::put(std::span<const std::byte> bytes) {
  const auto buffer = compressed_buffer(ZSTD_compressBound(bytes.size()));
  const std::size_t stored = ZSTD_compress2(compressor(), buffer.data(), buffer.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(stored) != 0) throw std::logic_error(std::string("zstd: ") + ZSTD_getErrorName(stored));
  const SpillExtent extent{end_.fetch_add(stored), stored, bytes.size()};
  for (std::size_t done = 0; done < stored;) {
    const ssize_t written =
        pwrite(descriptor_, buffer.data() + done, stored - done, static_cast<off_t>(extent.offset + done));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(folder_, "cannot write to scratch", written < 0 ? errno : ENOSPC);
    done += static_cast<std::size_t>(written);
  }
  return extent;
}

void SpillFile::get(const SpillExtent& extent, std::span<std::byte> bytes) const {
  const auto buffer = compressed_buffer(extent.stored_bytes);
  for (std::size_t done = 0; done < buffer.size();) {
    const ssize_t count =
        pread(descriptor_, buffer.data() + done, buffer.size() - done, static_cast<off_t>(extent.offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail(folder_, "cannot read from scratch", count < 0 ? errno : EIO);
    done += static_cast<std::size_t>(count);
  }
  const std::size_t size =
      ZSTD_decompressDCtx(decompressor(), bytes.data(), bytes.size(), buffer.data(), buffer.size());
  if (ZSTD_isError(size) != 0 || size != extent.bytes || size != bytes.size())
    throw SystemError(folder_, "scratch holds other bytes than were written",
                      ZSTD_isError(size) != 0 ? ZSTD_getErrorName(size) : "wrong length",
                      "check that disk; if these are files of a checkpoint, start over with --fresh");
}

}  // namespace norrsken
