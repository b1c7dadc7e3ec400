#include "kernels/comparison/tally.hpp"

#include <catch2/catch.hpp>

using namespace norrsken;

TEST_CASE("recall is counted in truth alleles and precision in calls") {
  Tally tally;
  for (int i = 0; i < 8; ++i) tally.add_truth(Verdict::matched);
  tally.add_truth(Verdict::wrong_genotype);
  tally.add_truth(Verdict::alone);
  for (int i = 0; i < 9; ++i) tally.add_call(Verdict::matched);
  tally.add_call(Verdict::wrong_allele);
  CHECK(tally.recall() == Approx(0.8));
  CHECK(tally.precision() == Approx(0.9));
  CHECK(tally.f1() == Approx(2 * 0.8 * 0.9 / 1.7));
  CHECK(tally.truth_lost == 2);
  CHECK(tally.truth_wrong_genotype == 1);
  CHECK(tally.calls_wrong_allele == 1);
}

TEST_CASE("with nothing to find and nothing called all is right") {
  const Tally tally;
  CHECK(tally.recall() == 1.0);
  CHECK(tally.precision() == 1.0);
  CHECK(tally.f1() == 1.0);
}

TEST_CASE("nothing right gives an F1 of zero") {
  Tally tally;
  tally.add_truth(Verdict::alone);
  tally.add_call(Verdict::alone);
  CHECK(tally.f1() == 0.0);
}

TEST_CASE("a table adds up by type") {
  TallyTable table;
  table.of(VariantAllele{10, 11, "A", Zygosity::one_copy, 0}).add_truth(Verdict::matched);
  table.of(VariantAllele{10, 10, "AC", Zygosity::one_copy, 0}).add_truth(Verdict::matched);
  table.of(VariantAllele{10, 60, "", Zygosity::one_copy, 0}).add_truth(Verdict::alone);
  CHECK(table.of(VariantType::snv).truth_found == 1);
  CHECK(table.of(VariantType::indel).truth_found == 1);
  CHECK(table.of(VariantType::indel).truth_lost == 1);
  CHECK(table.total().truth_total() == 3);
}

TEST_CASE("a ROC has a point for each quality, the strictest first") {
  RocCurve curve;
  for (const float quality : {50.0F, 30.0F, 30.0F}) {
    curve.add_right_call(quality);
    curve.add_found_truth(quality);
  }
  curve.add_wrong_call(30.0F);
  curve.add_wrong_call(5.0F);
  curve.add_lost_truth();
  const std::vector<RocPoint> points = curve.points(100);
  REQUIRE(points.size() == 3);
  CHECK(points[0].quality_phred == 50.0F);
  CHECK(points[0].truth_found == 1);
  CHECK(points[0].truth_lost == 3);
  CHECK(points[0].precision() == 1.0);
  CHECK(points[1].calls_right == 3);
  CHECK(points[1].calls_wrong == 1);
  CHECK(points[2].calls_wrong == 2);
  CHECK(points[2].recall() == Approx(0.75));
}

TEST_CASE("a thinned ROC keeps its last point") {
  RocCurve curve;
  for (int i = 0; i < 1000; ++i) curve.add_right_call(static_cast<float>(i));
  const std::vector<RocPoint> points = curve.points(10);
  REQUIRE(points.size() == 10);
  CHECK(points.back().quality_phred == 0.0F);
  CHECK(points.back().calls_right == 1000);
  CHECK(RocCurve().points(10).empty());
}
