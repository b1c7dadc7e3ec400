// Positions on a transcript: spliced ("cDNA") coordinates run from its 5' end, 0-based half-open, whatever its strand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/consequence/genome_edit.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/transcript.hpp"

namespace norrsken {

// A base of the genome seen from the transcript: the base itself (offset 0) or, in an intron, the nearer exon's last or
// first base and the distance to it in transcript direction (+1 = the intron's first base); from the middle on, the
// next exon's with a negative offset.
struct TranscriptPlace {
  std::uint32_t cdna = 0;
  std::int32_t intron_offset = 0;
};

// A change of the spliced transcript: replaces [start, end) by `bases`, which read in its direction.
struct TranscriptEdit {
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  std::string bases;

  [[nodiscard]] bool is_insertion() const { return start == end; }
  [[nodiscard]] std::int64_t length_change() const {
    return static_cast<std::int64_t>(bases.size()) - static_cast<std::int64_t>(end - start);
  }
};

class TranscriptMap {
 public:
  // `transcript` must outlive the map.
  explicit TranscriptMap(const Transcript& transcript);

  [[nodiscard]] const Transcript& transcript() const { return *transcript_; }
  [[nodiscard]] std::uint32_t length() const { return length_; }
  // The coding sequence in cDNA, stop codon included, and its first whole codon.
  [[nodiscard]] std::uint32_t coding_start() const { return coding_start_; }
  [[nodiscard]] std::uint32_t coding_end() const { return coding_end_; }
  [[nodiscard]] std::uint32_t first_codon() const { return coding_start_ + transcript_->first_phase; }

  // position: within [start, end) of the transcript.
  [[nodiscard]] TranscriptPlace place_of(GenomePosition position) const;
  // Index of the first exon, in genome order, that ends behind the position; exons.size() when there is none.
  [[nodiscard]] std::size_t exon_behind(GenomePosition position) const;
  // Number of an exon (or of the intron after it, in genome order) as the transcript counts: from 1 at its 5' end.
  [[nodiscard]] std::size_t exon_number(std::size_t index) const;
  [[nodiscard]] std::size_t intron_number(std::size_t index) const;

  // Whether the change stays within one exon; an insertion on the border of an exon extends it.
  [[nodiscard]] bool is_within_exon(const GenomeEdit& edit) const;
  // Of an edit within an exon.
  [[nodiscard]] TranscriptEdit spliced(const GenomeEdit& edit) const;

  // The spliced letters of the transcript.
  [[nodiscard]] std::string sequence(const GenomeView& genome) const;

 private:
  [[nodiscard]] std::uint32_t cdna_of(std::size_t exon, GenomePosition position) const;

  const Transcript* transcript_;
  std::vector<std::uint32_t> before_;  // bases of exons before this one, in genome order
  std::uint32_t length_ = 0;
  std::uint32_t coding_start_ = 0;
  std::uint32_t coding_end_ = 0;
};

}  // namespace norrsken
