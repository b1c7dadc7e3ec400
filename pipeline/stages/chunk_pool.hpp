// Equal pieces of memory out of one reservation, of which at most a limit is really used.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace norrsken {

// Chunks are numbered from 0. Any thread may call any member but shrink().
class ChunkPool {
 public:
  // Reserves address space for `chunks` chunks of `chunk_bytes` (whole pages). Throws SystemError.
  ChunkPool(std::uint32_t chunks, std::size_t chunk_bytes);
  ~ChunkPool();
  ChunkPool(const ChunkPool&) = delete;
  ChunkPool& operator=(const ChunkPool&) = delete;

  [[nodiscard]] std::byte* data(std::uint32_t chunk) const { return memory_ + std::size_t{chunk} * chunk_bytes_; }

  // A chunk, or nothing when all are taken.
  [[nodiscard]] std::optional<std::uint32_t> take();
  void give_back(std::uint32_t chunk);
  // Returns once some chunk was given back after `seen` (returns()) was read.
  void wait_for_return(std::uint64_t seen);
  [[nodiscard]] std::uint64_t returns() const;

  // Counts memory outside of the chunks against the same limit; false, and nothing is counted, when that leaves none.
  [[nodiscard]] bool charge(std::uint64_t bytes);
  void discharge(std::uint64_t bytes);

  [[nodiscard]] std::uint32_t taken() const;
  // No more than `chunks` from now on; gives the memory of free chunks back to the system. taken() <= chunks.
  void shrink(std::uint32_t chunks);

 private:
  void touch_next();
  [[nodiscard]] bool has_room(std::uint64_t more_bytes) const {
    return taken_ * std::uint64_t{chunk_bytes_} + charged_bytes_ + more_bytes <= limit_ * std::uint64_t{chunk_bytes_};
  }

  std::size_t chunk_bytes_;
  std::size_t reserved_bytes_;
  std::byte* memory_ = nullptr;
  mutable std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::uint32_t> used_before_;  // free, their memory is touched already
  std::uint32_t next_fresh_ = 0;            // chunks from here on were never used
  std::uint32_t limit_;
  std::uint32_t taken_ = 0;
  std::uint64_t charged_bytes_ = 0;
  std::uint64_t returns_ = 0;
};

}  // namespace norrsken
