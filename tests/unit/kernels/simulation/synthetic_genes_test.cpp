#include "kernels/simulation/synthetic_genes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "kernels/consequence/genetic_code.hpp"
#include "kernels/simulation/synthetic_genome.hpp"

using namespace norrsken;

namespace {

const std::vector<BaseCode>& contig() {
  static const SyntheticGenome genome = make_synthetic_genome({.bases = 400'000, .seed = 4});
  return genome.contigs.front().bases;
}

std::string letters(GenomePosition start, GenomePosition end) {
  std::string text;
  for (GenomePosition at = start; at < end; ++at) text += base_letter(contig()[at]);
  return text;
}

}  // namespace

TEST_CASE("made-up genes start, are spliced and stop as genes do, on both strands") {
  const auto genes = find_synthetic_genes(contig(), 3, 15'000);
  REQUIRE(genes.size() > 5);
  std::size_t reverse = 0;
  GenomePosition last = 0;
  for (const SyntheticGene& gene : genes) {
    CHECK(gene.contig == 3);
    CHECK(gene.exons.front().start >= last);
    last = gene.exons.back().end;
    reverse += gene.strand == Strand::reverse ? 1 : 0;
    CHECK(gene.exons.size() >= 3);
    CHECK(gene.exons.size() <= 8);
    CHECK(gene.exons.front().start < gene.coding.start);
    CHECK(gene.exons.back().end > gene.coding.end);
    const std::string coding = coding_letters(gene, contig());
    REQUIRE(coding.size() % 3 == 0);
    CHECK(coding.substr(0, 3) == "ATG");
    for (std::size_t at = 0; at < coding.size(); at += 3)
      CHECK((amino_acid(coding.substr(at, 3), GeneticCode::standard) == '*') == (at + 3 == coding.size()));
    for (std::size_t exon = 1; exon < gene.exons.size(); ++exon) {
      std::string intron = letters(gene.exons[exon - 1].end, gene.exons[exon].start);
      if (gene.strand == Strand::reverse) intron = reverse_complement(intron);
      CHECK(intron.size() >= 80);
      CHECK(intron.substr(0, 2) == "GT");
      CHECK(intron.substr(intron.size() - 2) == "AG");
    }
  }
  CHECK(reverse == genes.size() / 2);
}

TEST_CASE("a contig shorter than a slot has no made-up genes") {
  CHECK(find_synthetic_genes(std::span(contig()).first(14'999), 0, 15'000).empty());
  CHECK(find_synthetic_genes({}, 0, 15'000).empty());
}

TEST_CASE("an edit of a made-up gene changes its protein, ends it, or does neither") {
  for (const SyntheticGene& gene : find_synthetic_genes(contig(), 0, 15'000)) {
    const bool is_forward = gene.strand == Strand::forward;
    const GenomePosition start = is_forward ? gene.coding.start : gene.coding.end - 3;  // of the start codon
    CHECK(protein_effect(gene, contig(), {start + 1, start + 2, "C"}) == ProteinEffect::changes);
    CHECK(protein_effect(gene, contig(), {start + 1, start + 1, "C"}) == ProteinEffect::ends);
    CHECK(protein_effect(gene, contig(), {start, start + 1, letters(start, start + 1)}) == ProteinEffect::none);
    const GenomePosition second = is_forward ? start + 3 : start - 3;
    CHECK(protein_effect(gene, contig(), {second, second + 3, is_forward ? "TAA" : "TTA"}) == ProteinEffect::ends);
    CHECK(protein_effect(gene, contig(), {second, second + 3, ""}) == ProteinEffect::changes);
    CHECK(protein_effect(gene, contig(), {gene.exons[0].end, gene.exons[0].end + 1, "A"}) == ProteinEffect::none);
    CHECK(protein_effect(gene, contig(), {gene.exons[0].end - 1, gene.exons[0].end + 1, ""}) == ProteinEffect::none);
    CHECK(protein_effect(gene, contig(), {gene.exons[0].start, gene.exons[0].start + 1, ""}) == ProteinEffect::none);
  }
}
