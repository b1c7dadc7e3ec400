// gzip files of one or more members as text, through ISA-L.
#pragma once

#include <memory>

#include "io/fastq_file.hpp"
#include "io/fastq_text.hpp"

namespace norrsken {

// All work is done in fetch(): a deflate stream can only be inflated from its start.
// Every member's CRC-32 and length are checked; zeros after the last member are allowed, anything else is not.
class GzipText : public TextSource {
 public:
  // input_bytes and chunk_bytes: sizes of the buffers (small ones are for tests).
  explicit GzipText(InputFile file, std::size_t input_bytes = std::size_t{1} << 18,
                    std::size_t chunk_bytes = std::size_t{1} << 18);
  ~GzipText() override;
  bool fetch(TextPiece& piece) override;
  void expand(TextPiece&) override {}

 private:
  struct Inflater;
  bool refill();
  bool begin_next_member();

  InputFile file_;
  std::unique_ptr<Inflater> inflater_;
  std::size_t chunk_bytes_;
  bool at_end_ = false;
};

}  // namespace norrsken
