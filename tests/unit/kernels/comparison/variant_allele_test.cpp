#include "kernels/comparison/variant_allele.hpp"

#include <catch2/catch.hpp>

using namespace norrsken;

namespace {

// "start-end:bases"
std::string text_of(const VariantAllele& allele) {
  return std::to_string(allele.start) + "-" + std::to_string(allele.end) + ":" + allele.bases;
}
std::string text_of(const ContigSpan& span) {
  return std::to_string(span.start) + "-" + std::to_string(span.end);
}

}  // namespace

TEST_CASE("what REF and ALT share is cut off, first behind, then in front") {
  CHECK(text_of(trimmed_allele(10, "A", "G")) == "10-11:G");
  CHECK(text_of(trimmed_allele(10, "A", "AT")) == "11-11:T");
  CHECK(text_of(trimmed_allele(10, "AT", "A")) == "11-12:");
  CHECK(text_of(trimmed_allele(99, "CAG", "CG")) == "100-101:");
  CHECK(text_of(trimmed_allele(10, "CAC", "CTC")) == "11-12:T");
  CHECK(text_of(trimmed_allele(10, "AAAA", "AA")) == "10-12:");
  CHECK(text_of(trimmed_allele(10, "ACG", "TCA")) == "10-13:TCA");
  CHECK(text_of(trimmed_allele(10, "AC", "AC")) == "10-10:");
}

TEST_CASE("an indel moves to the left end of its repeat") {
  //                           0123456789
  const std::string reference = "GAAATCACAC";
  CHECK(text_of(left_aligned(reference, trimmed_allele(3, "AT", "T"))) == "1-2:");
  CHECK(text_of(left_aligned(reference, trimmed_allele(3, "A", "AA"))) == "1-1:A");
  CHECK(text_of(left_aligned(reference, trimmed_allele(7, "CAC", "C"))) == "5-7:");
  // CA put in behind the last C is AC put in before it, and so on to the front.
  CHECK(text_of(left_aligned(reference, {10, 10, "AC", Zygosity::one_copy, 0})) == "5-5:CA");
  CHECK(text_of(left_aligned(reference, {9, 9, "CA", Zygosity::one_copy, 0})) == "5-5:CA");
}

TEST_CASE("substitutions and mixed changes stay where they are") {
  const std::string reference = "GAAATCACAC";
  CHECK(text_of(left_aligned(reference, trimmed_allele(3, "A", "C"))) == "3-4:C");
  CHECK(text_of(left_aligned(reference, {2, 4, "C", Zygosity::one_copy, 0})) == "2-4:C");
}

TEST_CASE("an indel stops at N and at the start of the contig") {
  CHECK(text_of(left_aligned("AAAA", {2, 3, "", Zygosity::one_copy, 0})) == "0-1:");
  CHECK(text_of(left_aligned("NNNNN", {3, 4, "", Zygosity::one_copy, 0})) == "3-4:");
  CHECK(text_of(spelling_span("NNNNN", {3, 4, "", Zygosity::one_copy, 0})) == "3-4");
}

TEST_CASE("the spelling span reaches over the whole repeat") {
  const std::string reference = "GAAATCACACG";
  CHECK(text_of(spelling_span(reference, {2, 3, "", Zygosity::one_copy, 0})) == "1-4");
  CHECK(text_of(spelling_span(reference, {2, 2, "A", Zygosity::one_copy, 0})) == "1-4");
  CHECK(text_of(spelling_span(reference, {7, 7, "CA", Zygosity::one_copy, 0})) == "5-10");
  CHECK(text_of(spelling_span(reference, {4, 5, "G", Zygosity::one_copy, 0})) == "4-5");
  CHECK(text_of(spelling_span("GAAA", {3, 4, "", Zygosity::one_copy, 0})) == "1-4");
}

TEST_CASE("an insertion counts where the base before its leftmost spelling is") {
  const std::string reference = "GAAATCACACG";
  CHECK(text_of(changed_span(reference, {4, 4, "A", Zygosity::one_copy, 0})) == "0-1");
  CHECK(text_of(changed_span(reference, {3, 4, "", Zygosity::one_copy, 0})) == "1-2");
  CHECK(text_of(changed_span(reference, {4, 5, "C", Zygosity::one_copy, 0})) == "4-5");
  CHECK(text_of(changed_span(reference, {0, 0, "T", Zygosity::one_copy, 0})) == "0-1");
}

TEST_CASE("alleles are classed by the bases that they add or take away") {
  const auto class_of = [](std::int64_t replaced, std::int64_t inserted) {
    return std::string(name_of(length_class_of(
        {100, 100 + replaced, std::string(static_cast<std::size_t>(inserted), 'A'), Zygosity::one_copy, 0})));
  };
  CHECK(class_of(1, 1) == "substitution");
  CHECK(class_of(3, 3) == "substitution");
  CHECK(class_of(0, 5) == "ins_1_5");
  CHECK(class_of(0, 6) == "ins_6_15");
  CHECK(class_of(0, 15) == "ins_6_15");
  CHECK(class_of(2, 18) == "ins_16_49");
  CHECK(class_of(0, 50) == "ins_50+");
  CHECK(class_of(1, 0) == "del_1_5");
  CHECK(class_of(15, 0) == "del_6_15");
  CHECK(class_of(49, 0) == "del_16_49");
  CHECK(class_of(80, 1) == "del_50+");
}
