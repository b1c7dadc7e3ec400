// A BAM or CRAM file record by record, through htslib. Alignments in it are ignored.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/types/base_quality.hpp"

namespace norrsken {

enum class MateNumber : std::uint8_t { unpaired, first, second };

class AlignmentFile {
 public:
  // reference_path: FASTA with its .fai, for CRAM. threads: beside the caller's own, for decompressing.
  // Never touches the network. Throws InputError: no such format, truncated, damaged header, CRAM without its
  // reference.
  AlignmentFile(const std::string& path, const std::string& reference_path, unsigned threads);
  ~AlignmentFile();
  AlignmentFile(const AlignmentFile&) = delete;
  AlignmentFile& operator=(const AlignmentFile&) = delete;

  // Goes to the next primary record, passing over secondary and supplementary ones; false at the end of the file.
  // Throws InputError when the file is damaged.
  bool next();

  // Of the present record. The name is valid until next().
  [[nodiscard]] std::string_view fragment_name() const;
  // Throws InputError for a paired read that is neither mate 1 nor mate 2.
  [[nodiscard]] MateNumber mate_number() const;
  // In the order and strand of the sequencer. Throws InputError: no bases, too many, no qualities.
  void bases(std::vector<BaseQuality>& out) const;

  // Text of the tag RX; empty when there is none.
  [[nodiscard]] std::string_view umi_tag() const;

  // Throws InputError naming the file and the present record.
  [[noreturn]] void fail(const std::string& reason, const std::string& hint) const;
  [[nodiscard]] std::uint64_t bytes_read() const;
  [[nodiscard]] std::uint64_t bytes_total() const { return bytes_total_; }

 private:
  struct Handles;
  void use_reference(const std::string& reference_path);
  void check_contigs(const std::string& reference_path) const;

  std::string path_;
  std::uint64_t bytes_total_ = 0;
  std::uint64_t records_ = 0;  // read so far, of any kind
  std::unique_ptr<Handles> handles_;
};

}  // namespace norrsken
