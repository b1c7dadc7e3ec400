// Genes for a made-up genome, found in the sequence that is there: a start codon, exons between GT and AG, an open
// frame, a stop codon. The genome's bases stay as they are.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/simulation/edit.hpp"
#include "kernels/types/dna.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/transcript.hpp"

namespace norrsken {

// Intervals are 0-based half-open in the contig and ascend there, whatever the strand.
struct SyntheticGene {
  std::uint32_t contig = 0;
  Strand strand = Strand::forward;
  std::vector<GenomeInterval> exons;  // the outer ones with untranslated bases
  GenomeInterval coding;              // from the start codon to the stop codon, both within
};

// One gene, on alternate strands, in every slot of `slot_bases` of the contig that holds one: 3 to 8 exons, 60 to 300
// coding bases in each inner one, introns of 80 to 1,500. `number`: of the contig.
[[nodiscard]] std::vector<SyntheticGene> find_synthetic_genes(std::span<const BaseCode> contig, std::uint32_t number,
                                                              std::uint32_t slot_bases);

// The bases between start and stop codon in the order of the protein, as letters.
[[nodiscard]] std::string coding_letters(const SyntheticGene& gene, std::span<const BaseCode> contig);

// What an edit does to the gene's protein. ends: a stop codon too early or another frame. Of an edit that crosses the
// border of an exon: none.
enum class ProteinEffect : std::uint8_t { none, changes, ends };
[[nodiscard]] ProteinEffect protein_effect(const SyntheticGene& gene, std::span<const BaseCode> contig,
                                           const Edit& edit);

}  // namespace norrsken
