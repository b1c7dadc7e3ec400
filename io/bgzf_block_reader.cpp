#include "io/bgzf_block_reader.hpp"

#include <cstdio>
#include <span>

namespace norrsken {

bool BgzfBlockReader::seek(std::uint64_t virtual_offset) {
  next_byte_ = virtual_offset >> 16;
  text_bytes_ = used_bytes_ = 0;
  if (hseek(&file_, static_cast<off_t>(next_byte_), SEEK_SET) < 0) return false;
  const std::size_t offset = virtual_offset & 0xFFFF;
  if (offset == 0) return true;
  if (!read_block() || offset > text_bytes_) return false;
  used_bytes_ = offset;
  return true;
}

std::optional<std::string_view> BgzfBlockReader::text() {
  while (used_bytes_ >= text_bytes_) {
    if (!read_block()) return std::nullopt;
    if (next_byte_ == block_byte_) break;  // no block is left
  }
  return std::string_view(text_.data() + used_bytes_, text_bytes_ - used_bytes_);
}

// Up to this byte of the block.
bool BgzfBlockReader::read(std::size_t from, std::size_t to) {
  if (to > block_.size()) return false;
  return hread(&file_, block_.data() + from, to - from) == static_cast<ssize_t>(to - from);
}

// At the end of the file a block of no bytes.
bool BgzfBlockReader::read_block() {
  block_byte_ = next_byte_;
  text_bytes_ = used_bytes_ = 0;
  const ssize_t got = hread(&file_, block_.data(), bgzf_header_start_bytes);
  if (got == 0) return true;
  if (got != static_cast<ssize_t>(bgzf_header_start_bytes)) return false;
  const std::size_t header_bytes = bgzf_header_bytes(block_);
  if (!read(bgzf_header_start_bytes, header_bytes)) return false;
  const auto block_bytes = bgzf_block_bytes(std::span(block_).first(header_bytes));
  if (!block_bytes || !read(header_bytes, *block_bytes)) return false;
  const std::span<const char> block(block_.data(), *block_bytes);
  if (inflate_bgzf_block(block, text_.data()) != nullptr) return false;
  text_bytes_ = bgzf_text_bytes(block);
  next_byte_ += *block_bytes;
  return true;
}

}  // namespace norrsken
