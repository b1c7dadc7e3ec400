#include "kernels/consequence/consequence_finder.hpp"

#include <catch2/catch.hpp>

#include "small_gene.hpp"

namespace norrsken {
namespace {

struct Expected {
  GenomePosition at;
  std::string removed;
  std::string put;
  std::string terms;
  std::string coding_name;
  std::string protein_name;
};

const std::vector<Expected>& table() {
  static const std::vector<Expected> rows = {
      {10, "C", "A", "upstream_gene_variant", "", ""},
      {120, "G", "A", "downstream_gene_variant", "", ""},
      {29, "C", "A", "5_prime_UTR_variant", "c.-1C>A", ""},
      {91, "G", "A", "3_prime_UTR_variant", "c.*1G>A", ""},
      {30, "A", "C", "start_lost", "c.1A>C", "p.Met1?"},
      {33, "A", "G", "missense_variant", "c.4A>G", "p.Lys2Glu"},
      {35, "A", "G", "synonymous_variant", "c.6A>G", "p.Lys2="},
      {33, "A", "T", "stop_gained", "c.4A>T", "p.Lys2Ter"},
      {33, "AA", "TT", "missense_variant", "c.4_5inv", "p.Lys2Leu"},
      {33, "AAA", "CCT", "missense_variant", "c.4_6delinsCCT", "p.Lys2Pro"},
      {33, "", "A", "frameshift_variant", "c.6dup", "p.Pro3ThrfsTer9"},
      {33, "A", "", "frameshift_variant", "c.6del", "p.Lys2AsnfsTer?"},
      {36, "", "GGT", "inframe_insertion", "c.6_7insGGT", "p.Lys2_Pro3insGly"},
      {36, "", "AAA", "inframe_insertion", "c.4_6dup", "p.Lys2dup"},
      {36, "", "TAA", "stop_gained&inframe_insertion", "c.6_7insTAA", "p.Pro3Ter"},
      {33, "AAA", "", "inframe_deletion", "c.4_6del", "p.Lys2del"},
      {34, "AACC", "G", "protein_altering_variant&splice_region_variant", "c.5_8delinsG", "p.Lys2_Pro3delinsSer"},
      {39, "G", "A", "missense_variant&splice_region_variant", "c.10G>A", "p.Gly4Ser"},
      {40, "G", "A", "splice_donor_variant", "c.10+1G>A", ""},
      {42, "A", "C", "splice_donor_region_variant&intron_variant", "c.10+3A>C", ""},
      {44, "G", "C", "splice_donor_5th_base_variant&intron_variant", "c.10+5G>C", ""},
      {46, "C", "G", "splice_region_variant&intron_variant", "c.10+7C>G", ""},
      {48, "T", "G", "intron_variant", "c.10+9T>G", ""},
      {59, "T", "G", "intron_variant", "c.10+20T>G", ""},
      {60, "T", "C", "intron_variant", "c.11-20T>C", ""},
      {63, "A", "G", "splice_polypyrimidine_tract_variant&intron_variant", "c.11-17A>G", ""},
      {76, "C", "G", "splice_region_variant&splice_polypyrimidine_tract_variant&intron_variant", "c.11-4C>G", ""},
      {79, "G", "C", "splice_acceptor_variant", "c.11-1G>C", ""},
      {82, "T", "C", "splice_region_variant&synonymous_variant", "c.13T>C", "p.Leu5="},
      {38, "CGGT", "", "splice_donor_variant&coding_sequence_variant", "c.9_10+2del", ""},
      {88, "T", "C", "stop_lost", "c.19T>C", "p.Ter7GlnextTer2"},
      {90, "A", "G", "stop_retained_variant", "c.21A>G", "p.Ter7="},
      {28, "TCA", "", "start_lost&5_prime_UTR_variant", "c.-1_2del", "p.Met1?"},
      {20, "GCGCGCTCTCATGAAACCCGGT", "", "splice_donor_variant&start_lost&coding_sequence_variant&5_prime_UTR_variant",
       "c.-10_10+2del", ""},
  };
  return rows;
}

}  // namespace

TEST_CASE("Names and terms are right on the forward strand and on the reverse") {
  for (const Strand strand : {Strand::forward, Strand::reverse}) {
    const test::SmallGene gene(strand);
    ConsequenceFinder finder(gene.set, gene.view());
    for (const Expected& row : table()) {
      const FoundConsequences found = finder.find(gene.variant(row.at, row.removed, row.put));
      INFO(row.at << " " << row.removed << ">" << row.put << (strand == Strand::forward ? " forward" : " reverse"));
      REQUIRE(found.consequences.entries.size() == 1);
      const Consequence& entry = found.consequences.entries[0];
      CHECK(entry.terms.text() == row.terms);
      CHECK(entry.hgvs_coding == (row.coding_name.empty() ? "" : "T1.1:" + row.coding_name));
      CHECK(entry.hgvs_protein == (row.protein_name.empty() ? "" : "P1.1:" + row.protein_name));
    }
  }
}

TEST_CASE("An entry says where on the transcript it lies and what it changes") {
  const test::SmallGene gene(Strand::reverse);
  ConsequenceFinder finder(gene.set, gene.view());
  const Consequence missense = finder.find(gene.variant(33, "A", "G")).consequences.entries.at(0);
  CHECK(missense.symbol == "GENE");
  CHECK(missense.is_mane_select);
  CHECK_FALSE(missense.is_forward);
  CHECK(missense.exon == "1/2");
  CHECK(missense.intron.empty());
  CHECK(missense.cdna_position == "14");
  CHECK(missense.cds_position == "4");
  CHECK(missense.protein_position == "2");
  CHECK(missense.amino_acids == "K/E");
  CHECK(missense.codons == "Aaa/Gaa");
  const Consequence insertion = finder.find(gene.variant(36, "", "GGT")).consequences.entries.at(0);
  CHECK(insertion.cds_position == "6-7");
  CHECK(insertion.amino_acids == "-/G");
  CHECK(insertion.codons == "-/GGT");
  CHECK(insertion.protein_position == "2-3");
  const Consequence intron = finder.find(gene.variant(48, "T", "G")).consequences.entries.at(0);
  CHECK(intron.intron == "1/1");
  CHECK(intron.exon.empty());
  const Consequence near = finder.find(gene.variant(10, "C", "A")).consequences.entries.at(0);
  CHECK(near.distance_bases == 10);
}

TEST_CASE("A variant is named on the genome as far right as it goes") {
  const test::SmallGene gene(Strand::forward);
  ConsequenceFinder finder(gene.set, gene.view());
  CHECK(finder.find(gene.variant(33, "A", "G")).consequences.hgvs_genomic == "c1:g.34A>G");
  CHECK(finder.find(gene.variant(33, "A", "")).consequences.hgvs_genomic == "c1:g.36del");
  CHECK(finder.find(gene.variant(33, "", "A")).consequences.hgvs_genomic == "c1:g.36dup");
  CHECK(finder.find(gene.variant(36, "", "GT")).consequences.hgvs_genomic == "c1:g.36_37insGT");
}

TEST_CASE("A transcript that codes for nothing has names in n. and terms of its own") {
  test::SmallGene gene(Strand::forward);
  gene.set.transcripts[0].coding = {};
  gene.set.transcripts[0].biotype = "lncRNA";
  ConsequenceFinder finder(gene.set, gene.view());
  const Consequence exon = finder.find(gene.variant(33, "A", "G")).consequences.entries.at(0);
  CHECK(exon.terms.text() == "non_coding_transcript_exon_variant");
  CHECK(exon.hgvs_coding == "T1.1:n.14A>G");
  const Consequence intron = finder.find(gene.variant(48, "T", "G")).consequences.entries.at(0);
  CHECK(intron.terms.text() == "intron_variant&non_coding_transcript_variant");
  CHECK(intron.hgvs_coding == "T1.1:n.20+9T>G");
}

TEST_CASE("A whole transcript may be gone, and what is read twice is not translated") {
  test::SmallGene gene(Strand::forward);
  ConsequenceFinder finder(gene.set, gene.view());
  const std::string all = reference_letters(gene.view(), {15, 115});
  CHECK(finder.find(gene.variant(15, all, "")).consequences.entries.at(0).terms.text() == "transcript_ablation");
  gene.set.transcripts[0].is_translation_usual = false;
  ConsequenceFinder unusual(gene.set, gene.view());
  CHECK(unusual.find(gene.variant(33, "A", "G")).consequences.entries.at(0).terms.text() == "coding_sequence_variant");
}

TEST_CASE("Far from genes there are no entries, and beyond every contig is an error of the program") {
  const test::SmallGene gene(Strand::forward);
  ConsequenceFinder finder(gene.set, gene.view(), 5);
  const FoundConsequences found = finder.find(gene.variant(10, "C", "A"));
  CHECK(found.consequences.entries.empty());
  CHECK(found.consequences.hgvs_genomic == "c1:g.11C>A");
  CHECK_THROWS_AS((void)finder.find({5000, "A", "C"}), std::logic_error);
}

}  // namespace norrsken
