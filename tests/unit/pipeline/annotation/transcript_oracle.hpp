// Consequences the slow way, written without a line of kernels/consequence: splice the mutated gene, translate it from
// the start codon, compare whole proteins. And the way back: HGVS names applied to the sequence they speak of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/types/transcript.hpp"

namespace norrsken {

// Replaces [start, end) of a contig by `bases`; 0-based.
struct OracleEdit {
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::string bases;
};

class TranscriptOracle {
 public:
  // contig: letters of the contig that the transcript lies on and its start on the genome axis.
  TranscriptOracle(const Transcript& transcript, const std::string& contig, std::int64_t contig_start);

  [[nodiscard]] const std::string& protein() const { return protein_; }  // "*" at the end of a whole one
  [[nodiscard]] std::int64_t start() const { return start_; }
  [[nodiscard]] std::int64_t end() const { return end_; }

  // The spelling nearest to the transcript's 3' end, of those within it if there are such; found by trying them all.
  [[nodiscard]] OracleEdit moved(const OracleEdit& edit) const;

  enum class Place { outside, within_exon, within_intron, across };
  [[nodiscard]] Place place(const OracleEdit& moved) const;
  [[nodiscard]] bool lies_inside(const OracleEdit& edit) const;            // the whole of it
  [[nodiscard]] bool changes_coding_bases(const OracleEdit& moved) const;  // or inserts between two of them

  // Of an edit within an exon that changes coding bases: the mutated protein; empty when the start codon is lost.
  [[nodiscard]] std::string mutated_protein(const OracleEdit& moved) const;
  // Its Sequence Ontology term by comparing the proteins.
  [[nodiscard]] std::string term(const OracleEdit& moved) const;

  // The edit that a name such as "c.76_78del" or "c.12-3A>G" describes.
  [[nodiscard]] OracleEdit read_coding_name(std::string_view name) const;
  // Whether "p.Arg5Ter" and the like turn the protein into `mutated`; of a frameshift or an extension, whether the
  // first changed amino acid and the distance to the stop codon are right.
  [[nodiscard]] bool protein_name_is_true(std::string_view name, const std::string& mutated) const;

 private:
  [[nodiscard]] std::int64_t index_of(std::int64_t position) const;  // in cDNA; -1: not exonic
  [[nodiscard]] std::int64_t genome_position(std::string_view name) const;
  struct Spliced {
    std::int64_t start, end;
    std::string bases;
  };
  [[nodiscard]] Spliced spliced(const OracleEdit& moved) const;
  [[nodiscard]] std::string mutated_transcript(const Spliced& edit) const;

  const std::string& contig_;
  bool is_forward_;
  std::vector<std::int64_t> bases_;  // positions on the contig, in reading order
  std::vector<std::pair<std::int64_t, std::int64_t>> exons_;
  std::int64_t start_, end_;
  std::int64_t coding_start_ = 0, coding_end_ = 0;  // in cDNA
  std::string letters_;
  std::string protein_;
};

// `contig` with the edit, from 300 bases before `around` to 300 behind it: equal texts, equal changes.
[[nodiscard]] std::string mutated_stretch(const std::string& contig, const OracleEdit& edit, std::int64_t around);
[[nodiscard]] std::string oracle_translation(std::string_view letters);

}  // namespace norrsken
