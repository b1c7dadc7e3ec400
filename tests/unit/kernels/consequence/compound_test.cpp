#include "kernels/consequence/compound.hpp"

#include <catch2/catch.hpp>

#include "small_gene.hpp"

namespace norrsken {
namespace {

GenotypeCall call(const char* genotype, std::uint32_t phase_set = 0) {
  GenotypeCall made;
  made.alleles = {static_cast<std::int8_t>(genotype[0] - '0'), static_cast<std::int8_t>(genotype[2] - '0')};
  made.is_phased = genotype[1] == '|';
  made.phase_set_1based = phase_set;
  return made;
}

struct Drawn {
  GenomePosition at;
  std::string removed, put;
  std::vector<GenotypeCall> samples;
};

// What the variants do, each with its entries, on the forward or the reverse strand.
std::vector<FoundConsequences> found(Strand strand, const std::vector<Drawn>& drawn) {
  const test::SmallGene gene(strand);
  ConsequenceFinder finder(gene.set, gene.view());
  std::vector<VariantCall> records(drawn.size());
  std::vector<const VariantCall*> order;
  std::vector<FoundConsequences> made;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    records[i].samples = drawn[i].samples;
    order.push_back(&records[i]);
    made.push_back(finder.find(gene.variant(drawn[i].at, drawn[i].removed, drawn[i].put)));
  }
  combine(finder, haplotypes_of(order), made);
  return made;
}

const Consequence& first(const FoundConsequences& found) {
  return found.consequences.entries.at(0);
}

}  // namespace

TEST_CASE("Two variants of one codon on one haplotype are judged together") {
  for (const Strand strand : {Strand::forward, Strand::reverse}) {
    // AAA -> TAA would stop, AAA -> AAC is Asn; together TAC is Tyr.
    const auto pair = found(strand, {{33, "A", "T", {call("1|0", 7)}}, {35, "A", "C", {call("1|0", 7)}}});
    for (const FoundConsequences& each : pair) {
      REQUIRE(each.consequences.entries.size() == 1);
      CHECK(first(each).terms.text() == "missense_variant");
      CHECK(first(each).hgvs_protein == "P1.1:p.Lys2Tyr");
      CHECK(first(each).compound == "T1.1:c.[4A>T;6A>C]");
      CHECK(first(each).codons == "AAA/TAC");
    }
    CHECK(first(pair[0]).hgvs_coding == "T1.1:c.4A>T");
  }
}

TEST_CASE("Variants on different haplotypes or of unknown phase are judged alone") {
  for (const char* second : {"0|1", "0/1"}) {
    const auto pair = found(Strand::forward, {{33, "A", "T", {call("1|0", 7)}}, {35, "A", "C", {call(second, 7)}}});
    CHECK(first(pair[0]).terms.text() == "stop_gained");
    CHECK(first(pair[0]).compound.empty());
  }
  const auto far = found(Strand::forward, {{33, "A", "T", {call("1|0", 7)}}, {37, "C", "T", {call("1|0", 7)}}});
  CHECK(first(far[0]).compound.empty());
}

TEST_CASE("A variant that one sample has alone keeps its own entry beside the compound") {
  const auto pair = found(
      Strand::forward, {{33, "A", "T", {call("1|0", 7), call("0/1")}}, {35, "A", "C", {call("1|0", 7), call("0/0")}}});
  REQUIRE(pair[0].consequences.entries.size() == 2);
  CHECK(first(pair[0]).terms.text() == "stop_gained");
  CHECK(pair[0].consequences.entries[1].terms.text() == "missense_variant");
  CHECK(pair[1].consequences.entries.size() == 1);
}

TEST_CASE("What is on every copy goes with both haplotypes") {
  const auto pair = found(Strand::forward, {{33, "A", "T", {call("1/1")}}, {35, "A", "C", {call("1/1")}}});
  CHECK(first(pair[0]).hgvs_protein == "P1.1:p.Lys2Tyr");
  CHECK(pair[0].consequences.entries.size() == 1);
}

TEST_CASE("An indel that restores the frame makes an exchange of what another has shifted") {
  const auto pair = found(Strand::forward, {{33, "A", "", {call("0|1", 7)}}, {38, "C", "CT", {call("0|1", 7)}}});
  CHECK(first(pair[0]).hgvs_protein == "P1.1:p.Lys2Asn");
  CHECK(first(pair[0]).compound == "T1.1:c.[6del;9_10insT]");
  CHECK(first(pair[1]).terms.has(ConsequenceTerm::missense));
  CHECK_FALSE(first(pair[1]).terms.has(ConsequenceTerm::frameshift));
}

TEST_CASE("What lies behind the stop of a shifted frame is judged alone") {
  // c.6dup shifts the frame until the UTR, so that a variant of the last codon is read with it.
  const auto with = found(Strand::forward, {{33, "", "A", {call("1|0", 7)}}, {86, "G", "C", {call("1|0", 7)}}});
  CHECK_FALSE(first(with[1]).compound.empty());
  // ATG AAA TAA ...: the reading has stopped long before.
  const auto behind = found(Strand::forward, {{36, "CCC", "TAAC", {call("1|0", 7)}}, {86, "G", "C", {call("1|0", 7)}}});
  CHECK(first(behind[1]).compound.empty());
}

TEST_CASE("Without records there are no haplotypes") {
  CHECK(haplotypes_of({}).empty());
}

}  // namespace norrsken
