#include "pipeline/nightly/control.hpp"

#include <catch2/catch.hpp>

#include "../../temporary_folder.hpp"

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

TEST_CASE("a control enters the history once, and is held against the runs before it") {
  const TemporaryFolder folder;
  const std::string path = folder.file("history.tsv");
  for (int night = 0; night < 6; ++night) {
    ControlRun run = run_with("HG002", 0.999);
    run.run = "R" + std::to_string(night);
    CHECK(follow_control({}, path, run)[0].before.size() == static_cast<std::size_t>(night));
  }
  ControlRun bad = run_with("HG002", 0.9);
  bad.run = "R6";
  CHECK(follow_control({}, path, bad)[0].is_breach);
  CHECK(follow_control({}, path, bad)[0].is_breach);  // by a watcher after one that was killed
  CHECK(read_history(path).size() == 7);
}

TEST_CASE("verdicts are told in a line, and as the page needs them") {
  std::vector<ControlRun> before(6, run_with("HG002", 0.999));
  const auto verdicts = hold_against(before, run_with("HG002", 0.9), 5);
  CHECK(control_text("HG002", verdicts) == "control HG002: snv_f1 0.9 BELOW 0.999 mean_depth 30");
  const boost::json::object object = control_object("HG002", verdicts);
  CHECK(object.at("sample").as_string() == "HG002");
  const boost::json::object& metric = object.at("metrics").at(0).as_object();
  CHECK(metric.at("name").as_string() == "snv_f1");
  CHECK(metric.at("breach").as_bool());
  CHECK(metric.at("low").as_double() == Approx(0.999));
  CHECK(metric.at("before").as_array().size() == 5);
}

}  // namespace
}  // namespace norrsken
