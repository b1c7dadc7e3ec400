// Text of an indexed BGZF file from the places that its index names, inflated with ISA-L: htslib takes half as long
// again.
#pragma once

#include <htslib/hfile.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "io/bgzf_block.hpp"

namespace norrsken {

class BgzfBlockReader {
 public:
  // The file must outlive the reader; others may read it in between, if seek() is called after that.
  explicit BgzfBlockReader(hFILE& file) : file_(file) {}

  // To a virtual offset of the index: the byte of a block in the file << 16 | a byte of its text. False when the file
  // has no such place.
  [[nodiscard]] bool seek(std::uint64_t virtual_offset);
  // What is left of the present block, or the next one's text; empty at the end of the file, nothing where it is
  // damaged. Stays until the next call.
  [[nodiscard]] std::optional<std::string_view> text();
  // The first bytes of text() are done with.
  void use(std::size_t bytes) { used_bytes_ += bytes; }
  // Virtual offset of what text() gives next; behind a block stands the next one.
  [[nodiscard]] std::uint64_t tell() const {
    return used_bytes_ < text_bytes_ ? block_byte_ << 16 | used_bytes_ : next_byte_ << 16;
  }

 private:
  [[nodiscard]] bool read_block();
  [[nodiscard]] bool read(std::size_t from, std::size_t to);

  hFILE& file_;
  std::vector<char> block_ = std::vector<char>(bgzf_block_max_bytes);
  std::vector<char> text_ = std::vector<char>(bgzf_block_max_bytes);
  std::uint64_t block_byte_ = 0;  // of the file, where the block begins that text_ holds
  std::uint64_t next_byte_ = 0;   // where the next one does
  std::size_t text_bytes_ = 0;
  std::size_t used_bytes_ = 0;
};

}  // namespace norrsken
