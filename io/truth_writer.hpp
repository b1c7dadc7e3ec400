// The variants of a simulated sample as a phased VCF.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/bgzf_writer.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// One ALT. Left-aligned and parsimonious: written as it is.
struct TruthRecord {
  std::uint32_t position = 0;  // 0-based in the contig, of the first REF base
  std::string reference;
  std::string alternate;
  std::array<bool, 2> is_carried{};  // by each copy; with one copy only the first counts
  std::uint8_t copies = 2;           // 1 or 2
  const char* source = "";           // INFO/SOURCE
  double cell_fraction = 0;          // INFO/CCF and INFO/VAF, in a truth of tumor cells
  double allele_fraction = 0;
};

enum class TruthKind : std::uint8_t { germline, somatic };

struct TruthDescription {
  std::string program_version;
  std::string reference_name;  // no folder
  std::string sample;
  TruthKind kind = TruthKind::germline;
};

// GT is phased (0|1, 1|0, 1|1, or 1 with one copy); a contig is one phase set. All members throw SystemError.
class TruthWriter {
 public:
  // `contigs` must outlive the writer; only names and lengths count.
  TruthWriter(const std::string& path, const TruthDescription& description, std::span<const Contig> contigs);

  // The records of one contig, in any order; contigs in order.
  void append(std::uint32_t contig, std::vector<TruthRecord> records);
  // Makes the file and its index visible. Once.
  void finish() { file_.finish(); }

 private:
  BgzfFile file_;
  BgzfCompressor compressor_;
  std::span<const Contig> contigs_;
  TruthKind kind_;
};

}  // namespace norrsken
