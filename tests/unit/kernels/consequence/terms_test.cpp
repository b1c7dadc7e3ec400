#include <catch2/catch.hpp>

#include "kernels/types/consequence.hpp"

namespace norrsken {
namespace {

Consequence entry(ConsequenceTerm term, const char* transcript) {
  Consequence made;
  made.terms.add(term);
  made.transcript = transcript;
  return made;
}

TEST_CASE("Terms are named most severe first, and the worst gives the impact") {
  ConsequenceTerms terms;
  CHECK(terms.worst() == ConsequenceTerm::intergenic);
  CHECK(terms.impact() == Impact::modifier);
  terms.add(ConsequenceTerm::intron);
  terms.add(ConsequenceTerm::splice_region);
  CHECK(terms.text() == "splice_region_variant&intron_variant");
  CHECK(terms.impact() == Impact::low);
  terms.add(ConsequenceTerm::missense);
  CHECK(terms.text() == "missense_variant&splice_region_variant&intron_variant");
  CHECK(terms.impact() == Impact::moderate);
}

TEST_CASE("The worst consequence is the most severe, and MANE among equals") {
  VariantConsequences variant;
  CHECK(variant.worst() == nullptr);
  CHECK(variant.on_mane() == nullptr);
  variant.entries = {entry(ConsequenceTerm::intron, "a"), entry(ConsequenceTerm::missense, "b"),
                     entry(ConsequenceTerm::missense, "c")};
  CHECK(variant.worst()->transcript == "b");
  CHECK(variant.on_mane() == nullptr);
  variant.entries[2].is_mane_select = true;
  variant.entries[0].is_canonical = true;
  CHECK(variant.worst()->transcript == "c");
  CHECK(variant.on_mane()->transcript == "c");
}

TEST_CASE("A gene near by does not hide the gene that is hit") {
  VariantConsequences variant;
  variant.entries = {entry(ConsequenceTerm::upstream_gene, "near"), entry(ConsequenceTerm::intron, "hit")};
  variant.entries[0].is_mane_select = true;
  variant.entries[1].is_canonical = true;
  CHECK(variant.on_mane()->transcript == "hit");
}

}  // namespace
}  // namespace norrsken
