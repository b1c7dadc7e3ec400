#include "pipeline/nightly/control.hpp"

#include <catch2/catch.hpp>

#include "../temporary_folder.hpp"

namespace norrsken {
namespace {

ControlRun run_with(const std::string& sample, double f1) {
  return {"2026-01-31T00:00:00Z", "R", sample, {{"snv_f1", f1}, {"mean_depth", 30}}};
}

TEST_CASE("the history of controls is read as it was written") {
  const TemporaryFolder folder;
  const std::string path = folder.file("history.tsv");
  CHECK(read_history(path).empty());
  append_history(path, run_with("HG002", 0.9991));
  append_history(path, run_with("HG001", 0.5));
  const auto runs = read_history(path);
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].sample == "HG002");
  REQUIRE(runs[0].metrics.size() == 2);
  CHECK(runs[0].metrics[0].value == Approx(0.9991));
}

TEST_CASE("a control breaches when it falls more than three deviations below its last runs") {
  std::vector<ControlRun> before;
  for (int night = 0; night < 4; ++night) before.push_back(run_with("HG002", night % 2 == 0 ? 0.998 : 0.999));
  before.push_back(run_with("HG001", 0.1));                              // another sample
  CHECK(hold_against(before, run_with("HG002", 0.1), 20)[0].high == 0);  // too few to tell
  before.push_back(run_with("HG002", 0.9985));
  const auto good = hold_against(before, run_with("HG002", 0.9975), 20);
  CHECK_FALSE(good[0].is_breach);
  CHECK(good[0].low < 0.998);
  CHECK(good[0].high > 0.999);
  CHECK_FALSE(good[1].is_breach);  // the same depth every night
  CHECK(hold_against(before, run_with("HG002", 0.99), 20)[0].is_breach);
  CHECK_FALSE(hold_against(before, run_with("HG002", 1), 20)[0].is_breach);  // better is no breach
  // Only the last runs count.
  std::vector<ControlRun> older(20, run_with("HG002", 0.5));
  older.insert(older.end(), before.begin(), before.end());
  CHECK(hold_against(older, run_with("HG002", 0.99), 5)[0].is_breach);
}

TEST_CASE("the trend is a plot with one line a metric, and a breach stands out") {
  std::vector<ControlRun> runs(6, run_with("HG002", 0.999));
  runs.push_back(run_with("HG002", 0.9));
  const auto verdicts = hold_against(std::vector<ControlRun>(runs.begin(), runs.end() - 1), runs.back(), 20);
  const std::string svg = trend_svg(runs, verdicts);
  CHECK(svg.starts_with("<svg"));
  CHECK(svg.find("snv_f1") != std::string::npos);
  CHECK(svg.find("font-weight=\"bold\"") != std::string::npos);
  CHECK(svg.find("mean_depth") != std::string::npos);
}

}  // namespace
}  // namespace norrsken
