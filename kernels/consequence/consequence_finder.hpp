// What variants do to the transcripts near them: Sequence Ontology terms and HGVS names.
//
// A change that can be spelled in several places is judged where HGVS names it: as far towards the 3' end as it goes,
// on each transcript in its own direction, so that terms and names speak of the same bases. What does not lie within
// one exon is not translated: splice terms, coding_sequence_variant, and a name in c. only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernels/consequence/coding_change.hpp"
#include "kernels/consequence/genome_edit.hpp"
#include "kernels/consequence/transcript_index.hpp"
#include "kernels/types/consequence.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/transcript.hpp"

namespace norrsken {

// A variant as calls spell it: on the genome axis, with VCF's anchor base.
struct PlacedVariant {
  GenomePosition position = 0;
  std::string reference;
  std::string alternate;
};

// The change of a coding sequence behind one entry of VariantConsequences; what compounds are made from.
struct CodingEdit {
  std::uint32_t transcript = 0;  // index into the set
  std::uint32_t entry = 0;
  TranscriptEdit edit;
};

struct FoundConsequences {
  VariantConsequences consequences;
  std::vector<CodingEdit> coding;  // by transcript
};

// One a thread. Keeps the sequences of the transcripts it met last, so ascending positions are quickest.
class ConsequenceFinder {
 public:
  // `transcripts` and what `genome` views must outlive the finder. near_bases: up- and downstream.
  ConsequenceFinder(const TranscriptSet& transcripts, const GenomeView& genome, GenomePosition near_bases = 5000);
  ~ConsequenceFinder();
  ConsequenceFinder(ConsequenceFinder&&) noexcept;
  ConsequenceFinder& operator=(ConsequenceFinder&&) noexcept;

  // On every transcript near the variant; none far from genes. The variant lies on a contig and has other bases than
  // the reference.
  [[nodiscard]] FoundConsequences find(const PlacedVariant& variant);

  // What all edits together do to the protein; they lie on one haplotype, ascending and apart (compound.hpp).
  [[nodiscard]] Consequence combined(std::uint32_t transcript, std::span<const TranscriptEdit> edits);
  // Of the transcript's coding sequence, in cDNA.
  [[nodiscard]] std::uint32_t first_codon(std::uint32_t transcript);
  // Where the protein stops that the edits make together, as CodingChange::stop_at.
  [[nodiscard]] std::uint32_t stop_of(std::uint32_t transcript, std::span<const TranscriptEdit> edits);

 private:
  struct Model;  // a transcript with its map and its sequence
  Model& model(std::uint32_t transcript);
  const CodingSequence& sequence(Model& model);
  void describe(std::uint32_t index, const GenomeEdit& edit, FoundConsequences& found);
  void describe_inside(std::uint32_t index, const GenomeEdit& edit, Consequence& out, std::vector<CodingEdit>& coding);
  void describe_exon(std::uint32_t index, const GenomeEdit& edit, Consequence& out, std::vector<CodingEdit>& coding);
  [[nodiscard]] TranscriptEdit united(std::uint32_t transcript, std::span<const TranscriptEdit> edits);

  const TranscriptSet* transcripts_;
  GenomeView genome_;
  TranscriptIndex index_;
  std::map<std::uint32_t, std::unique_ptr<Model>> models_;
};

}  // namespace norrsken
