#include "io/bgzf_writer.hpp"

#include <libdeflate.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include "io/htslib_handles.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr std::size_t block_text_bytes = 65280;  // what bgzip puts into a block: fits even when stored
constexpr std::size_t block_header_bytes = 18;
constexpr std::size_t block_footer_bytes = 8;
constexpr std::size_t largest_block_bytes = 65536;
// libdeflate on 4.4 MB of gVCF text: level 1 15 ms, 763 kB; level 4 34 ms, 699 kB; level 6 57 ms, 633 kB.
constexpr int compression_level = 1;
constexpr unsigned smallest_bin_shift = 14;

// RFC 1952 header with the BC extra field (SAM specification, 4.1); the block size minus one follows it.
constexpr std::array<std::uint8_t, 16> block_prefix = {0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 'B', 'C', 2, 0};
constexpr std::array<std::uint8_t, 28> end_of_file_block = {0x1f, 0x8b, 8,    4, 0, 0, 0, 0, 0, 0xff, 6, 0, 'B', 'C',
                                                            2,    0,    0x1b, 0, 3, 0, 0, 0, 0, 0,    0, 0, 0,   0};

void store_little_endian(std::uint8_t* to, std::uint32_t value, unsigned bytes) {
  for (unsigned index = 0; index < bytes; ++index) to[index] = static_cast<std::uint8_t>(value >> (8 * index));
}

// End of the longest piece that fits into a block: after a line's end when there is one.
std::size_t block_end(std::string_view text, std::size_t begin) {
  if (text.size() - begin <= block_text_bytes) return text.size();
  const std::size_t newline = text.rfind('\n', begin + block_text_bytes - 1);
  return newline == std::string_view::npos || newline < begin ? begin + block_text_bytes : newline + 1;
}

}  // namespace

void RecordText::end_record(std::uint32_t contig, GenomePosition begin, GenomePosition end) {
  const auto bin = [](GenomePosition position) { return position >> smallest_bin_shift; };
  if (!spans.empty()) {
    RecordSpan& last = spans.back();
    const bool same_bin =
        bin(last.begin) == bin(begin) && bin(last.end - 1) == bin(end - 1) && bin(begin) == bin(end - 1);
    if (last.contig == contig && same_bin) {
      last.end = std::max(last.end, end);
      last.end_offset = text.size();
      ++last.records;
      return;
    }
  }
  spans.push_back({text.size(), contig, 1, begin, end});
}

void BgzfShard::append(const BgzfShard& next) {
  const std::uint64_t shift = static_cast<std::uint64_t>(bytes.size()) << 16;
  bytes.insert(bytes.end(), next.bytes.begin(), next.bytes.end());
  spans.reserve(spans.size() + next.spans.size());
  for (RecordSpan span : next.spans) {
    span.end_offset += shift;
    spans.push_back(span);
  }
}

struct BgzfCompressor::Handle {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(compression_level);
  Handle() {
    if (compressor == nullptr) throw std::bad_alloc();
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { libdeflate_free_compressor(compressor); }

  void compress_block(std::string_view text, std::vector<std::uint8_t>& bytes) const {
    const std::size_t start = bytes.size();
    bytes.resize(start + largest_block_bytes);
    std::uint8_t* const block = bytes.data() + start;
    std::memcpy(block, block_prefix.data(), block_prefix.size());
    std::uint8_t* const body = block + block_header_bytes;
    std::size_t body_bytes = libdeflate_deflate_compress(compressor, text.data(), text.size(), body,
                                                         largest_block_bytes - block_header_bytes - block_footer_bytes);
    if (body_bytes == 0) {  // does not shrink: one stored block (RFC 1951, 3.2.4)
      body[0] = 1;
      store_little_endian(body + 1, static_cast<std::uint32_t>(text.size()), 2);
      store_little_endian(body + 3, static_cast<std::uint32_t>(~text.size() & 0xffff), 2);
      std::memcpy(body + 5, text.data(), text.size());
      body_bytes = 5 + text.size();
    }
    const std::size_t block_bytes = block_header_bytes + body_bytes + block_footer_bytes;
    store_little_endian(block + block_prefix.size(), static_cast<std::uint32_t>(block_bytes - 1), 2);
    store_little_endian(body + body_bytes, libdeflate_crc32(0, text.data(), text.size()), 4);
    store_little_endian(body + body_bytes + 4, static_cast<std::uint32_t>(text.size()), 4);
    bytes.resize(start + block_bytes);
  }
};

BgzfCompressor::BgzfCompressor() : handle_(std::make_unique<Handle>()) {}
BgzfCompressor::~BgzfCompressor() = default;
BgzfCompressor::BgzfCompressor(BgzfCompressor&&) noexcept = default;
BgzfCompressor& BgzfCompressor::operator=(BgzfCompressor&&) noexcept = default;

void BgzfCompressor::compress(std::string_view text, std::vector<std::uint8_t>& bytes) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = block_end(text, begin);
    handle_->compress_block(text.substr(begin, end - begin), bytes);
    begin = end;
  }
}

