#include <boost/json/array.hpp>
#include <catch2/catch.hpp>

#include "pipeline/report/case_document.hpp"

namespace norrsken {
namespace {

Finding plain_finding() {
  Finding finding;
  finding.contig = "chr7";
  finding.position_1based = 140753336;
  finding.reference = "A";
  finding.alternate = "T";
  finding.quality_centiphred = 6050;
  finding.filters = "PASS";
  FindingSample sample;
  sample.genotype = "0/1";
  sample.depth = 101;
  sample.allele_depth = {60, 40};
  sample.fraction_low_per_10000 = 3094;
  finding.samples = {sample};
  finding.reasons = {
      {.code = "PM2", .sentence = "Beside {}", .values = {"g.1A>C"}, .facts = {{"AF", ""}, {"gene", "X"}}},
      {.sentence = "second"}};
  return finding;
}

}  // namespace

TEST_CASE("a finding without transcripts has its place, reads and reasons") {
  const auto object = finding_object(plain_finding());
  CHECK(object.at("position") == 140753336U);
  CHECK(object.at("quality").as_double() == 60.5);
  CHECK(object.at("section") == "other");
  REQUIRE(object.at("reasons").as_array().size() == 2);
  const auto& reason = object.at("reasons").at(0).as_object();
  CHECK(reason.at("text") == "PM2: Beside g.1A>C (AF not known, gene=X)");
  CHECK(reason.at("sentence") == "Beside {}");
  const auto& sample = object.at("samples").at(0).as_object();
  CHECK(sample.at("alternate_reads") == 40);
  CHECK(sample.at("fraction_low").as_double() == Approx(0.3094));
  CHECK_FALSE(sample.contains("inheritance"));
  CHECK_FALSE(object.contains("consequence"));
  CHECK_FALSE(object.contains("worst"));
}

TEST_CASE("the consequence is that on MANE, and a worse one elsewhere stands beside it") {
  Finding finding = plain_finding();
  finding.mane.emplace().transcript = "T1";
  finding.mane->is_mane_select = true;
  finding.mane->terms.add(ConsequenceTerm::missense);
  finding.worst = finding.mane;
  CHECK_FALSE(finding_object(finding).contains("worst"));
  finding.worst->transcript = "T2";
  finding.worst->terms.add(ConsequenceTerm::stop_gained);
  const auto object = finding_object(finding);
  CHECK(object.at("consequence").at("transcript_kind") == "MANE Select");
  CHECK(object.at("consequence").at("impact") == "MODERATE");
  CHECK(object.at("worst").at("terms") == "stop_gained&missense_variant");
}

TEST_CASE("a child's allele says where it comes from") {
  Finding finding = plain_finding();
  finding.origin = FindingOrigin::germline;
  finding.samples[0].inheritance = Inheritance::de_novo;
  finding.samples[0].de_novo_phred = 77;
  const auto object = finding_object(finding);
  CHECK(object.at("origin") == "germline");
  CHECK(object.at("samples").at(0).at("inheritance") == "denovo");
  CHECK(object.at("samples").at(0).at("de_novo_phred") == 77);
}

}  // namespace norrsken
