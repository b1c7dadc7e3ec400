#include "pipeline/stages/block_store.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "pipeline/stages/read_record.hpp"

namespace norrsken {
namespace {

constexpr std::size_t extent_bytes = 4U << 20;  // records written to disk at once, about

std::uint32_t chunks_in(std::uint64_t bytes) {
  return static_cast<std::uint32_t>(std::max(bytes, BlockStore::min_memory_bytes) / chunk_bytes);
}

std::size_t record_bytes(const PlacedRead& read) {
  return sizeof(PlacedRead) + read.length;
}

void append_records(std::span<const std::byte> records, PlacedReads& reads) {
  std::vector<BaseQuality> unpacked;
  while (!records.empty()) {
    const auto [read, bases] = take_record(records, unpacked);
    reads.append(read, bases);
  }
}

std::vector<std::byte>& scratch_bytes(std::size_t bytes) {
  thread_local std::vector<std::byte> buffer;
  buffer.resize(bytes);
  return buffer;
}

// A rare deep block must not keep a thread's buffer large for ever.
void trim_scratch() {
  constexpr std::size_t usual_bytes = 16U << 20;
  if (auto& buffer = scratch_bytes(0); buffer.capacity() > usual_bytes) std::vector<std::byte>().swap(buffer);
}

}  // namespace

// What goes to disk at once, up to some megabytes.
class BlockStore::RecordsForDisk {
 public:
  explicit RecordsForDisk(std::optional<CommonQualities> common) : common_(common), records_(scratch_bytes(0)) {}
  void add(const PlacedRead& read, std::span<const BaseQuality> bases) {
    append_record(read, bases, common_, records_);
    ++reads_;
    memory_bytes_ += record_bytes(read);
  }
  [[nodiscard]] bool is_full() const { return records_.size() >= extent_bytes; }
  [[nodiscard]] const std::vector<std::byte>& records() const { return records_; }
  [[nodiscard]] std::uint64_t reads() const { return reads_; }
  [[nodiscard]] std::uint64_t memory_bytes() const { return memory_bytes_; }
  void clear() {
    records_.clear();
    reads_ = memory_bytes_ = 0;
  }

