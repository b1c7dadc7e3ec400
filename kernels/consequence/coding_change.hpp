// What a change of a spliced transcript does to the protein that it codes for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernels/consequence/transcript_map.hpp"
#include "kernels/types/consequence.hpp"

namespace norrsken {

// The letters of a transcript and the protein they make. Kept with the transcript: made once.
class CodingSequence {
 public:
  // `map` and its transcript must outlive the object; the transcript codes.
  CodingSequence(const TranscriptMap& map, std::string letters);

  [[nodiscard]] const TranscriptMap& map() const { return *map_; }
  [[nodiscard]] const std::string& letters() const { return letters_; }  // of the whole transcript
  // From the first whole codon to the last whole one, "*" of the stop codon included. A stop codon TGA within is U,
  // selenocysteine, as in the 25 human proteins that have it; in a sequence without start or end it makes it unusual.
  [[nodiscard]] const std::string& protein() const { return protein_; }
  [[nodiscard]] bool has_stop() const { return !protein_.empty() && protein_.back() == '*'; }
  // Begins with a start codon and nothing says that it is incomplete there.
  [[nodiscard]] bool has_start() const { return has_start_; }
  // Every codon is read once and none but the last stops: else nothing is said of proteins.
  [[nodiscard]] bool is_usual() const { return is_usual_; }

 private:
  const TranscriptMap* map_;
  std::string letters_;
  std::string protein_;
  bool has_start_ = false;
  bool is_usual_ = true;
};

struct CodingChange {
  ConsequenceTerms terms;              // of the coding part only; UTRs are the caller's
  std::string protein_name;            // "p.Arg1443Ter"; empty when nothing can be said
  std::string amino_acids;             // "R/*"
  std::string codons;                  // "Cga/Tga": what changes in upper case
  std::uint32_t first_amino_acid = 0;  // 1-based; of an insertion between codons the one before it
  std::uint32_t last_amino_acid = 0;
  // Where the new protein stops, as a cDNA position of the reference behind the change; the length of the transcript
  // when it does not. Of a frameshift: what lies before it is read in another frame.
  std::uint32_t stop_at = 0;
};

// `edit` lies within [0, length] of the transcript and touches its coding sequence.
[[nodiscard]] CodingChange coding_change(const CodingSequence& sequence, const TranscriptEdit& edit);

// Whether it replaces coding bases or inserts between two of them.
[[nodiscard]] bool touches_coding(const TranscriptMap& map, const TranscriptEdit& edit);

}  // namespace norrsken
