#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdio>
#include <filesystem>

#include "io/atomic_file.hpp"
#include "io/sample_sheet.hpp"
#include "pipeline/checkpoint/case_command.hpp"
#include "pipeline/commands/command_line.hpp"
#include "pipeline/nightly/case_status.hpp"
#include "pipeline/stages/case_report.hpp"
#include "pipeline/stages/memory_limit.hpp"

namespace norrsken {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

struct SubmitWords {
  std::string sheet, output, site;
  bool is_dry = false;
};

// What stands behind "--" goes to norrsken run.
std::vector<std::string> take_run_options(Arguments& arguments) {
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  std::vector<std::string> options(dashes == arguments.end() ? dashes : dashes + 1, arguments.end());
  arguments.erase(dashes, arguments.end());
  return options;
}

constexpr const char* usage =
    "usage: norrsken submit samples.csv -o OUT [--site site.toml] [-- options of norrsken run]\n\n"
    "A Slurm job for every case of the sheet that is not done, with nodes, memory and time by its input.\n\n";

// false: the help was printed.
bool parse(const Arguments& arguments, SubmitWords& words) {
  CommandLine line("submit", usage);
  line.options()("output,o", po::value(&words.output)->value_name("DIR"), "results go to DIR/CASE")(
      "site", po::value(&words.site)->value_name("TOML"), "site file (default: NORRSKEN_SITE)")(
      "dry-run", po::bool_switch(&words.is_dry), "print the sbatch commands only");
  line.words("sheet", po::value(&words.sheet));
  if (!line.read(arguments)) return false;
  if (words.sheet.empty()) throw InputError("submit", "", "needs a sample sheet", "norrsken submit --help shows how");
  if (words.output.empty()) throw InputError("submit", "", "needs an output folder", "add -o OUT");
  return true;
}

// "1 node", "2 nodes"
std::string counted(std::uint64_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string absolute(const std::string& path) {
  return fs::absolute(path).lexically_normal().string();
}

}  // namespace

ExitCode submit_command(const Arguments& given) {
  Arguments arguments = given;
  std::vector<std::string> run_options = take_run_options(arguments);
  SubmitWords words;
  if (!parse(arguments, words)) return ExitCode::ok;
  const Site site = read_site(words.site);
  const std::string output = absolute(words.output);
  for (const Case& input : read_sample_sheet(words.sheet).cases) {
    const std::string folder = output + "/" + input.name;
    const CaseStatus status = status_of_case(site, output, input.name);
    const bool is_busy =
        status.state == CaseState::running || (status.state == CaseState::waiting && !status.job.empty());
    if (!words.is_dry && (status.state == CaseState::done || is_busy)) {
      fmt::print("{}: {}{}\n", input.name, state_name(status.state), status.job.empty() ? "" : ", job " + status.job);
      continue;
    }
    CaseJob job = plan_case_job(site, {absolute(words.sheet), input.name, output, stored_bytes(input), run_options});
    if (words.is_dry) {
      fmt::print("{}\n", shell_words(sbatch_words(site, {job.name, folder + "/logs", job.size, job.words})));
      continue;
    }
    start_case_job(site, folder, job);
    fmt::print("{}: job {}: {} with {} and {} each, at most {}\n", input.name, job.id.empty() ? "here" : job.id,
               counted(job.size.nodes, "node"), counted(job.size.cores, "core"), bytes_text(job.size.memory_bytes),
               counted(job.size.minutes, "minute"));
  }
  return ExitCode::ok;
}

}  // namespace norrsken
