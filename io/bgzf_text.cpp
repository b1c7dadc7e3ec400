#include "io/bgzf_text.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "io/bgzf_block.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr const char* copy_again = "copy or download the file again and compare its checksum";
constexpr unsigned char empty_last_block[28] = {0x1f, 0x8b, 8,  4, 0, 0, 0, 0, 0, 0xff, 6, 0, 'B', 'C',
                                                2,    0,    27, 0, 3, 0, 0, 0, 0, 0,    0, 0, 0,   0};

InputError damaged_block(const std::string& path, std::uint64_t byte, const char* reason) {
  return InputError(path, "block at byte " + std::to_string(byte), reason, copy_again);
}

}  // namespace

std::vector<BgzfBlock> bgzf_blocks_of(std::span<const char> blocks) {
  std::vector<BgzfBlock> list;
  for (std::size_t at = 0; at < blocks.size(); at += list.back().file_bytes) {
    const std::size_t file_bytes = *bgzf_block_bytes(blocks.subspan(at));
    list.push_back({file_bytes, bgzf_text_bytes(blocks.subspan(at, file_bytes))});
  }
  return list;
}

bool has_bgzf_end(InputFile& file) {
  char last[sizeof empty_last_block] = {};
  if (file.size_bytes() < sizeof last) return false;
  file.seek(file.size_bytes() - sizeof last);
  if (file.read(last, sizeof last) != sizeof last) return false;
  // The bytes of time and system in the header are free to differ.
  return std::memcmp(last, empty_last_block, 4) == 0 &&
         std::memcmp(last + 10, empty_last_block + 10, sizeof last - 10) == 0;
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
  file_.seek(next_byte_);
}

// Whether a block that starts there has text of the range.
bool BgzfText::is_wanted(std::uint64_t byte) const {
  return byte < range_.end.block || (byte == range_.end.block && range_.end.offset > 0);
}

// Takes whole blocks; their sizes are in their headers.
bool BgzfText::fetch(TextPiece& piece) {
  TextChunk& bytes = piece.compressed;
  piece.file_offset = next_byte_ - carried_.size();
  if (!is_wanted(piece.file_offset)) return false;
  bytes.reserve(carried_.size() + piece_bytes_);
  std::copy(carried_.begin(), carried_.end(), bytes.data.get());
  bytes.size = carried_.size();
  std::size_t whole_bytes = 0;
  while (whole_bytes == 0) {
    bytes.reserve(bytes.size + piece_bytes_);
    const std::size_t got = file_.read(bytes.data.get() + bytes.size, piece_bytes_);
    bytes.size += got;
    next_byte_ += got;
    if (bytes.size == 0) return false;
    whole_bytes = wanted_whole_blocks(bytes.text(), piece.file_offset);
    if (whole_bytes == 0 && got < piece_bytes_)
      throw damaged_block(file_.path(), piece.file_offset, "is damaged or cut off: the file is truncated or corrupt");
  }
  carried_.assign(bytes.text().begin() + static_cast<std::ptrdiff_t>(whole_bytes), bytes.text().end());
  bytes.size = whole_bytes;
  bytes_read_.fetch_add(whole_bytes, std::memory_order_relaxed);
  trim_to_range(piece);
  return true;
}

// Length of the whole blocks at the front of `bytes` that have text of the range.
std::size_t BgzfText::wanted_whole_blocks(std::span<const char> bytes, std::uint64_t file_offset) const {
  std::size_t at = 0;
  while (at < bytes.size() && is_wanted(file_offset + at)) {
    const auto block_bytes = bgzf_block_bytes(bytes.subspan(at));
    if (!block_bytes) check_may_be_block(bytes.subspan(at), file_offset + at);
    if (!block_bytes || *block_bytes > bytes.size() - at) break;
    at += *block_bytes;
  }
  return at;
}

// Throws when the bytes, which are no whole header, can never become one.
void BgzfText::check_may_be_block(std::span<const char> bytes, std::uint64_t byte) const {
  const std::string_view start(bytes.data(), std::min<std::size_t>(bytes.size(), 4));
  if (std::string_view("\x1f\x8b\x08\x04").starts_with(start) && bytes.size() < bgzf_block_max_bytes) return;
  if (start.starts_with("\x1f\x8b"))
    throw InputError(file_.path(), "byte " + std::to_string(byte), "is gzip but not BGZF, unlike the file before it",
                     "recompress the whole file: gzip -dc FILE | bgzip");
  throw damaged_block(file_.path(), byte, "is no BGZF block");
}

// Says how much of the piece's text lies outside the range.
void BgzfText::trim_to_range(TextPiece& piece) const {
  piece.skip_front = piece.file_offset == range_.start.block ? range_.start.offset : 0;
  piece.keep_bytes = ~std::size_t{0};
  if (piece.file_offset + piece.compressed.size <= range_.end.block) return;
  std::uint64_t byte = piece.file_offset;
  std::size_t text_bytes = 0;
  for (const BgzfBlock& block : bgzf_blocks_of(piece.compressed.text())) {
    if (byte == range_.end.block) piece.keep_bytes = text_bytes + range_.end.offset;
    byte += block.file_bytes;
    text_bytes += block.text_bytes;
  }
}

void BgzfText::expand(TextPiece& piece) {
  const std::span<const char> bytes = piece.compressed.text();
  piece.chunk.size = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::span<const char> block = bytes.subspan(at, *bgzf_block_bytes(bytes.subspan(at)));
    const std::size_t text_bytes = bgzf_text_bytes(block);
    piece.chunk.reserve(piece.chunk.size + std::min(text_bytes, bgzf_block_max_bytes));
    if (const char* fault = inflate_bgzf_block(block, piece.chunk.data.get() + piece.chunk.size))
      throw damaged_block(file_.path(), piece.file_offset + at, fault);
    piece.chunk.size += text_bytes;
    at += block.size();
  }
  piece.chunk.size = std::min(piece.chunk.size, piece.keep_bytes);
}

}  // namespace norrsken