void BgzfCompressor::compress(const RecordText& text, BgzfShard& shard) {
  const std::string_view all = text.text;
  auto span = text.spans.begin();
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = block_end(all, begin);
    const std::uint64_t block_offset = shard.bytes.size();
    handle_->compress_block(all.substr(begin, end - begin), shard.bytes);
    // A record that ends with the block ends at the start of the next one, as a reader would tell its place.
    for (; span != text.spans.end() && span->end_offset <= end; ++span) {
      RecordSpan placed = *span;
      placed.end_offset = span->end_offset < end ? block_offset << 16 | (span->end_offset - begin)
                                                 : static_cast<std::uint64_t>(shard.bytes.size()) << 16;
      shard.spans.push_back(placed);
    }
    begin = end;
  }
}

struct BgzfFile::State {
  State(std::string path, std::span<const Contig> all_contigs) : file(std::move(path)), contigs(all_contigs) {}

  void start_index(std::uint64_t records_offset);
  void push(const RecordSpan& span, std::uint64_t shard_offset);
  void set_index_names();
  [[nodiscard]] std::vector<std::uint8_t> saved_index() const;
  [[noreturn]] void fail_order(const RecordSpan& span) const;

  AtomicFile file;
  std::span<const Contig> contigs;
  std::uint64_t bytes = 0;
  bool is_settled = false;
  Htslib<hts_idx_t> index;
  std::optional<AtomicFile> index_file;
  int index_format = HTS_FMT_TBI;
  GenomePosition last_begin = 0;
  std::vector<std::uint32_t> indexed_contigs;  // those with records: tid -> contig
};

void BgzfFile::State::start_index(std::uint64_t records_offset) {
  GenomePosition longest = 0;
  for (const Contig& contig : contigs) longest = std::max(longest, contig.length);
  const int levels = longest > GenomePosition{1} << 29 ? 6 : 5;  // what a .tbi can hold
  index_format = levels == 5 ? HTS_FMT_TBI : HTS_FMT_CSI;
  index.reset(hts_idx_init(0, index_format, records_offset << 16, smallest_bin_shift, levels));
  if (!index) throw std::bad_alloc();
  index_file.emplace(file.path() + (index_format == HTS_FMT_TBI ? ".tbi" : ".csi"));
}

void BgzfFile::State::fail_order(const RecordSpan& span) const {
  throw std::logic_error(file.path() + ": record at " + contigs[span.contig].name + ":" +
                         std::to_string(span.begin + 1) + " comes out of order");
}

void BgzfFile::State::push(const RecordSpan& span, std::uint64_t shard_offset) {
  if (indexed_contigs.empty() || indexed_contigs.back() < span.contig) {
    indexed_contigs.push_back(span.contig);
    last_begin = 0;
  }
  if (indexed_contigs.back() != span.contig || span.begin < last_begin) fail_order(span);
  last_begin = span.begin;
  const int tid = static_cast<int>(indexed_contigs.size()) - 1;
  // Once a record, so that the index knows how many there are; equal offsets add no chunk.
  for (std::uint32_t record = 0; record < span.records; ++record)
    if (hts_idx_push(index.get(), tid, span.begin, span.end, span.end_offset + (shard_offset << 16), 1) < 0)
      fail_order(span);
}

