#include "pipeline/progress.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "../temporary_folder.hpp"
#include "io/text_file.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

TEST_CASE("numbers, rates and durations are written for people") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1000) == "1,000");
  CHECK(with_commas(1234567) == "1,234,567");
  CHECK(rate_text(950) == "950");
  CHECK(rate_text(12340) == "12.3 k");
  CHECK(rate_text(1234567) == "1.23 M");
  CHECK(duration_text(3.21) == "3.2 s");
  CHECK(duration_text(59.96) == "1:00");
  CHECK(duration_text(75.2) == "1:15");
  CHECK(duration_text(4000) == "1:06:40");
}

TEST_CASE("a stage leaves its begin and its end in the log, with times") {
  const TemporaryFolder folder;
  const std::string path = folder.file("run.log");
  {
    Log log(path, Terminal::quiet);
    Progress progress(log, "place", "reads");
    progress.add(400, 0.5);
    progress.finish(1200);
  }
  std::ifstream file(path);
  std::string begin;
  std::string end;
  std::getline(file, begin);
  std::getline(file, end);
  CHECK_THAT(begin, Catch::Matchers::EndsWith("place begins"));
  CHECK_THAT(end, Catch::Matchers::Contains("place    1,200 reads in "));
  CHECK_THAT(end, Catch::Matchers::StartsWith("20"));
}

TEST_CASE("an attempt that goes on shows what was done before, of that stage only") {
  const TemporaryFolder folder;
  const std::string path = folder.file("run.log");
  const std::string status = folder.file("status.json");
  const auto percent = [&] {
    const auto object = boost::json::parse(*read_text_file(status)).as_object();
    return object.at("percent").is_null() ? -1 : object.at("percent").to_number<int>();
  };
  Log(path, Terminal::quiet).report({"place", "", 0.6, 10});
  {
    Log log(path, Terminal::quiet);
    log.go_on();
    { const Progress progress(log, "place", "reads"); }
    CHECK(percent() == 60);
    CHECK(log.shown_before("place") == Approx(0.6));
    CHECK(log.shown_before("call") == 0);
    { const Progress progress(log, "call", "blocks"); }
    CHECK(percent() == -1);
  }
  Log fresh(path, Terminal::quiet);
  CHECK(fresh.shown_before("call") == 0);
  fresh.go_on();  // no percentage was known
  CHECK(fresh.shown_before("call") == 0);
  CHECK(Log().shown_before("place") == 0);
}

// Reads a folder's status.json until `is_met` of it; its stage, percent (-1: none) and message.
struct Shown {
  std::string stage;
  int percent = -1;
  std::string message;
};
template <class Condition>
Shown wait_for_status(const TemporaryFolder& folder, Condition is_met) {
  for (int turn = 0; turn < 10'000; ++turn) {
    if (const auto text = read_text_file(folder.file("status.json"))) {
      const auto object = boost::json::parse(*text).as_object();
      const Shown shown{std::string(object.at("stage").as_string()),
                        object.at("percent").is_null() ? -1 : object.at("percent").to_number<int>(),
                        std::string(object.at("message").as_string())};
      if (is_met(shown)) return shown;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return {"none in time", 0, ""};
}

TEST_CASE("the log tells where the run is, also between and after the stages that count") {
  const TemporaryFolder folder;
  const std::string path = folder.file("run.log");
  {
    Log log(path, Terminal::quiet, std::chrono::milliseconds(2));
    log.begin_stage("plan");
    const auto is_of = [](const char* stage) { return [stage](const Shown& shown) { return shown.stage == stage; }; };
    CHECK_THAT(wait_for_status(folder, is_of("plan")).message, Catch::Matchers::Matches("plan     0\\.[0-9] s so far"));
    log.begin_stage("place");
    {
      Progress progress(log, "place", "reads");
      progress.add(30, 0.6);
      const auto shown = wait_for_status(folder, [](const Shown& now) { return now.percent == 60; });
      CHECK_THAT(shown.message, Catch::Matchers::StartsWith("place    30 reads"));
      CHECK_THAT(shown.message, Catch::Matchers::Contains("/s") && Catch::Matchers::EndsWith("left"));
    }
    const auto is_time = [](const Shown& shown) { return shown.message.ends_with("so far"); };
    CHECK(wait_for_status(folder, is_time).percent == 60);  // of this stage, it stays
    log.begin_stage("judge");
    CHECK(wait_for_status(folder, is_of("judge")).percent == -1);
  }
  CHECK_THAT(*read_text_file(path), Catch::Matchers::Contains("judge    0."));
}

TEST_CASE("an attempt that looks for its beginning is where the one before was") {
  const TemporaryFolder folder;
  const std::string path = folder.file("run.log");
  Log(path, Terminal::quiet).report({"call", "call", 0.6, 10});
  const auto is_time = [](const Shown& shown) { return shown.message.starts_with("plan"); };
  for (int attempt = 0; attempt < 2; ++attempt) {
    Log log(path, Terminal::quiet, std::chrono::milliseconds(2));
    log.begin_stage("plan");
    const Shown shown = wait_for_status(folder, is_time);
    CHECK(shown.stage == "call");
    CHECK(shown.percent == 60);
  }
}

TEST_CASE("a log of another rank writes nothing and takes everything") {
  Log log;
  log.line("unseen");
  log.passing("unseen");
  log.begin_stage("place");
  const Progress progress(log, "place", "reads");
  CHECK_FALSE(log.shows_passing());
}

TEST_CASE("a log that cannot be opened is told") {
  CHECK_THROWS_AS(Log("/proc/nonexistent/run.log", Terminal::quiet), SystemError);
}

}  // namespace
}  // namespace norrsken
