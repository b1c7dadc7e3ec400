#include "io/qc_report.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <fstream>

#include "io/json_text.hpp"
#include "kernels/types/input_error.hpp"
#include "writer_test_support.hpp"

using namespace norrsken;
using namespace norrsken::writer_tests;

namespace {

QualitySummary example() {
  QualitySummary summary;
  summary.input_reads = 1000;
  summary.buckets = {900, 40, 10, 30, 15, 5};
  summary.fragments = 500;
  summary.bases = 150500;
  summary.read_length_bases = std::vector<std::uint64_t>(512);
  summary.read_length_bases[151] = 995;
  summary.read_length_bases[50] = 5;
  summary.insert_bases = std::vector<std::uint64_t>(2048);
  summary.insert_bases[400] = 300;
  summary.insert_bases[420] = 100;
  summary.insert = {400, 400, 400, 400};
  summary.confidence_phred = std::vector<std::uint64_t>(61);
  summary.confidence_phred[60] = 900;
  summary.depth = std::vector<std::uint64_t>(1024);
  summary.depth[9] = 1;
  summary.depth[25] = 2;
  summary.depth_sum = 59;
  summary.depth_quartiles = {3, 9, 25, 25};
  summary.variants.pass.records = 61;
  summary.variants.pass.snvs = 61;
  summary.variants.pass.transitions = 41;
  summary.variants.pass.transversions = 20;
  summary.variants.pass.heterozygous = 40;
  summary.variants.pass.homozygous_alternate = 21;
  summary.variants.pass.indel_lengths[VariantCounts::longest_indel_bases - 3] = 7;
  return summary;
}

const std::vector<QualityLimit> limits = {{"median_depth", Bound::at_least, "25", "lab handbook 3.1"},
                                          {"duplicate_percent", Bound::at_most, "2.5", "lab handbook 3.2"}};

QualityMetric metric_of(const std::vector<QualityMetric>& metrics, const std::string& id) {
  for (const QualityMetric& metric : metrics)
    if (metric.id == id) return metric;
  throw std::runtime_error("no metric " + id);
}

}  // namespace

TEST_CASE("figures are exact decimals of the counts") {
  const auto metrics = quality_metrics(example());
  CHECK(metric_of(metrics, "placed_percent").value == 9000);
  CHECK(metric_of(metrics, "duplicate_percent").value == 306);  // 30 of 980 reads with a place
  CHECK(metric_of(metrics, "mean_depth").value == 1967);
  CHECK(metric_of(metrics, "percent_10x").value == 6667);
  CHECK(metric_of(metrics, "percent_30x").value == 0);
  CHECK(metric_of(metrics, "mean_read_length").value == 1505);
  CHECK(metric_of(metrics, "median_confidence").value == 60);
  CHECK(metric_of(metrics, "ti_tv").value == 2050);
  CHECK(metric_of(metrics, "ti_tv").decimals == 3);
  CHECK(metric_of(metrics, "het_hom").value == 1905);
}

TEST_CASE("figures of an empty sample have no value instead of a division by zero") {
  const auto metrics = quality_metrics({});
  for (const char* id : {"placed_percent", "mean_depth", "median_depth", "median_insert", "ti_tv", "mean_read_length"})
    CHECK_FALSE(metric_of(metrics, id).has_value);
  CHECK(metric_of(metrics, "input_reads").has_value);
}

TEST_CASE("sums of a deep genome do not overflow") {
  QualitySummary summary = example();
  summary.depth[25] = 3100000000;
  summary.depth_sum = 3100000000ULL * 25 + 9;
  summary.input_reads = 100000000000ULL;
  summary.buckets.placed = 99999999900ULL;
  const auto metrics = quality_metrics(summary);
  CHECK(metric_of(metrics, "mean_depth").value == 2500);
  CHECK(metric_of(metrics, "placed_percent").value == 10000);
  CHECK(metric_of(metrics, "percent_20x").value == 10000);
}

TEST_CASE("a figure passes at its limit and fails beyond it") {
  const auto metrics = quality_metrics(example());
  const auto verdict = [&](const char* metric, Bound bound, const char* limit) {
    return judge_quality(metrics, std::vector<QualityLimit>{{metric, bound, limit, ""}})[0].outcome;
  };
  CHECK(verdict("median_depth", Bound::at_least, "25") == LimitOutcome::pass);
  CHECK(verdict("median_depth", Bound::at_least, "25.000001") == LimitOutcome::fail);
  CHECK(verdict("duplicate_percent", Bound::at_most, "3.06") == LimitOutcome::pass);
  CHECK(verdict("duplicate_percent", Bound::at_most, "3.059") == LimitOutcome::fail);
  CHECK(judge_quality(quality_metrics({}), limits)[0].outcome == LimitOutcome::unknown);
}

