// Where the UMI of a fragment stands and how it looks: [umi] of an assay.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/types/umi.hpp"

namespace norrsken {

enum class UmiSource {
  none,
  name,  // last field of the read name, behind ':' or '_': "...:1101:1000:ACGT+TTGA", "..._ACGT"
  read,  // first bases of the reads, by their structures
  file,  // sequence of a FASTQ file of its own with the same names in the same order
  tag    // RX of BAM and CRAM
};
enum class UmiKind { simplex, duplex };

// What the first bases of a read are: "3M2S+T" = 3 of the molecule's UMI, 2 to skip, the rest template.
class ReadStructure {
 public:
  ReadStructure() = default;  // "+T"
  // Lengths before M (molecular) and S (skip), "+T" at the end. Throws InputError (file `file`, record `key`).
  static ReadStructure parse(std::string_view text, const std::string& file, const std::string& key);

  [[nodiscard]] std::size_t prefix_bases() const { return prefix_bases_; }        // before the template
  [[nodiscard]] std::size_t molecular_bases() const { return molecular_bases_; }  // of the prefix
  // Appends the molecular bases of a read that has the prefix.
  void append_umi(std::string_view read, std::string& umi) const;

 private:
  struct Segment {
    std::size_t start = 0;
    std::size_t bases = 0;
  };
  std::vector<Segment> molecular_;
  std::size_t prefix_bases_ = 0;
  std::size_t molecular_bases_ = 0;
};

struct UmiPattern {
  UmiSource source = UmiSource::none;
  UmiKind kind = UmiKind::simplex;
  std::size_t bases = 0;  // of each part
  ReadStructure read1;    // source read only
  ReadStructure read2;

  [[nodiscard]] UmiLayout layout() const {
    if (source == UmiSource::none) return {};
    return UmiLayout::of(bases, kind == UmiKind::duplex ? bases : 0);
  }
};

struct UmiParts {
  std::string_view first;
  std::string_view second;  // empty: simplex
};
// The field of a read name (without blanks) that should be the UMI: "...:ACGT+TTGA" -> "ACGT+TTGA"; empty when the
// name has no fields.
[[nodiscard]] std::string_view umi_field(std::string_view name);
// Cuts "ACGT", "ACGT+TTGA", "ACGT-TTGA", "ACGT_TTGA" or "ACGTTTGA" as the pattern says. `has_umi` false: other letters
// than A, C, G, T, N, or of another length.
struct ParsedUmi {
  bool has_umi = false;
  UmiParts parts;
};
[[nodiscard]] ParsedUmi parse_umi(const UmiPattern& pattern, std::string_view text);
// For messages: "one part of 8 bases", "two parts of 4 bases".
[[nodiscard]] std::string describe_umi(const UmiPattern& pattern);

}  // namespace norrsken
