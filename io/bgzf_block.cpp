#include "io/bgzf_block.hpp"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace norrsken {
namespace {

constexpr std::size_t trailer_bytes = 8;
constexpr std::size_t block_min_bytes = 26;

std::uint32_t little_endian(const char* bytes, unsigned count) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < count; ++i) value |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return value;
}

// Whether the raw DEFLATE data `body` holds exactly `text_bytes`, which are put at `text`.
bool inflate_body(std::span<const char> body, char* text, std::size_t text_bytes) {
  thread_local const auto state = std::make_unique<inflate_state>();  // 80 kB
  isal_inflate_init(state.get());
  // ISA-L takes its input as not const, and does not write to it.
  state->next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(body.data()));
  state->avail_in = static_cast<std::uint32_t>(body.size());
  state->next_out = reinterpret_cast<std::uint8_t*>(text);
  state->avail_out = static_cast<std::uint32_t>(text_bytes);
  return isal_inflate_stateless(state.get()) == ISAL_DECOMP_OK && state->block_state == ISAL_BLOCK_FINISH &&
         state->total_out == text_bytes;
}

}  // namespace

std::size_t bgzf_header_bytes(std::span<const char> start) {
  return bgzf_header_start_bytes + little_endian(start.data() + bgzf_header_start_bytes - 2, 2);
}

std::optional<std::size_t> bgzf_block_bytes(std::span<const char> bytes) {
  if (bytes.size() < bgzf_header_min_bytes) return std::nullopt;
  if (std::memcmp(bytes.data(), "\x1f\x8b\x08\x04", 4) != 0) return std::nullopt;
  const std::size_t extra_end = bgzf_header_bytes(bytes);
  for (std::size_t at = bgzf_header_start_bytes; at + 4 <= std::min(extra_end, bytes.size());) {
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

std::size_t bgzf_text_bytes(std::span<const char> block) {
  return little_endian(block.data() + block.size() - 4, 4);
}

const char* inflate_bgzf_block(std::span<const char> block, char* text) {
  const std::size_t text_bytes = bgzf_text_bytes(block);
  if (text_bytes > bgzf_block_max_bytes) return "says that it holds more than a block can";
  const std::size_t header_bytes = bgzf_header_bytes(block);
  const std::size_t body_bytes = block.size() - header_bytes - trailer_bytes;
  if (!inflate_body(block.subspan(header_bytes, body_bytes), text, text_bytes)) return "holds damaged compressed data";
  const std::uint32_t checksum = little_endian(block.data() + header_bytes + body_bytes, 4);
  if (crc32_gzip_refl(0, reinterpret_cast<const std::uint8_t*>(text), text_bytes) != checksum)
    return "has a wrong checksum: the file is damaged";
  return nullptr;
}

}  // namespace norrsken
