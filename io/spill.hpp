// Memory put aside on disk: a file that goes away with the process, however it ends, unless it is kept.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace norrsken {

// Where something put aside lies.
struct SpillExtent {
  std::uint64_t offset = 0;
  std::uint64_t stored_bytes = 0;  // in the file
  std::uint64_t bytes = 0;         // in memory
};

// Any number of threads may call any member at once.
class SpillFile {
 public:
  // Makes a file of mode 0600 in an existing folder; `name` is the one that keep() will give it. Throws SystemError.
  // Where the file system cannot do without names (NFS, Lustre) one that can be kept has a hidden name until then.
  explicit SpillFile(std::string folder, std::string name = "");
  // A file that was kept, for get(). Throws SystemError.
  [[nodiscard]] static std::unique_ptr<SpillFile> open_kept(const std::string& path);
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  // Compresses (zstd, level 1, with a checksum) and writes. Throws SystemError, for instance when the disk is full.
  SpillExtent put(std::span<const std::byte> bytes);
  // Fills `bytes`, which is extent.bytes long. Throws SystemError when the disk gave back something else.
  void get(const SpillExtent& extent, std::span<std::byte> bytes) const;

  [[nodiscard]] std::uint64_t stored_bytes() const { return end_.load(); }

  // Flushes what was put to the disk and gives the file its name, where it stays from now on; returns its path. Further
  // bytes may be put, and the file kept again. Throws SystemError.
  std::string keep();

 private:
  SpillFile() = default;  // of open_kept()

  std::string folder_;
  std::string name_;
  std::string hidden_path_;  // empty: the file has no name yet
  bool is_kept_ = false;
  int descriptor_ = -1;
  std::atomic<std::uint64_t> end_{0};
};

}  // namespace norrsken
