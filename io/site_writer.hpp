// A VCF of alleles without samples, as sources of annotation are.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/bgzf_writer.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

struct SiteRecord {
  std::uint32_t position = 0;  // 0-based in the contig, of the first REF base
  std::string reference;
  std::string alternate;
  std::string info;  // "AF=0.1"
};

// Members throw SystemError.
class SiteWriter {
 public:
  // header_lines: "##..." with their ends, between the first line and those of the contigs, of which name and length
  // count. `contigs` must outlive the writer.
  SiteWriter(const std::string& path, const std::string& header_lines, std::span<const Contig> contigs);

  // The records of one contig, in any order; contigs in order.
  void append(std::uint32_t contig, std::vector<SiteRecord> records);
  // Makes the file and its index visible. Once.
  void finish() { file_.finish(); }

 private:
  BgzfFile file_;
  BgzfCompressor compressor_;
  std::span<const Contig> contigs_;
};

}  // namespace norrsken
