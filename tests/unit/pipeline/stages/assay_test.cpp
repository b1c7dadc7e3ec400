#include "pipeline/stages/assay.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "../../temporary_folder.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/stages/embedded_assays.hpp"

namespace norrsken {
namespace {

using Catch::Matchers::Contains;

// The text of a built-in assay with one change, as a file.
std::string changed(const TemporaryFolder& folder, const std::string& from, const std::string& to,
                    const std::string& name = "wgs") {
  const auto assay = std::find_if(embedded_assays.begin(), embedded_assays.end(),
                                  [&](const EmbeddedAssay& embedded) { return embedded.name == name; });
  REQUIRE(assay != embedded_assays.end());
  std::string text(assay->text);
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  std::ofstream(folder.file("my.toml")) << text;
  return folder.file("my.toml");
}

TEST_CASE("the built-in assay has the settings that the kernels have by default") {
  const Assay assay = load_assay("wgs");
  CHECK(assay.name == "wgs");
  CHECK(assay.placement.max_insert_bases == PlacementOptions{}.max_insert_bases);
  CHECK(assay.placement.ambiguous_below_phred == PlacementOptions{}.ambiguous_below_phred);
  CHECK(assay.calling.min_quality_phred == CallingOptions{}.min_quality_phred);
  CHECK(assay.calling.min_indel_quality_phred == CallingOptions{}.min_indel_quality_phred);
  CHECK(assay.calling.min_depth == CallingOptions{}.min_depth);
  CHECK(assay.calling.max_depth_factor == CallingOptions{}.max_depth_factor);
  CHECK(assay.calling.pileup_cap == CallingOptions{}.pileup_cap);
  CHECK(assay.sex.builds.size() == 2);
  CHECK(assay.sex.builds.front().x_par.front().start == 10000);
  CHECK(assay.sex.builds.front().x_par.front().end == 2781479);
  CHECK(assay.sex.single_x_at_least == 300);
  CHECK_FALSE(assay.limits.empty());
}

TEST_CASE("every limit of every built-in assay names a metric that there is") {
  for (const EmbeddedAssay& embedded : embedded_assays) {
    const Assay assay = load_assay(std::string(embedded.name));
    QualitySummary summary;
    if (assay.panel) {
      PanelCoverage& panel = summary.panel.emplace();
      panel.thresholds = assay.panel->coverage_thresholds;
      panel.all.at_least.resize(panel.thresholds.size());
    }
    CHECK_NOTHROW(judge_quality(quality_metrics(summary), assay.limits));
    CHECK_FALSE(assay.limits.empty());
  }
}

TEST_CASE("a file changes settings, and all of them are kept for provenance") {
  const TemporaryFolder folder;
  const Assay assay = load_assay(changed(folder, "min_depth = 4", "min_depth = 9"));
  CHECK(assay.calling.min_depth == 9);
  const NamedValues& values = assay.values;
  CHECK(std::find(values.begin(), values.end(), NamedValues::value_type{"calling.min_depth", "9"}) != values.end());
  CHECK(values.size() > 15);
}

TEST_CASE("faults of an assay file are told with file and line") {
  const TemporaryFolder folder;
  const auto message = [&](const std::string& from, const std::string& to) -> std::string {
    try {
      (void)load_assay(changed(folder, from, to));
    } catch (const InputError& error) {
      return error.what();
    }
    return "no error";
  };
  CHECK_THAT(message("min_depth = 4", "min_depth = 4\nmax_detph = 5"),
             Contains("my.toml line ") && Contains("max_detph"));
  CHECK_THAT(message("min_depth = 4", ""), Contains("lacks the key \"min_depth\""));
  CHECK_THAT(message("min_depth = 4", "min_depth = \"4\""), Contains("must be an integer from 0"));
  CHECK_THAT(message("min_depth = 4", "min_depth = 4.5"), Contains("must be an integer"));
  CHECK_THAT(message("min_depth = 4", "min_depth ="), Contains("my.toml line "));
  CHECK_THAT(message("kind = \"germline\"", "kind = \"gremline\""),
             Contains("must be one of \"germline\", \"somatic\""));
  CHECK_THAT(message("kind = \"germline\"", "kind = \"somatic\""), Contains("lacks the key \"normal\""));
  CHECK_THAT(message("[placement]", "[placment]"), Contains("[placement] is missing"));
  CHECK_THAT(message("[placement]", "[extra]\na = 1\n[placement]"), Contains("unknown section \"extra\""));
  CHECK_THAT(message("[[10001, 2781479]", "[[2781479, 10001]"), Contains("must hold pairs"));
  CHECK_THAT(message("[[quality]]", "[quality]"), Contains("my.toml line "));
}

TEST_CASE("the built-in somatic assays hold the thresholds of their sources") {
  const Assay genome = load_assay("wgs_tumour_normal");
  CHECK(genome.kind == AssayKind::somatic);
  CHECK(genome.normal == NormalSample::required);
  CHECK_FALSE(genome.panel);
  CHECK(genome.umi.source == UmiSource::none);
  CHECK(genome.somatic.call.min_alternate_reads == SomaticLimits{}.call.min_alternate_reads);

  const Assay solid = load_assay("gms560");
  REQUIRE(solid.panel);
  CHECK(solid.panel->coverage_thresholds == std::vector<std::uint32_t>{30, 200, 250, 500, 1000});
  CHECK(solid.panel->padding_bases == 20);
  CHECK(solid.somatic.call.min_alternate_reads == 4);  // for a call; the report asks for more
  CHECK(solid.somatic.report.min_alternate_reads == 20);
  CHECK(solid.somatic.report.hotspot_min_alternate_reads == 10);
  CHECK(solid.somatic.report.min_allele_fraction_ppm == 10'000);
  CHECK(solid.somatic.max_population_frequency_ppm == 5'000);

  const Assay blood = load_assay("myeloid");
  CHECK(blood.somatic.min_tumor_depth == 100);
  CHECK(blood.somatic.report.min_alternate_reads == 5);

  const Assay plasma = load_assay("ctdna");
  CHECK(plasma.somatic.report.min_allele_fraction_ppm == 3'000);
  CHECK(plasma.somatic.report.hotspot_min_allele_fraction_ppm == 2'500);
  CHECK(plasma.umi.source == UmiSource::name);
  CHECK(plasma.calling.umi.layout == UmiLayout{3, 3});
  CHECK(plasma.calling.umi.max_single_phred == 45);
}

TEST_CASE("paths of an assay file are relative to it") {
  const TemporaryFolder folder;
  const Assay assay = load_assay(changed(folder, "targets = \"\"", "targets = \"my.bed\"", "gms560"));
  CHECK(assay.panel->targets_path == folder.file("my.bed"));
  CHECK(assay.hotspots_path.empty());
}

TEST_CASE("read structures give the length of the UMI") {
  const TemporaryFolder folder;
  const std::string from = "bases = 3\n";
  const std::string path = changed(folder, from, "bases = 0\n", "ctdna");
  std::string text = (std::ostringstream() << std::ifstream(path).rdbuf()).str();
  const auto replace = [&](const std::string& old, const std::string& now) {
    text.replace(text.find(old), old.size(), now);
  };
  replace("source = \"name\"", "source = \"read\"");
  replace("structure1 = \"\"", "structure1 = \"3M2S+T\"");
  replace("structure2 = \"\"", "structure2 = \"3M2S+T\"");
  std::ofstream(path) << text;
  const Assay assay = load_assay(path);
  CHECK(assay.umi.bases == 3);
  CHECK(assay.umi.read2.prefix_bases() == 5);
  CHECK(assay.calling.umi.layout == UmiLayout{3, 3});
  replace("structure2 = \"3M2S+T\"", "structure2 = \"4M+T\"");
  std::ofstream(path) << text;
  CHECK_THROWS_WITH(load_assay(path), Contains("as many M bases"));
}

TEST_CASE("faults of a somatic assay are told with their key") {
  const TemporaryFolder folder;
  const auto message = [&](const std::string& from, const std::string& to) -> std::string {
    try {
      (void)load_assay(changed(folder, from, to, "ctdna"));
    } catch (const InputError& error) {
      return error.what();
    }
    return "no error";
  };
  CHECK_THAT(message("min_allele_fraction_percent = 0.3", "min_allele_fraction_percent = 101.0"),
             Contains("must be a number from 0 to 100"));
  CHECK_THAT(message("[30, 200", "[300, 200"), Contains("rising integers"));
  CHECK_THAT(message("is_duplex = true", "is_duplex = \"yes\""), Contains("must be true or false"));
  CHECK_THAT(message("bases = 3\n", "bases = 0\n"), Contains("length of the UMI"));
  CHECK_THAT(message("[somatic]", "[somatik]"), Contains("[somatic] is missing"));
  CHECK_THAT(message("role = \"tumor\"", "role = \"tumour\""), Contains("must be one of"));
}

TEST_CASE("a case must have the samples that its assay is made for") {
  Case input{"C1", "", std::vector<Sample>(1)};
  const auto message = [&](const char* assay) -> std::string {
    try {
      check_fits(load_assay(assay), input);
    } catch (const InputError& error) {
      return error.what();
    }
    return "fits";
  };
  CHECK(message("wgs") == "fits");
  CHECK(default_assay(input) == "wgs");
  CHECK_THAT(message("gms560"), Contains("case C1") && Contains("is for tumors"));
  input.samples[0].role = SampleRole::tumor;
  CHECK(default_assay(input) == "wgs_tumour_normal");
  CHECK_THAT(message("wgs"), Contains("germline assay, and the case has a tumor"));
  CHECK(message("gms560") == "fits");
  CHECK_THAT(message("wgs_tumour_normal"), Contains("demands a normal sample"));
  input.samples.emplace_back().role = SampleRole::normal;
  CHECK(message("wgs_tumour_normal") == "fits");
  Assay alone = load_assay("gms560");
  alone.normal = NormalSample::none;
  CHECK_THROWS_WITH(check_fits(alone, input), Contains("takes no normal"));
}

TEST_CASE("an assay that does not exist is told with the names there are") {
  CHECK_THROWS_WITH(load_assay("wsg"), Contains("\"wsg\"") && Contains("wgs"));
  CHECK_THROWS_AS(load_assay("/nonexistent/a.toml"), InputError);
}

}  // namespace
}  // namespace norrsken
