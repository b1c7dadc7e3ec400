#include "pipeline/stages/assay.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "../temporary_folder.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/stages/embedded_assays.hpp"

namespace norrsken {
namespace {

using Catch::Matchers::Contains;

// The built-in text with one change, as a file.
std::string changed(const TemporaryFolder& folder, const std::string& from, const std::string& to) {
  std::string text(embedded_assays.front().text);
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
  CHECK(assay.calling.min_depth == CallingOptions{}.min_depth);
  CHECK(assay.calling.max_depth_factor == CallingOptions{}.max_depth_factor);
  CHECK(assay.calling.pileup_cap == CallingOptions{}.pileup_cap);
  CHECK(assay.sex.builds.size() == 2);
  CHECK(assay.sex.builds.front().x_par.front().start == 10000);
  CHECK(assay.sex.builds.front().x_par.front().end == 2781479);
  CHECK(assay.sex.single_x_at_least == 300);
  CHECK_FALSE(assay.limits.empty());
}

TEST_CASE("every limit names a metric that there is") {
  const auto metrics = quality_metrics({});
  CHECK_NOTHROW(judge_quality(metrics, load_assay("wgs").limits));
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
  CHECK_THAT(message("kind = \"germline\"", "kind = \"somatic\""), Contains("not supported"));
  CHECK_THAT(message("[placement]", "[placment]"), Contains("[placement] is missing"));
  CHECK_THAT(message("[placement]", "[extra]\na = 1\n[placement]"), Contains("unknown section \"extra\""));
  CHECK_THAT(message("[[10001, 2781479]", "[[2781479, 10001]"), Contains("must hold pairs"));
  CHECK_THAT(message("[[quality]]", "[quality]"), Contains("my.toml line "));
}

TEST_CASE("an assay that does not exist is told with the names there are") {
  CHECK_THROWS_WITH(load_assay("wsg"), Contains("\"wsg\"") && Contains("wgs"));
  CHECK_THROWS_AS(load_assay("/nonexistent/a.toml"), InputError);
}

}  // namespace
}  // namespace norrsken
