#include "io/gzip_text.hpp"

#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

const char* describe(int status) {
  switch (status) {
    case ISAL_INCORRECT_CHECKSUM:
      return "its checksum is wrong: the file is damaged";
    case ISAL_INVALID_WRAPPER:
    case ISAL_UNSUPPORTED_METHOD:
      return "its gzip header is damaged";
    default:
      return "its compressed data is damaged";
  }
}
constexpr const char* copy_again = "copy or download the file again and compare its checksum";

}  // namespace

struct GzipText::Inflater {
  // ISA-L gives back whole bytes that it has read too far by stepping next_in back, also across a refill; so some
  // bytes in front of the buffer belong to it.
  static constexpr std::size_t headroom_bytes = 16;
  inflate_state state;
  std::vector<std::uint8_t> input;
};

GzipText::GzipText(InputFile file, std::size_t input_bytes, std::size_t chunk_bytes)
    : file_(std::move(file)), inflater_(std::make_unique<Inflater>()), chunk_bytes_(chunk_bytes) {
  inflater_->input.resize(Inflater::headroom_bytes + input_bytes);
  isal_inflate_init(&inflater_->state);
  inflater_->state.crc_flag = ISAL_GZIP;
  inflater_->state.next_in = inflater_->input.data() + Inflater::headroom_bytes;
}

GzipText::~GzipText() = default;

// Only called when all input is used. False at the end of the file.
bool GzipText::refill() {
  std::vector<std::uint8_t>& input = inflater_->input;
  std::uint8_t* begin = input.data() + Inflater::headroom_bytes;
  const std::uint8_t* used_end = inflater_->state.next_in;
  if (used_end >= begin + Inflater::headroom_bytes)
    std::copy(used_end - Inflater::headroom_bytes, used_end, input.data());
  const std::size_t got = file_.read(reinterpret_cast<char*>(begin), input.size() - Inflater::headroom_bytes);
  inflater_->state.next_in = begin;
  inflater_->state.avail_in = static_cast<std::uint32_t>(got);
  bytes_read_.fetch_add(got, std::memory_order_relaxed);
  return got > 0;
}

// After the end of a member: false when only zeros or nothing follow.
bool GzipText::begin_next_member() {
  inflate_state& state = inflater_->state;
  while (true) {
    if (state.avail_in == 0 && !refill()) return false;
    if (*state.next_in == 0x1f) break;
    if (*state.next_in != 0)
      throw InputError(file_.path(), "", "there is something else behind its gzip data", copy_again);
    ++state.next_in;
    --state.avail_in;
  }
  isal_inflate_reset(&state);
  state.crc_flag = ISAL_GZIP;
  return true;
}

bool GzipText::fetch(TextPiece& piece) {
  inflate_state& state = inflater_->state;
  piece.chunk.reserve(chunk_bytes_);
  piece.chunk.size = 0;
  piece.skip_front = 0;
  state.next_out = reinterpret_cast<std::uint8_t*>(piece.chunk.data.get());
  state.avail_out = static_cast<std::uint32_t>(chunk_bytes_);
  while (!at_end_ && state.avail_out > 0) {
    if (state.block_state == ISAL_BLOCK_FINISH) {
      at_end_ = !begin_next_member();
      continue;
    }
    // Without more input there may still be text that found no room in the last chunk.
    const bool has_input = state.avail_in > 0 || refill();
    const std::uint32_t room_bytes = state.avail_out;
    const int status = isal_inflate(&state);
    if (status < ISAL_DECOMP_OK) throw InputError(file_.path(), "", describe(status), copy_again);
    if (!has_input && state.avail_out == room_bytes && state.block_state != ISAL_BLOCK_FINISH)
      throw InputError(file_.path(), "", "ends in the middle of its gzip data: the file is truncated", copy_again);
  }
  piece.chunk.size = chunk_bytes_ - state.avail_out;
  return piece.chunk.size > 0;
}

}  // namespace norrsken
