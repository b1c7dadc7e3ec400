// The reads of a range of blocks of the genome, within a fixed amount of memory: what exceeds it is spilled to disk.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <tbb/spin_mutex.h>

#include "kernels/calling/block_caller.hpp"
#include "kernels/types/read_store.hpp"
#include "pipeline/checkpoint/scratch_files.hpp"
#include "pipeline/stages/chunk_pool.hpp"

namespace norrsken {

// The headers of a chunk stand together from its begin on, and the bases from its end downwards, each read's before
// those of the one before it: headers are read and written far more often, and in their order. On disk a read is what
// read_record.hpp says.
inline constexpr std::size_t chunk_bytes = 16384;  // whole pages; a record never crosses a chunk's end

// Records of a block in a scratch file, as a checkpoint lists them.
struct StoredReads {
  std::uint64_t block = 0;
  SpillExtent extent;
  std::uint64_t reads = 0;
  std::uint64_t memory_bytes = 0;  // of their records in memory
};

class BlockStore {
 public:
  // Blocks first .. last - 1. Keeps at most memory_bytes (at least min_memory_bytes) of records in memory, the others
  // in `scratch`, which must outlive the store. Throws SystemError.
  BlockStore(BlockRange blocks, std::uint64_t memory_bytes, ScratchFiles& scratch);
  ~BlockStore() = default;
  BlockStore(const BlockStore&) = delete;
  BlockStore& operator=(const BlockStore&) = delete;
  static constexpr std::uint64_t min_memory_bytes = 64 * chunk_bytes;

  // Appends a copy to a block. Any thread. Throws SystemError when scratch cannot be written.
  void add(std::uint32_t block, const PlacedRead& read, std::span<const BaseQuality> bases);

  // A block's reads, replacing what `reads` held, in the order they were put, or else in no particular one. Their bases
  // stay where they are, unless a part of the block was spilled: then all are copied. Not while others add to the
  // block.
  void lend(std::uint32_t block, PlacedReads& reads);
  // Takes back what was lent, changed or not, all or some of it, in any order; or reads of one's own instead of what
  // the block held.
  void put(std::uint32_t block, const PlacedReads& reads);

  [[nodiscard]] BlockRange blocks() const { return {first_, first_ + static_cast<std::uint32_t>(blocks_.size())}; }
  [[nodiscard]] std::uint64_t reads_in(std::uint32_t block) const { return at(block).reads; }
  // Of its records in memory, wherever they are.
  [[nodiscard]] std::uint64_t bytes_in(std::uint32_t block) const { return at(block).total_bytes; }
  [[nodiscard]] std::uint64_t spilled_bytes() const { return spilled_bytes_; }  // on this rank's scratch, compressed

  // Puts everything that is in memory into this rank's scratch file and lists what is there. Not while others use the
  // store.
  [[nodiscard]] std::vector<StoredReads> flush();
  // Reads of one of its blocks that an earlier attempt put into the adopted file of this number.
  void adopt(std::uint32_t file, const StoredReads& stored);

  // Lowers the limit, spills what is over it and gives the memory back. Not while others use the store.
  void shrink(std::uint64_t memory_bytes);

 private:
  struct Chunk {
    std::uint32_t number = 0;
    std::uint32_t reads = 0;
    std::uint32_t bases = 0;
    [[nodiscard]] bool has_room(const PlacedRead& read) const {
      return (reads + 1) * sizeof(PlacedRead) + bases + read.length <= chunk_bytes;
    }
  };
  class RecordsForDisk;
  struct Extent {
    ScratchExtent place;
    std::uint64_t reads = 0;
    std::uint64_t memory_bytes = 0;
  };
  struct Block {
    mutable tbb::spin_mutex mutex;  // mostly held for one read, whose copy takes less than a lock that can sleep
    std::vector<Chunk> chunks;
    std::vector<Extent> extents;  // older than the chunks
    // Of the bases of the reads put back, in the order of the chunks' headers, when all are in chunks.
    std::vector<std::uint64_t> offsets;
    std::uint64_t reads = 0;
    std::uint64_t total_bytes = 0;               // of all records, in memory
    std::atomic<std::uint64_t> chunk_count = 0;  // read without the mutex, to choose what to spill
    [[nodiscard]] bool needs_chunk(const PlacedRead& read) const {
      return chunks.empty() || !chunks.back().has_room(read);
    }
  };

  [[nodiscard]] Block& at(std::uint32_t block) { return blocks_[block - first_]; }
  [[nodiscard]] const Block& at(std::uint32_t block) const { return blocks_[block - first_]; }
  [[nodiscard]] std::uint32_t obtain_chunk();
  [[nodiscard]] Extent store(const RecordsForDisk& records);
  [[nodiscard]] bool spill_largest();
  // All chunks lie in one reservation: a record's place in it, where its bases begin.
  [[nodiscard]] BaseQuality* origin() const { return reinterpret_cast<BaseQuality*>(pool_->data(0)); }
  void append(Chunk& chunk, const PlacedRead& read, std::span<const BaseQuality> bases);
  [[nodiscard]] PlacedRead* headers(const Chunk& chunk) const;
  [[nodiscard]] std::span<const BaseQuality> bases_in(const Chunk& chunk) const;
  template <class Take>
  void for_each_read(const Chunk& chunk, Take&& take) const;
  void spill(std::uint32_t block);
  void lend_in_place(const Block& block, PlacedReads& reads) const;
  void copy_out(const Block& block, PlacedReads& reads);
  [[nodiscard]] bool put_in_place(Block& block, const PlacedReads& reads);
  void clear(Block& block);
  [[nodiscard]] bool put_in_memory(Block& block, const PlacedReads& reads);
  void put_on_disk(Block& block, const PlacedReads& reads);
  void replace_by_disk(Block& block, const PlacedReads& reads);
  void move_to_disk(std::uint32_t block);

  std::uint32_t first_ = 0;
  std::vector<Block> blocks_;
  std::unique_ptr<ChunkPool> pool_;
  ScratchFiles& scratch_;
  std::atomic<std::uint64_t> spilled_bytes_{0};
};

}  // namespace norrsken
