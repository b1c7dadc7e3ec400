#include "io/bgzf_text.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr const char* copy_again = "copy or download the file again and compare its checksum";
constexpr std::size_t trailer_bytes = 8;
constexpr std::size_t block_min_bytes = 26;
constexpr unsigned char empty_last_block[28] = {0x1f, 0x8b, 8,  4, 0, 0, 0, 0, 0, 0xff, 6, 0, 'B', 'C',
                                                2,    0,    27, 0, 3, 0, 0, 0, 0, 0,    0, 0, 0,   0};

std::uint32_t little_endian(const char* bytes, unsigned count) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < count; ++i) value |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return value;
}

struct DecompressorDeleter {
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

// One a thread: making one costs more than a small block.
libdeflate_decompressor* decompressor_of_thread() {
  thread_local const std::unique_ptr<libdeflate_decompressor, DecompressorDeleter> decompressor(
      libdeflate_alloc_decompressor());
  if (!decompressor) throw std::bad_alloc();
  return decompressor.get();
}

InputError damaged_block(const std::string& path, std::uint64_t byte, const char* reason) {
  return InputError(path, "block at byte " + std::to_string(byte), reason, copy_again);
}

std::size_t header_bytes_of(const char* block) {
  return 12 + little_endian(block + 10, 2);
}

}  // namespace

std::optional<std::size_t> bgzf_block_bytes(std::span<const char> bytes) {
  if (bytes.size() < bgzf_header_min_bytes) return std::nullopt;
  if (std::memcmp(bytes.data(), "\x1f\x8b\x08\x04", 4) != 0) return std::nullopt;
  const std::size_t extra_end = 12 + little_endian(bytes.data() + 10, 2);
  for (std::size_t at = 12; at + 4 <= std::min(extra_end, bytes.size());) {
    const std::size_t field_bytes = little_endian(bytes.data() + at + 2, 2);
    if (bytes[at] == 'B' && bytes[at + 1] == 'C' && field_bytes == 2 && at + 6 <= bytes.size()) {
      const std::size_t block_bytes = little_endian(bytes.data() + at + 4, 2) + 1;
      if (block_bytes < extra_end + trailer_bytes || block_bytes < block_min_bytes) return std::nullopt;
      return block_bytes;
    }
    at += 4 + field_bytes;
  }
  return std::nullopt;
}

std::uint64_t find_bgzf_block(InputFile& file, std::uint64_t from_byte) {
  constexpr std::size_t blocks_to_follow = 3;
  // The first block starts within one block's length, and the ones to follow must be in the window as well.
  std::vector<char> window((blocks_to_follow + 1) * bgzf_block_max_bytes + bgzf_header_min_bytes);
  file.seek(from_byte);
  window.resize(file.read(window.data(), window.size()));
  const std::size_t candidates = std::min(window.size(), bgzf_block_max_bytes);
  for (std::size_t start = 0; start < candidates; ++start) {
    std::size_t at = start;
    bool follows = true;
    for (std::size_t i = 0; i < blocks_to_follow && at < window.size() && follows; ++i) {
      const auto block_bytes = bgzf_block_bytes(std::span(window).subspan(at));
      follows = block_bytes.has_value();
      if (follows) at += *block_bytes;
    }
    if (follows && at <= window.size()) return from_byte + start;
  }
  if (window.size() <= bgzf_block_max_bytes) return file.size_bytes();
  throw InputError(file.path(), "bytes from " + std::to_string(from_byte), "hold no BGZF block", copy_again);
}

BgzfText::BgzfText(InputFile file, TextRange range, std::size_t piece_bytes)
    : file_(std::move(file)), range_(range), piece_bytes_(piece_bytes), next_byte_(range.start.block) {
  if (range_.end == text_end) check_last_block();
  file_.seek(next_byte_);
}

// A copy that broke off between two blocks looks whole but for this.
void BgzfText::check_last_block() {
  char last[sizeof empty_last_block] = {};
  if (file_.size_bytes() >= sizeof last) {
    file_.seek(file_.size_bytes() - sizeof last);
    file_.read(last, sizeof last);
  }
  // The bytes of time and system in the header are free to differ.
  const bool is_empty_block = std::memcmp(last, empty_last_block, 4) == 0 &&
                              std::memcmp(last + 10, empty_last_block + 10, sizeof last - 10) == 0;
  if (!is_empty_block)
    throw InputError(file_.path(), "", "the empty block that ends a BGZF file is missing: the file is truncated",
                     std::string(copy_again) + ", or, if it is known to be whole, recompress it with bgzip");
}