TEST_CASE("a limit on an unknown figure or with a malformed number is an input error") {
  const auto metrics = quality_metrics(example());
  const auto judge_one = [&](const char* metric, const char* limit) {
    return judge_quality(metrics, std::vector<QualityLimit>{{metric, Bound::at_least, limit, ""}});
  };
  CHECK_THROWS_WITH(judge_one("depth", "1"),
                    Catch::Contains("there is no such quality figure. Fix: use one of input_reads"));
  for (const char* limit : {"", "x", "1,5", "1.5x", ".", "1.2.3", "1.0000001", "1234567890123"})
    CHECK_THROWS_AS(judge_one("median_depth", limit), InputError);
}

TEST_CASE("the JSON report holds buckets that add up to the input, limits and verdicts") {
  const TemporaryFolder folder;
  write_qc_report(folder.file("qc"), "NA1", example(), limits);
  const auto report = boost::json::parse(read_all(folder.file("qc/NA1.json")));
  std::int64_t sum = 0;
  for (const auto& [bucket, reads] : report.at_pointer("/reads/buckets").as_object())
    sum += reads.to_number<std::int64_t>();
  CHECK(sum == report.at_pointer("/reads/input").to_number<std::int64_t>());
  CHECK(report.at_pointer("/reads/sum_of_buckets").to_number<std::int64_t>() == 1000);
  CHECK(report.at_pointer("/metrics/ti_tv").to_number<double>() == 2.05);
  CHECK(report.at_pointer("/limits/0/verdict").as_string() == "pass");
  CHECK(report.at_pointer("/limits/1/verdict").as_string() == "fail");
  CHECK(report.at_pointer("/insert_size/histogram/1/0").to_number<int>() == 420);
  CHECK(report.at_pointer("/variants/pass/indel_lengths/0/0").to_number<int>() == -3);
  CHECK(read_all(folder.file("qc/NA1.json")).find("\"ti_tv\": 2.05,\n") != std::string::npos);
}

TEST_CASE("the same summary gives the same bytes") {
  const TemporaryFolder folder;
  write_qc_report(folder.file("a"), "NA1", example(), limits);
  write_qc_report(folder.file("b"), "NA1", example(), limits);
  for (const std::string name : {"NA1.json", "NA1_general_mqc.json", "NA1_gates_mqc.json", "NA1_buckets_mqc.json",
                                 "NA1_insert_mqc.json", "NA1_depth_mqc.json"}) {
    INFO(name);
    CHECK(!read_all(folder.file("a/" + name)).empty());
    CHECK(read_all(folder.file("a/" + name)) == read_all(folder.file("b/" + name)));
  }
}

TEST_CASE("content without data is left out, also the file of an earlier run") {
  const TemporaryFolder folder;
  write_qc_report(folder.path(), "NA1", example(), limits);
  CHECK(folder.entries() == 6);
  write_qc_report(folder.path(), "NA1", {}, {});
  CHECK(folder.entries() == 2);
  CHECK(std::filesystem::exists(folder.file("NA1_general_mqc.json")));
}

TEST_CASE("MultiQC shows the figures, the limits and the plots of two samples") {
  if (run_tool("multiqc --version").exit_code != 0) {
    WARN("skipped: multiqc is not installed");
    return;
  }
  const TemporaryFolder folder;
  write_qc_report(folder.file("qc"), "NA1", example(), limits);
  write_qc_report(folder.file("qc"), "NA2", example(), limits);
  const ToolResult result = run_tool("multiqc --no-ansi -v -o " + (folder.file("out")) + " " + (folder.file("qc")));
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  CHECK(result.output.find("norrsken_general: Found 2 General Statistics columns") != std::string::npos);
  for (const char* found :
       {"norrsken_gates: Found 2 samples (table)", "norrsken_buckets: Found 2 samples (bargraph)",
        "norrsken_insert: Found 2 samples (linegraph)", "norrsken_depth: Found 2 samples (linegraph)"})
    CHECK(result.output.find(found) != std::string::npos);
  CHECK(result.output.find("WARNING") == std::string::npos);
  CHECK(result.output.find("ERROR") == std::string::npos);
}