// The tabix header of an index (tabix specification): format, columns, comment letter, lines to skip, names.
void BgzfFile::State::set_index_names() {
  std::string names;
  for (const std::uint32_t contig : indexed_contigs) names.append(contigs[contig].name).push_back('\0');
  constexpr std::uint32_t vcf_format = 2;
  const std::array<std::uint32_t, 7> fields = {vcf_format, 1, 2, 0, '#', 0, static_cast<std::uint32_t>(names.size())};
  std::vector<std::uint8_t> meta(4 * fields.size());
  for (std::size_t field = 0; field < fields.size(); ++field) store_little_endian(&meta[4 * field], fields[field], 4);
  meta.insert(meta.end(), names.begin(), names.end());
  if (hts_idx_set_meta(index.get(), static_cast<std::uint32_t>(meta.size()), meta.data(), 1) < 0)
    throw std::bad_alloc();
}

// htslib writes indexes to named files only, and on a full disk neither closes them nor tells why: it gets a file in
// memory, whose bytes then take the checked way.
std::vector<std::uint8_t> BgzfFile::State::saved_index() const {
  const auto check = [&](bool is_good, const char* what) {
    if (!is_good) throw SystemError(index_file->path(), what, std::strerror(errno), write_hint(errno));
  };
  struct MemoryFile {
    int descriptor = memfd_create("index", MFD_CLOEXEC);
    MemoryFile() = default;
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { close(descriptor); }
  } memory;
  check(memory.descriptor >= 0, "cannot make a file in memory");
  const std::string name = "/proc/self/fd/" + std::to_string(memory.descriptor);
  check(hts_idx_save_as(index.get(), nullptr, name.c_str(), index_format) >= 0, "cannot save the index to memory");
  const off_t size = lseek(memory.descriptor, 0, SEEK_END);
  check(size >= 0, "cannot measure the index");
  std::vector<std::uint8_t> saved(static_cast<std::size_t>(size));
  std::size_t done = 0;
  while (done < saved.size()) {
    const ssize_t count = pread(memory.descriptor, &saved[done], saved.size() - done, static_cast<off_t>(done));
    check(count > 0, "cannot read the index back");
    done += static_cast<std::size_t>(count);
  }
  return saved;
}

BgzfFile::BgzfFile(std::string path, std::string_view header, std::span<const Contig> contigs, FileIndex index)
    : state_(std::make_unique<State>(std::move(path), contigs)) {
  std::vector<std::uint8_t> compressed;
  BgzfCompressor().compress(header, compressed);
  state_->file.write(compressed);
  state_->bytes = compressed.size();
  if (index == FileIndex::vcf) state_->start_index(compressed.size());
}
BgzfFile::~BgzfFile() = default;
BgzfFile::BgzfFile(BgzfFile&&) noexcept = default;
BgzfFile& BgzfFile::operator=(BgzfFile&&) noexcept = default;

void BgzfFile::append(std::span<const std::uint8_t> bytes, std::span<const RecordSpan> spans) {
  if (state_->index)
    for (const RecordSpan& span : spans) state_->push(span, state_->bytes);
  state_->file.write(bytes);
  state_->bytes += bytes.size();
}

void BgzfFile::settle() {
  State& state = *state_;
  state.file.write(end_of_file_block);
  state.file.settle();
  state.is_settled = true;
  if (!state.index) return;
  AtomicFile& index_file = *state.index_file;
  if (hts_idx_finish(state.index.get(), state.bytes << 16) < 0) throw std::bad_alloc();
  state.set_index_names();
  index_file.write(state.saved_index());
  index_file.settle();
}

void BgzfFile::finish() {
  if (!state_->is_settled) settle();
  state_->file.commit();
  if (state_->index_file) state_->index_file->commit();
}

}  // namespace norrsken
