#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <cstdio>
#include <filesystem>

#include "pipeline/checkpoint/case_command.hpp"
#include "pipeline/commands/command_line.hpp"
#include "pipeline/nightly/case_status.hpp"
#include "pipeline/nightly/process.hpp"

namespace norrsken {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

struct StatusWords {
  std::string case_name, output = ".", site;
};

// false: the help was printed.
bool parse(const char* command, const char* purpose, const Arguments& arguments, StatusWords& words) {
  CommandLine line(command, std::string(purpose) + "\n\n");
  line.options()("output,o", po::value(&words.output)->value_name("DIR"), "folder of the cases (default: this one)")(
      "site", po::value(&words.site)->value_name("TOML"), "site file (default: NORRSKEN_SITE)");
  line.words("case", po::value(&words.case_name));
  if (!line.read(arguments)) return false;
  words.output = fs::absolute(words.output).lexically_normal().string();
  return true;
}

CaseStatus chosen(const char* command, const Site& site, const StatusWords& words) {
  if (words.case_name.empty()) throw InputError(command, "", "needs a case", "norrsken status shows all of them");
  if (!fs::is_directory(words.output + "/" + words.case_name))
    throw InputError(words.output, "", "has no case " + words.case_name, "norrsken status shows all of them");
  return status_of_case(site, words.output, words.case_name);
}

// A case that nobody submitted: a process by itself is started again here; who started several ranks knows where.
ExitCode resume_by_hand(const std::string& folder, const std::string& case_name) {
  const std::optional<CaseCommand> given = read_case_command(folder);
  if (!given)
    throw InputError(case_name, "", "has not begun yet, or another version has begun it",
                     "give its norrsken run command again: it goes on from its checkpoint");
  const CaseCommand command = going_on(*given, case_name);
  if (!command.launcher.empty()) {
    fmt::print("{}: to go on:\n  {}\n", case_name, shell_line(command));
    return ExitCode::ok;
  }
  fs::current_path(command.folder);
  std::vector<std::string> words = command.words;
  words.insert(words.begin(), own_program());
  return static_cast<ExitCode>(run_program(words));
}

}  // namespace

ExitCode status_command(const Arguments& arguments) {
  StatusWords words;
  if (!parse("status", "usage: norrsken status [CASE] [-o DIR]\n\nWhere cases stand.", arguments, words))
    return ExitCode::ok;
  const Site site = read_site(words.site);
  std::vector<CaseStatus> cases;
  if (!words.case_name.empty())
    cases.push_back(chosen("status", site, words));
  else
    for (const std::string& name : cases_in(words.output)) cases.push_back(status_of_case(site, words.output, name));
  std::fputs(status_table(cases).c_str(), stdout);
  return ExitCode::ok;
}

ExitCode why_command(const Arguments& arguments) {
  StatusWords words;
  if (!parse("why", "usage: norrsken why CASE [-o DIR]\n\nThe first error of a case and what to do.", arguments, words))
    return ExitCode::ok;
  const Site site = read_site(words.site);
  std::fputs(why_text(site, words.output, chosen("why", site, words)).c_str(), stdout);
  return ExitCode::ok;
}

ExitCode resume_command(const Arguments& arguments) {
  StatusWords words;
  if (!parse("resume",
             "usage: norrsken resume CASE [-o DIR]\n\nGoes on with a case that was stopped, killed or failed: submits "
             "its job again, runs its command again, or\nprints it where it had several ranks.",
             arguments, words))
    return ExitCode::ok;
  const Site site = read_site(words.site);
  const CaseStatus status = chosen("resume", site, words);
  const std::string folder = words.output + "/" + words.case_name;
  if (status.state == CaseState::done || status.state == CaseState::running)
    throw InputError(words.case_name, "", std::string("is ") + state_name(status.state), "there is nothing to resume");
  std::optional<CaseJob> job = read_case_job(folder);
  if (!job) return resume_by_hand(folder, words.case_name);
  if (status.state == CaseState::waiting && !status.job.empty())
    throw InputError(words.case_name, "", "waits as job " + status.job, "see squeue");
  start_case_job(site, folder, *job);
  fmt::print("{}: {}\n", words.case_name, job->id.empty() ? "was run here" : "job " + job->id);
  return ExitCode::ok;
}

}  // namespace norrsken
