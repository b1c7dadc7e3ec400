// Memory put aside on disk: a file without a name that goes away with the process, however it ends.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
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
  // Opens a file of mode 0600 in an existing folder. Throws SystemError.
  explicit SpillFile(std::string folder);
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  // Compresses (zstd, level 1, with a checksum) and writes. Throws SystemError, for instance when the disk is full.
  SpillExtent put(std::span<const std::byte> bytes);
  // Fills `bytes`, which is extent.bytes long. Throws SystemError when the disk gave back something else.
  void get(const SpillExtent& extent, std::span<std::byte> bytes) const;

  [[nodiscard]] std::uint64_t stored_bytes() const { return end_.load(); }

 private:
  std::string folder_;
  int descriptor_ = -1;
  std::atomic<std::uint64_t> end_{0};
};

}  // namespace norrsken
