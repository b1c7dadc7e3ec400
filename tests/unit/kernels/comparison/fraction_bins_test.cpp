#include "kernels/comparison/fraction_bins.hpp"

#include <catch2/catch.hpp>

using namespace norrsken;

TEST_CASE("a fraction belongs to the bin that begins at it or before it") {
  CHECK(fraction_bin(0) == 0U);
  CHECK(fraction_bin(0.0099) == 0U);
  CHECK(fraction_bin(0.01) == 1U);
  CHECK(fraction_bin(0.05) == 3U);
  CHECK(fraction_bin(0.15) == 4U);
  CHECK(fraction_bin(0.5) == 7U);
  CHECK(fraction_bin(1) == 7U);
  CHECK_FALSE(fraction_bin(-0.1).has_value());
  CHECK_FALSE(fraction_bin(1.1).has_value());
}

TEST_CASE("the first number of a field is its fraction") {
  CHECK(parse_fraction("0.15").value() == Approx(0.15));
  CHECK(parse_fraction("0.15,0.3").value() == Approx(0.15));
  CHECK_FALSE(parse_fraction("").has_value());
  CHECK_FALSE(parse_fraction(".").has_value());
  CHECK_FALSE(parse_fraction("0.1x").has_value());
}

TEST_CASE("alleles without a usable fraction are counted apart") {
  FractionTable table;
  table.of(VariantType::snv, 0.03).add_truth(Verdict::matched);
  table.of(VariantType::indel, std::nullopt).add_truth(Verdict::alone);
  table.of(VariantType::indel, 7.0).add_call(Verdict::alone);
  CHECK(table.by_type[0][2].truth_found == 1);
  CHECK(table.unknown[1].truth_lost == 1);
  CHECK(table.unknown[1].calls_wrong == 1);
}
