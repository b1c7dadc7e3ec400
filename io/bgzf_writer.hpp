// BGZF in shards: each block of the genome is compressed on its own, so that joining shards in coordinate order gives
// the same bytes however blocks were dealt to threads and ranks, and costs a copy.
//
//   RecordText --BgzfCompressor--> BgzfShard --(any rank)--> BgzfFile.append() in order --finish()--> file + index
//
// Spans of records travel with the bytes, so that the index is built without reading the file again.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "io/atomic_file.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// Consecutive records that share a smallest index bin (16,384 bases of a contig), or one record.
struct RecordSpan {
  std::uint64_t end_offset = 0;  // one past its last record: bytes in a text; virtual offset from the start of a shard
  std::uint32_t contig = 0;      // index into GenomeView::contigs
  std::uint32_t records = 0;
  GenomePosition begin = 0;  // on the contig, 0-based half-open
  GenomePosition end = 0;
};
static_assert(std::is_trivially_copyable_v<RecordSpan>);

// Lines in coordinate order and where on the genome they lie.
struct RecordText {
  std::string text;
  std::vector<RecordSpan> spans;

  // Call after appending a record's line to `text`.
  void end_record(std::uint32_t contig, GenomePosition begin, GenomePosition end);
  void clear() {  // keeps the memory
    text.clear();
    spans.clear();
  }
};

// Whole BGZF blocks without the end-of-file block. Both vectors are trivially copyable elements: send them as they are.
struct BgzfShard {
  std::vector<std::uint8_t> bytes;
  std::vector<RecordSpan> spans;

  void append(const BgzfShard& next);  // `next` follows on the genome
};

// Holds a libdeflate compressor: one a thread.
class BgzfCompressor {
 public:
  BgzfCompressor();
  ~BgzfCompressor();
  BgzfCompressor(BgzfCompressor&&) noexcept;
  BgzfCompressor& operator=(BgzfCompressor&&) noexcept;

  // Appends the compressed text to `shard`. A BGZF block ends at a line's end wherever a line fits into one (65,280
  // bytes), and at the end of the text: the bytes depend on the text only.
  void compress(const RecordText& text, BgzfShard& shard);
  void compress(std::string_view text, std::vector<std::uint8_t>& bytes);

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

enum class FileIndex { none, vcf };

// Joins shards into one BGZF file, 0600, visible only after finish(). With FileIndex::vcf also path.tbi (path.csi
// when a contig is longer than 2^29 bases). All members throw SystemError; shards out of order are a logic_error.
class BgzfFile {
 public:
  // `header` is compressed into blocks of its own. `contigs` must outlive the file.
  BgzfFile(std::string path, std::string_view header, std::span<const Contig> contigs, FileIndex index);
  ~BgzfFile();
  BgzfFile(BgzfFile&&) noexcept;
  BgzfFile& operator=(BgzfFile&&) noexcept;

  void append(std::span<const std::uint8_t> bytes, std::span<const RecordSpan> spans);
  void append(const BgzfShard& shard) { append(shard.bytes, shard.spans); }
  // Writes the end-of-file block and the index to the disk. At most once; nothing is visible yet.
  void settle();
  // Settles where that was not done and makes file and index visible. At most once.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace norrsken
