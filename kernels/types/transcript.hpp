// Transcripts of genes on the genome axis: what a GFF3 file says, ready for consequences.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/types/genome.hpp"

namespace norrsken {

enum class Strand : std::uint8_t { forward, reverse };
enum class GeneticCode : std::uint8_t { standard, vertebrate_mitochondrial };  // NCBI tables 1 and 2

// All intervals lie on the genome axis and ascend there, whatever the strand.
struct Transcript {
  std::string id;  // with its version, when the file tells it: "ENST00000357654.9"
  std::string gene_id;
  std::string symbol;  // of the gene; empty when it has none
  std::string biotype;
  std::string protein_id;    // of what is translated; may be empty
  std::string mane_partner;  // the other database's name of the same transcript; may be empty
  Strand strand = Strand::forward;
  GeneticCode code = GeneticCode::standard;
  std::vector<GenomeInterval> exons;  // disjoint
  GenomeInterval coding;              // from the first to the last coding base, stop codon included; start == end: none
  std::uint8_t first_phase = 0;       // bases of the coding sequence before its first whole codon, 0 to 2
  bool is_start_known = true;         // the coding sequence begins with a start codon
  bool is_translation_usual = true;   // every coding base is read once and in order: no ribosomal slippage
  bool is_mane_select = false;
  bool is_mane_plus_clinical = false;
  bool is_canonical = false;

  [[nodiscard]] GenomePosition start() const { return exons.front().start; }
  [[nodiscard]] GenomePosition end() const { return exons.back().end; }
  [[nodiscard]] bool is_coding() const { return coding.start < coding.end; }
  [[nodiscard]] bool is_forward() const { return strand == Strand::forward; }
};

// What a file of genes holds for one genome. Transcripts by start, end, id.
struct TranscriptSet {
  std::vector<Transcript> transcripts;
  std::string build;                // "GRCh38.p14", as the file's header says; empty when it does not
  std::string version;              // of the annotation, as the header says; empty when it does not
  std::string date;                 // the same
  std::size_t skipped_contigs = 0;  // of the file that the genome does not have
};

}  // namespace norrsken
