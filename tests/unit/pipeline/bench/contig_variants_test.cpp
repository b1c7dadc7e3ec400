#include "pipeline/bench/contig_variants.hpp"

#include <catch2/catch.hpp>

#include "kernels/types/input_error.hpp"

using namespace norrsken;
using Catch::Matchers::Contains;

namespace {

const std::string reference = "GATTACAGGCTAAAAAATCGNRCA";

VcfRecord make_record(std::int64_t position, const std::string& ref, std::vector<std::string> alternates,
                      std::vector<std::int32_t> genotype, const std::string& filters = "PASS") {
  VcfRecord record;
  record.position = position;
  record.reference = ref;
  record.alternates = std::move(alternates);
  record.genotype = std::move(genotype);
  record.filters = filters;
  return record;
}

ContigVariants make(std::vector<VcfRecord> records, FilterRule filters = FilterRule::pass_only,
                    MissingGenotypes missing = MissingGenotypes::skip) {
  return make_contig_variants(std::move(records), reference, "calls.vcf", "one", filters, missing);
}

}  // namespace

TEST_CASE("each ALT of the genotype becomes an allele of its record") {
  const ContigVariants variants = make({make_record(10, "T", {"TA", "TAA", "C"}, {1, 2})});
  REQUIRE(variants.alleles.size() == 2);
  CHECK(variants.alleles[0].bases == "A");
  CHECK(variants.alleles[1].bases == "AA");
  CHECK(variants.alleles[0].record == variants.alleles[1].record);
  CHECK(variants.alleles[0].zygosity == Zygosity::one_copy);
  CHECK(variants.origins[1].alternate == 2);
}

TEST_CASE("zygosity follows the genotype") {
  const auto zygosity_of = [](std::vector<std::int32_t> genotype) {
    return make({make_record(4, "A", {"T"}, std::move(genotype))}).alleles.at(0).zygosity;
  };
  CHECK(zygosity_of({0, 1}) == Zygosity::one_copy);
  CHECK(zygosity_of({1, 1}) == Zygosity::every_copy);
  CHECK(zygosity_of({1}) == Zygosity::every_copy);
  CHECK(zygosity_of({-1, 1}) == Zygosity::unknown);
}

TEST_CASE("what is no variant of the sample is left out and counted") {
  const ContigVariants variants = make({
      make_record(4, "A", {"T"}, {0, 0}),
      make_record(4, "A", {}, {0, 0}),
      make_record(4, "A", {"T"}, {-1, -1}),
      make_record(4, "A", {"T"}, {}),
      make_record(4, "A", {"<DEL>", "<NON_REF>"}, {0, 1}),
      make_record(4, "A", {"A[TWO:5["}, {0, 1}),
      make_record(4, "A", {"T", "*"}, {1, 2}),
      make_record(4, "A", {"C"}, {0, 1}, "LowQual"),
  });
  REQUIRE(variants.alleles.size() == 1);
  CHECK(variants.alleles[0].bases == "T");
  CHECK(variants.alleles[0].zygosity == Zygosity::one_copy);
  CHECK(variants.left_out.reference_records == 2);
  CHECK(variants.left_out.missing_genotypes == 2);
  CHECK(variants.left_out.symbolic_alleles == 2);
  CHECK(variants.left_out.overlap_alleles == 1);
  CHECK(variants.left_out.filtered_records == 1);
  REQUIRE(variants.filtered.size() == 1);
  CHECK(variants.filtered[0].bases == "C");
}

TEST_CASE("filtered records count when all filters are asked for") {
  const ContigVariants variants = make({make_record(4, "A", {"C"}, {0, 1}, "LowQual")}, FilterRule::all);
  CHECK(variants.alleles.size() == 1);
  CHECK(variants.left_out.filtered_records == 0);
}

TEST_CASE("without genotypes every ALT counts where alleles alone are compared") {
  const ContigVariants variants = make({make_record(4, "A", {"T", "C"}, {}), make_record(6, "A", {"G"}, {0, 0})},
                                       FilterRule::pass_only, MissingGenotypes::take_every_allele);
  REQUIRE(variants.alleles.size() == 2);
  CHECK(variants.alleles[1].zygosity == Zygosity::unknown);
}

TEST_CASE("every ALT counts in a column that says 0/0 where every record is to be taken") {
  const auto take = MissingGenotypes::take_every_record;
  CHECK(make({make_record(4, "A", {"T", "C"}, {0, 0})}, FilterRule::pass_only, take).alleles.size() == 2);
  CHECK(make({make_record(4, "A", {"T", "C"}, {0, 2})}, FilterRule::pass_only, take).alleles.size() == 1);
  CHECK(make({make_record(4, "A", {"T"}, {0, 0}, "weak")}, FilterRule::pass_only, take).alleles.empty());
}

TEST_CASE("an ALT that equals REF is no allele") {
  CHECK(make({make_record(4, "AC", {"AC"}, {0, 1})}).alleles.empty());
}

TEST_CASE("a REF that differs from the reference is an error that counts and shows the first") {
  try {
    (void)make(
        {make_record(4, "A", {"T"}, {0, 1}), make_record(5, "A", {"T"}, {0, 1}), make_record(100, "A", {"T"}, {0, 1})});
    FAIL("no error");
  } catch (const InputError& error) {
    CHECK(error.code() == ExitCode::reference);
    CHECK_THAT(error.what(), Contains("one:6") && Contains("2 of 3"));
  }
}

TEST_CASE("IUPAC letters and N agree with any base") {
  CHECK(make({make_record(19, "GAG", {"T"}, {0, 1}), make_record(4, "N", {"T"}, {0, 1})}).alleles.size() == 2);
}

TEST_CASE("a genotype is written as VCF writes it") {
  VcfRecord record = make_record(4, "A", {"T"}, {0, -1});
  CHECK(genotype_text(record) == "0/.");
  record.is_phased = true;
  record.genotype = {1, 0};
  CHECK(genotype_text(record) == "1|0");
  record.genotype = {};
  CHECK(genotype_text(record) == ".");
}
