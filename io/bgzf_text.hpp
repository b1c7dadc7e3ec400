// BGZF files as text, inflated block by block.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "io/fastq_file.hpp"
#include "io/fastq_text.hpp"

namespace norrsken {

struct BgzfBlock {
  std::size_t file_bytes = 0;
  std::size_t text_bytes = 0;
};
// Of whole blocks, one behind the other.
[[nodiscard]] std::vector<BgzfBlock> bgzf_blocks_of(std::span<const char> blocks);

// Whether the file ends with the empty block that the format asks for. Some sequencers' software leaves it out.
[[nodiscard]] bool has_bgzf_end(InputFile& file);

// Byte of the first block that starts at `from_byte` or behind; the size of the file when there is none. A block
// counts only if the blocks behind it follow without gap.
[[nodiscard]] std::uint64_t find_bgzf_block(InputFile& file, std::uint64_t from_byte);

// Throws InputError for a damaged block, a gap between blocks and a file that ends within a block.
class BgzfText : public TextSource {
 public:
  // piece_bytes: of the file taken at a time; their text, about four times as long, should stay in the second cache.
  BgzfText(InputFile file, TextRange range, std::size_t piece_bytes = std::size_t{1} << 16);
  bool fetch(TextPiece& piece) override;
  void expand(TextPiece& piece) override;

 private:
  [[nodiscard]] bool is_wanted(std::uint64_t byte) const;
  [[nodiscard]] std::size_t wanted_whole_blocks(std::span<const char> bytes, std::uint64_t file_offset) const;
  void check_may_be_block(std::span<const char> bytes, std::uint64_t byte) const;
  void trim_to_range(TextPiece& piece) const;

  InputFile file_;
  TextRange range_;
  std::size_t piece_bytes_;
  std::uint64_t next_byte_;    // of the file, to be fetched next
  std::vector<char> carried_;  // fetched beginning of a block whose end is still in the file
};

}  // namespace norrsken
