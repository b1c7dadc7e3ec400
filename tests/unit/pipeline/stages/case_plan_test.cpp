#include "pipeline/stages/case_plan.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

Case case_of(std::vector<std::pair<std::string, SampleRole>> samples) {
  Case input;
  input.name = "C1";
  for (auto& [name, role] : samples) {
    Sample sample;
    sample.name = name;
    sample.role = role;
    input.samples.push_back(sample);
  }
  return input;
}

std::vector<std::string> names(const Case& input) {
  std::vector<std::string> found;
  for (const OutputPlan& plan : plan_outputs(input, calling_of(load_assay("wgs"), input), {}))
    found.push_back(plan.name);
  return found;
}

TEST_CASE("one sample has files of its name, a tumour and its normal have joint ones of the case's") {
  CHECK(names(case_of({{"S", SampleRole::proband}})) ==
        std::vector<std::string>{"vcf/S.vcf.gz", "vcf/S.pass.vcf.gz", "vcf/S.g.vcf.gz", "tables/S.regions.tsv.gz"});
  CHECK(names(case_of({{"T", SampleRole::tumor}, {"N", SampleRole::normal}})) ==
        std::vector<std::string>{"vcf/C1.germline.vcf.gz", "vcf/C1.germline.pass.vcf.gz", "vcf/N.g.vcf.gz",
                                 "vcf/C1.somatic.vcf.gz", "vcf/C1.somatic.pass.vcf.gz", "tables/C1.regions.tsv.gz"});
}

TEST_CASE("the normal's column stands first among somatic records") {
  const Case input = case_of({{"T1", SampleRole::tumor}, {"T2", SampleRole::tumor}, {"N", SampleRole::normal}});
  const auto plans = plan_outputs(input, calling_of(load_assay("wgs_tumour_normal"), input), {});
  CHECK(plans[3].description.samples == std::vector<std::string>{"N", "T1", "T2"});
  CHECK(plans[0].description.samples == std::vector<std::string>{"T1", "T2", "N"});
}

TEST_CASE("a tumour alone stands in for the germline") {
  const Case input = case_of({{"T", SampleRole::tumor}});
  const CallingOptions options = calling_of(load_assay("wgs_tumour_normal"), input);
  CHECK(options.is_germline_source(0));
  CHECK_FALSE(options.normal());
  CHECK(names(input).size() == 6);
}

TEST_CASE("a trio is known by its roles or by the parents that the sheet names") {
  Case input = case_of({{"K", SampleRole::proband}, {"M", SampleRole::mother}, {"F", SampleRole::father}});
  CallingOptions options = calling_of(load_assay("wgs"), input);
  REQUIRE(options.trios.size() == 1);
  CHECK(options.trios[0].child == 0);
  CHECK(options.trios[0].mother == 1);
  CHECK(options.trios[0].father == 2);
  Sample sibling;
  sibling.name = "B";
  sibling.role = SampleRole::sibling;
  input.samples.push_back(sibling);
  CHECK(calling_of(load_assay("wgs"), input).trios.size() == 1);
  input.samples.back().mother = "M";
  input.samples.back().father = "F";
  CHECK(calling_of(load_assay("wgs"), input).trios.size() == 2);
  input.samples.resize(2);  // a mother alone makes no trio
  CHECK(calling_of(load_assay("wgs"), input).trios.empty());
}

TEST_CASE("a tumour is looked at from half of the least fraction that its assay reports") {
  const Case input = case_of({{"T", SampleRole::tumor}, {"N", SampleRole::normal}});
  CHECK(calling_of(load_assay("wgs_tumour_normal"), input).tumor.min_share_per_mille == 5);
  CHECK(calling_of(load_assay("ctdna"), input).tumor.min_share_per_mille == 1);
}

}  // namespace
}  // namespace norrsken