bool BgzfText::fetch(TextPiece& piece) {
  // Up to the last whole block of what is read; the blocks' sizes are in their headers.
  std::vector<char>& bytes = piece.compressed;
  piece.file_offset = next_byte_ - carried_.size();
  if (piece.file_offset > range_.end.block || (piece.file_offset == range_.end.block && range_.end.offset == 0))
    return false;
  bytes.assign(carried_.begin(), carried_.end());
  bytes.resize(carried_.size() + piece_bytes_);
  const std::size_t got = file_.read(bytes.data() + carried_.size(), piece_bytes_);
  bytes.resize(carried_.size() + got);
  next_byte_ += got;
  if (bytes.empty()) return false;

  std::size_t at = 0;
  std::size_t end_block_start = bytes.size();
  while (at < bytes.size()) {
    const std::span<const char> rest = std::span<const char>(bytes).subspan(at);
    const auto block_bytes = bgzf_block_bytes(rest);
    if (!block_bytes && rest.size() >= bgzf_block_max_bytes)
      throw damaged_block(file_.path(), piece.file_offset + at, "is no BGZF block");
    if (!block_bytes || *block_bytes > rest.size()) break;
    const std::uint64_t block = piece.file_offset + at;
    if (block > range_.end.block || (block == range_.end.block && range_.end.offset == 0)) break;
    if (block == range_.end.block) end_block_start = at;
    at += *block_bytes;
  }
  const bool reached_range_end = piece.file_offset + at > range_.end.block;
  if (got < piece_bytes_ && at < bytes.size() && piece.file_offset + at < range_.end.block)
    throw damaged_block(file_.path(), piece.file_offset + at,
                        "is damaged or cut off: the file is truncated or corrupt");
  carried_.assign(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end());
  bytes.resize(at);
  bytes_read_.fetch_add(at, std::memory_order_relaxed);
  piece.skip_front = piece.file_offset == range_.start.block ? range_.start.offset : 0;
  piece.keep_bytes = ~std::size_t{0};
  if (reached_range_end) trim_to_range(piece, end_block_start);
  if (at == 0 && got > 0 && piece.file_offset < range_.end.block) return fetch(piece);
  return at > 0;
}

// Sets how much of the piece's text lies before the end of the range.
void BgzfText::trim_to_range(TextPiece& piece, std::size_t end_block_start) const {
  std::size_t text_bytes = 0;
  for (std::size_t at = 0; at < std::min(end_block_start, piece.compressed.size());) {
    const std::size_t block_bytes = *bgzf_block_bytes(std::span<const char>(piece.compressed).subspan(at));
    text_bytes += little_endian(piece.compressed.data() + at + block_bytes - 4, 4);
    at += block_bytes;
  }
  piece.keep_bytes = text_bytes + range_.end.offset;
}

void BgzfText::expand(TextPiece& piece) {
  libdeflate_decompressor* decompressor = decompressor_of_thread();
  const std::vector<char>& bytes = piece.compressed;
  piece.chunk.size = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t block_bytes = *bgzf_block_bytes(std::span<const char>(bytes).subspan(at));
    const char* block = bytes.data() + at;
    const char* trailer = block + block_bytes - trailer_bytes;
    const std::size_t text_bytes = little_endian(trailer + 4, 4);
    if (text_bytes > bgzf_block_max_bytes)
      throw damaged_block(file_.path(), piece.file_offset + at, "says that it holds more than a block can");
    piece.chunk.reserve(piece.chunk.size + text_bytes);
    char* out = piece.chunk.data.get() + piece.chunk.size;
    const std::size_t header_bytes = header_bytes_of(block);
    const libdeflate_result result = libdeflate_deflate_decompress(
        decompressor, block + header_bytes, block_bytes - header_bytes - trailer_bytes, out, text_bytes, nullptr);
    if (result != LIBDEFLATE_SUCCESS)
      throw damaged_block(file_.path(), piece.file_offset + at, "holds damaged compressed data");
    if (libdeflate_crc32(0, out, text_bytes) != little_endian(trailer, 4))
      throw damaged_block(file_.path(), piece.file_offset + at, "has a wrong checksum: the file is damaged");
    piece.chunk.size += text_bytes;
    at += block_bytes;
  }
  piece.chunk.size = std::min(piece.chunk.size, piece.keep_bytes);
}

}  // namespace norrsken