 private:
  std::optional<CommonQualities> common_;
  std::vector<std::byte>& records_;
  std::uint64_t reads_ = 0;
  std::uint64_t memory_bytes_ = 0;
};

BlockStore::BlockStore(BlockRange blocks, std::uint64_t memory_bytes, ScratchFiles& scratch)
    : first_(blocks.first),
      blocks_(blocks.last - blocks.first),
      pool_(std::make_unique<ChunkPool>(chunks_in(memory_bytes), chunk_bytes)),
      scratch_(scratch) {}

void BlockStore::add(std::uint32_t block_number, const PlacedRead& read, std::span<const BaseQuality> bases) {
  const std::size_t bytes = record_bytes(read);
  if (bytes > chunk_bytes || bases.size() != read.length) throw std::logic_error("BlockStore::add: bad record");
  Block& block = at(block_number);
  std::unique_lock lock(block.mutex);
  if (block.needs_chunk(read)) {
    // Getting memory may spill any block, this one too, so not under its lock.
    lock.unlock();
    const std::uint32_t chunk = obtain_chunk();
    lock.lock();
    if (block.needs_chunk(read)) {
      block.chunks.push_back({chunk, 0, 0});
      block.chunk_count.store(block.chunks.size(), std::memory_order_relaxed);
    } else {
      pool_->give_back(chunk);  // another thread was first
    }
  }
  append(block.chunks.back(), read, bases);
  block.total_bytes += bytes;
  ++block.reads;
}

PlacedRead* BlockStore::headers(const Chunk& chunk) const {
  return reinterpret_cast<PlacedRead*>(pool_->data(chunk.number));
}

std::span<const BaseQuality> BlockStore::bases_in(const Chunk& chunk) const {
  return {origin() + (chunk.number + std::size_t{1}) * chunk_bytes - chunk.bases, chunk.bases};
}

void BlockStore::append(Chunk& chunk, const PlacedRead& read, std::span<const BaseQuality> bases) {
  headers(chunk)[chunk.reads++] = read;
  chunk.bases += read.length;
  std::byte* const begin = pool_->data(chunk.number) + chunk_bytes - chunk.bases;
  std::memcpy(begin, bases.data(), bases.size());
  if (!chunk.has_room(read)) return;
  // Where the block's next read will lie, most likely: fetched by then, or giving up the lock would wait for it.
  constexpr std::size_t cache_line_bytes = 64;
  for (std::size_t before = cache_line_bytes; before < read.length + cache_line_bytes; before += cache_line_bytes)
    __builtin_prefetch(begin - before, 1);
  __builtin_prefetch(headers(chunk) + chunk.reads, 1);
}

// take(header, offset of the bases from origin()) for the reads of a chunk, none of which was put back.
template <class Take>
void BlockStore::for_each_read(const Chunk& chunk, Take&& take) const {
  std::uint64_t offset = (chunk.number + std::uint64_t{1}) * chunk_bytes;
  for (const PlacedRead& read : std::span(headers(chunk), chunk.reads)) {
    offset -= read.length;
    take(read, offset);
  }
}

void BlockStore::lend(std::uint32_t block_number, PlacedReads& reads) {
  const Block& block = at(block_number);
  const std::lock_guard lock(block.mutex);
  reads.clear();
  reads.reads.reserve(block.reads);
  reads.offsets.reserve(block.reads);
  if (block.extents.empty())
    lend_in_place(block, reads);
  else
    copy_out(block, reads);
  if (reads.size() != block.reads) throw std::logic_error("a block holds another number of reads than were added");
}

void BlockStore::lend_in_place(const Block& block, PlacedReads& reads) const {
  reads.lent = origin();
  if (block.offsets.empty()) {
    for (const Chunk& chunk : block.chunks)
      for_each_read(chunk, [&](const PlacedRead& read, std::uint64_t offset) {
        reads.reads.push_back(read);
        reads.offsets.push_back(offset);
      });
    return;
  }
  reads.offsets = block.offsets;
  for (const Chunk& chunk : block.chunks) {
    const std::size_t count = std::min<std::size_t>(chunk.reads, block.reads - reads.reads.size());
    reads.reads.insert(reads.reads.end(), headers(chunk), headers(chunk) + count);
  }
}

void BlockStore::copy_out(const Block& block, PlacedReads& reads) {
  reads.bases.reserve(block.total_bytes - block.reads * sizeof(PlacedRead));
  for (const Extent& extent : block.extents) {
    auto& buffer = scratch_bytes(extent.place.extent.bytes);
    scratch_.get(extent.place, buffer);
    append_records(buffer, reads);
  }
  for (const Chunk& chunk : block.chunks)
    for_each_read(chunk, [&](const PlacedRead& read, std::uint64_t offset) {
      reads.append(read, {origin() + offset, read.length});
    });
  trim_scratch();
}

// Of all but the number of reads.
void BlockStore::clear(Block& block) {
  for (const Chunk& chunk : block.chunks) pool_->give_back(chunk.number);
  pool_->discharge(block.offsets.size() * sizeof(std::uint64_t));
  block.chunks = {};
  block.extents = {};
  block.offsets = {};
  block.chunk_count = block.total_bytes = 0;
}

void BlockStore::put(std::uint32_t block_number, const PlacedReads& reads) {
  Block& block = at(block_number);
  const std::lock_guard lock(block.mutex);
  const bool is_in_memory = reads.lent != nullptr ? put_in_place(block, reads) : put_in_memory(block, reads);
  if (!is_in_memory) replace_by_disk(block, reads);
  block.reads = reads.size();
}

// `reads` may lie in the block's own memory.
void BlockStore::replace_by_disk(Block& block, const PlacedReads& reads) {
  Block filled;
  put_on_disk(filled, reads);
  clear(block);
  block.extents = std::move(filled.extents);
  block.total_bytes = filled.total_bytes;
}

// In the order in which the reads were put back, which their chunks do not have.
void BlockStore::move_to_disk(std::uint32_t block_number) {
  PlacedReads reads;
  lend(block_number, reads);
  Block& block = at(block_number);
  const std::lock_guard lock(block.mutex);
  replace_by_disk(block, reads);
}

// Only headers have changed, and their order; false when there is no memory for that, or no read is left.
bool BlockStore::put_in_place(Block& block, const PlacedReads& reads) {
  pool_->discharge(block.offsets.size() * sizeof(std::uint64_t));
  block.offsets = {};
  if (reads.size() == 0 || !pool_->charge(reads.size() * sizeof(std::uint64_t))) return false;
  block.offsets = reads.offsets;
  auto from = reads.reads.begin();
  for (const Chunk& chunk : block.chunks) {
    const auto count = std::min<std::ptrdiff_t>(chunk.reads, reads.reads.end() - from);
    std::copy_n(from, count, headers(chunk));
    from += count;
  }
  return true;
}

// All or nothing: pieces on disk would come back before pieces in memory.
bool BlockStore::put_in_memory(Block& block, const PlacedReads& reads) {
  clear(block);
  for (std::size_t index = 0; index < reads.size(); ++index) {
    const PlacedRead& read = reads.reads[index];
    if (block.needs_chunk(read)) {
      const auto chunk = pool_->take();
      if (!chunk) {
        for (const Chunk& taken : block.chunks) pool_->give_back(taken.number);
        block.chunks = {};
        block.total_bytes = 0;
        return false;
      }
      block.chunks.push_back({*chunk, 0, 0});
    }
    append(block.chunks.back(), read, reads.bases_of(index));
    block.total_bytes += record_bytes(read);
  }
  block.chunk_count = block.chunks.size();
  return true;
}

void BlockStore::put_on_disk(Block& block, const PlacedReads& reads) {
  RecordsForDisk records(common_qualities_of(reads));
  for (std::size_t index = 0; index < reads.size(); ++index) {
    records.add(reads.reads[index], reads.bases_of(index));
    if (!records.is_full() && index + 1 < reads.size()) continue;
    block.extents.push_back(store(records));
    block.total_bytes += records.memory_bytes();
    records.clear();
  }
}

std::uint32_t BlockStore::obtain_chunk() {
  while (true) {
    const std::uint64_t seen = pool_->returns();
    if (const auto chunk = pool_->take()) return *chunk;
    if (!spill_largest()) pool_->wait_for_return(seen);  // other threads are spilling all there is
  }
}

// The fullest block gives the longest pieces on disk. False when no block has a chunk.
bool BlockStore::spill_largest() {
  const auto count = [](const Block& block) { return block.chunk_count.load(std::memory_order_relaxed); };
  const auto largest = std::max_element(blocks_.begin(), blocks_.end(),
                                        [&](const Block& a, const Block& b) { return count(a) < count(b); });
  if (largest == blocks_.end() || count(*largest) == 0) return false;
  spill(first_ + static_cast<std::uint32_t>(largest - blocks_.begin()));
  return true;
}

void BlockStore::spill(std::uint32_t block_number) {
  Block& block = at(block_number);
  if (!block.offsets.empty()) return move_to_disk(block_number);
  // Given back even when they cannot be written: others may be waiting for one.
  struct TakenChunks {
    ChunkPool& pool;
    std::vector<Chunk> chunks;
    ~TakenChunks() {
      for (const Chunk& chunk : chunks) pool.give_back(chunk.number);
    }
  } taken{*pool_, {}};
  {
    const std::lock_guard lock(block.mutex);
    taken.chunks.swap(block.chunks);
    block.chunk_count = 0;
  }
  const std::vector<Chunk>& chunks = taken.chunks;
  if (chunks.empty()) return;
  // Others may go on filling the block while its older chunks are written.
  RecordsForDisk records(common_qualities(bases_in(chunks.front())));
  std::vector<Extent> extents;
  for (std::size_t index = 0; index < chunks.size(); ++index) {
    for_each_read(chunks[index], [&](const PlacedRead& read, std::uint64_t offset) {
      records.add(read, {origin() + offset, read.length});
    });
    if (!records.is_full() && index + 1 < chunks.size()) continue;
    extents.push_back(store(records));
    records.clear();
  }
  const std::lock_guard lock(block.mutex);
  block.extents.insert(block.extents.end(), extents.begin(), extents.end());
}

BlockStore::Extent BlockStore::store(const RecordsForDisk& records) {
  const ScratchExtent place = scratch_.put(records.records());
  spilled_bytes_ += place.extent.stored_bytes;
  return {place, records.reads(), records.memory_bytes()};
}

std::vector<StoredReads> BlockStore::flush() {
  std::vector<StoredReads> stored;
  for (std::size_t index = 0; index < blocks_.size(); ++index) {
    spill(first_ + static_cast<std::uint32_t>(index));
    for (const Extent& extent : blocks_[index].extents)
      if (extent.place.file == 0)
        stored.push_back({first_ + index, extent.place.extent, extent.reads, extent.memory_bytes});
  }
  return stored;
}

void BlockStore::adopt(std::uint32_t file, const StoredReads& stored) {
  Block& block = at(static_cast<std::uint32_t>(stored.block));
  block.extents.push_back({{file, stored.extent}, stored.reads, stored.memory_bytes});
  block.reads += stored.reads;
  block.total_bytes += stored.memory_bytes;
}

void BlockStore::shrink(std::uint64_t memory_bytes) {
  const std::uint32_t chunks = chunks_in(memory_bytes);
  while (pool_->taken() > chunks && spill_largest()) {
  }
  pool_->shrink(chunks);
}

}  // namespace norrsken
