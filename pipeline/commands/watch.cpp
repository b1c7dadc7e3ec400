#include "pipeline/nightly/watch.hpp"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <chrono>
#include <cstdio>
#include <thread>

#include "pipeline/checkpoint/stop_request.hpp"
#include "pipeline/commands/command_line.hpp"

namespace norrsken {
namespace {

namespace po = boost::program_options;

struct WatchWords {
  std::string folder, site;
  bool is_loop = false;
};

constexpr const char* usage =
    "usage: norrsken watch DIR [--site site.toml] [--loop]\n\n"
    "Calls the cases of every completed run below DIR: submits, follows, retries, reports. One pass, for cron or a\n"
    "systemd timer; exit code 6 when cases of a run that finished in it have failed.\n\n";

// false: the help was printed.
bool parse(const Arguments& arguments, WatchWords& words) {
  CommandLine line("watch", usage);
  line.options()("site", po::value(&words.site)->value_name("TOML"), "site file (default: NORRSKEN_SITE)")(
      "loop", po::bool_switch(&words.is_loop), "look again every watch.poll_seconds until SIGTERM");
  line.words("folder", po::value(&words.folder));
  if (!line.read(arguments)) return false;
  if (words.folder.empty())
    throw InputError("watch", "", "needs the folder of the runs", "norrsken watch --help shows how");
  return true;
}

void tell(const WatchOutcome& outcome) {
  fmt::print("{} runs finished, {} at work, {} cases failed{}\n", outcome.runs_finished, outcome.runs_working,
             outcome.cases_failed, outcome.has_breach ? ", the control is below its limits" : "");
  std::fflush(stdout);
}

}  // namespace

ExitCode watch_command(const Arguments& arguments) {
  WatchWords words;
  if (!parse(arguments, words)) return ExitCode::ok;
  const Site site = read_site(words.site);
  WatchOutcome outcome = watch_once(site, words.folder);
  tell(outcome);
  std::size_t failed = outcome.cases_failed;
  if (words.is_loop) note_stop_requests();
  while (words.is_loop && !is_stop_requested()) {
    for (std::uint64_t second = 0; second < site.poll_seconds && !is_stop_requested(); ++second)
      std::this_thread::sleep_for(std::chrono::seconds(1));
    outcome = watch_once(site, words.folder);
    failed += outcome.cases_failed;
    if (outcome.runs_finished > 0) tell(outcome);
  }
  return failed > 0 ? ExitCode::some_cases : ExitCode::ok;
}

}  // namespace norrsken