TEST_CASE("JSON text keeps key order, short exact numbers and lists on one line") {
  const boost::json::value value = {{"b", 2.051},           {"a", {1, 2}},     {"pairs", {{1, 20}, {2, 30}}},
                                    {"text", "tab\t\"q\""}, {"none", nullptr}, {"objects", {{{"x", true}}}}};
  CHECK(json_text(value) ==
        "{\n  \"b\": 2.051,\n  \"a\": [1, 2],\n  \"pairs\": [[1, 20], [2, 30]],\n  \"text\": \"tab\\t\\\"q\\\"\",\n"
        "  \"none\": null,\n  \"objects\": [\n    {\n      \"x\": true\n    }\n  ]\n}\n");
  CHECK(json_text(boost::json::object()) == "{}\n");
  CHECK_THROWS_AS(json_text(1.0 / 0.0), std::logic_error);
}

namespace {

QualitySummary panel_example() {
  QualitySummary summary = example();
  PanelCoverage& panel = summary.panel.emplace();
  panel.thresholds = {30, 200};
  panel.depth = std::vector<std::uint64_t>(501);
  panel.depth[10] = 10;
  panel.depth[100] = 50;
  panel.depth[200] = 40;
  panel.all = {100, 13100, 10, {90, 40}};
  panel.reads = 1000;
  panel.on_target_reads = 725;
  UmiCounts& umi = summary.umi.emplace();
  umi.single_families[1] = 6;
  umi.single_families[2] = 2;
  umi.duplex_families[5] = 2;
  umi.fragments = 20;
  umi.duplex_bases = 400;
  umi.strand_disagreements = 1;
  return summary;
}

}  // namespace

TEST_CASE("a panel has figures of its targets, molecules have those of their families") {
  const auto metrics = quality_metrics(panel_example());
  CHECK(metric_of(metrics, "on_target_percent").value == 7250);
  CHECK(metric_of(metrics, "target_mean_depth").value == 1310);
  CHECK(metric_of(metrics, "target_median_depth").value == 100);
  CHECK(metric_of(metrics, "target_share_at_30").value == 9000);
  CHECK(metric_of(metrics, "target_share_at_200").value == 4000);
  CHECK(metric_of(metrics, "target_uniformity_percent").value == 9000);  // a fifth of 131 is 26.2
  CHECK(metric_of(metrics, "target_fold_80").value == 131);              // 80 % of the bases have 100x
  CHECK(metric_of(metrics, "molecules").value == 10);
  CHECK(metric_of(metrics, "mean_family_size").value == 200);
  CHECK(metric_of(metrics, "duplex_percent").value == 2000);
  CHECK(metric_of(metrics, "strand_disagreement_percent").value == 25);
  QualitySummary empty;
  empty.panel.emplace();
  empty.umi.emplace();
  for (const char* id : {"on_target_percent", "target_mean_depth", "target_fold_80", "mean_family_size"})
    CHECK_FALSE(metric_of(quality_metrics(empty), id).has_value);
  CHECK_THROWS(metric_of(quality_metrics(example()), "molecules"));
}

TEST_CASE("target coverage and family sizes go into the report and MultiQC") {
  const TemporaryFolder folder;
  write_qc_report(folder.path(), "S", panel_example(), {});
  const auto report = boost::json::parse(read_all(folder.file("S.json"))).as_object();
  CHECK(report.at("umi").at("duplex_families") == boost::json::parse("[[5,2]]"));
  CHECK(report.at("umi").at("single_strand_families") == boost::json::parse("[[1,6],[2,2]]"));
  CHECK(report.at("targets").at("on_target_reads") == 725);
  const auto umi = boost::json::parse(read_all(folder.file("S_umi_mqc.json")));
  CHECK(umi.at("data").at("S single strand").at("1").to_number<double>() == 75);
  CHECK(umi.at("data").at("S duplex").at("5").to_number<double>() == 100);
  const auto targets = boost::json::parse(read_all(folder.file("S_targets_mqc.json")));
  CHECK(targets.at("data").at("S").at("30").to_number<double>() == 90);
  write_qc_report(folder.path(), "S", example(), {});
  CHECK_FALSE(std::filesystem::exists(folder.file("S_umi_mqc.json")));
  CHECK_FALSE(boost::json::parse(read_all(folder.file("S.json"))).as_object().contains("umi"));
}

TEST_CASE("a limit may hold for one role") {
  std::vector<QualityLimit> some = limits;
  some[0].role = "tumor";
  CHECK(limits_of_role(some, "tumor").size() == 2);
  REQUIRE(limits_of_role(some, "normal").size() == 1);
  CHECK(limits_of_role(some, "normal")[0].metric == "duplicate_percent");
}
