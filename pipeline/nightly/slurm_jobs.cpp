#include "pipeline/nightly/slurm_jobs.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "kernels/types/input_error.hpp"
#include "pipeline/nightly/process.hpp"

namespace norrsken {
namespace {

namespace fs = std::filesystem;

std::string script_path(const Site& site) {
  if (!site.script.empty()) return site.script;
  const fs::path folder = fs::path(own_program()).parent_path();
  for (const char* place : {"../share/norrsken/slurm/norrsken.sbatch", "../../slurm/norrsken.sbatch"})
    if (fs::is_regular_file(folder / place)) return (folder / place).lexically_normal().string();
  throw InputError("norrsken.sbatch", "", "is not found beside the program", "set slurm.script in the site file");
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

ProgramOutput ask(const std::vector<std::string>& words) {
  ProgramOutput result = capture_program(words);
  if (result.exit_code == 127)
    throw SystemError(words[0], "cannot be started", "is Slurm installed here?",
                      "run this where Slurm's commands are, or set slurm.run_with = \"here\" in the site file");
  return result;
}

// "JobId=3 JobState=RUNNING Reason=None ..." -> the word behind a key.
std::string field(const std::string& line, const std::string& key) {
  const std::size_t at = (" " + line).find(" " + key + "=");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + key.size() + 1;
  return line.substr(begin, line.find(' ', begin) - begin);
}

JobState state_of(const std::string& word) {
  if (word == "PENDING" || word == "REQUEUED" || word == "SUSPENDED" || word.starts_with("REQUEUE_"))
    return JobState::waiting;
  if (word == "RUNNING" || word == "CONFIGURING" || word == "COMPLETING" || word == "STAGE_OUT" || word == "SIGNALING")
    return JobState::running;
  if (word == "COMPLETED") return JobState::completed;
  if (word == "OUT_OF_MEMORY") return JobState::out_of_memory;
  if (word == "TIMEOUT" || word == "DEADLINE") return JobState::timed_out;
  if (word.starts_with("CANCELLED")) return JobState::cancelled;
  return JobState::failed;
}

}  // namespace

std::vector<std::string> sbatch_words(const Site& site, const JobRequest& request) {
  const JobSize& size = request.size;
  std::vector<std::string> words{"sbatch",
                                 "--parsable",
                                 "--job-name=" + request.name,
                                 fmt::format("--nodes={}", size.nodes),
                                 "--ntasks-per-node=1",
                                 fmt::format("--cpus-per-task={}", size.cores),
                                 fmt::format("--mem={}M", size.memory_bytes >> 20),
                                 fmt::format("--time={}", size.minutes),
                                 "--output=" + request.log_folder + "/slurm-%j.log"};
  if (!site.account.empty()) words.push_back("--account=" + site.account);
  if (!site.partition.empty()) words.push_back("--partition=" + site.partition);
  words.insert(words.end(), site.slurm_options.begin(), site.slurm_options.end());
  words.push_back(fmt::format("--export=ALL,NORRSKEN={},NORRSKEN_LAUNCHER={},NORRSKEN_SETUP={},NORRSKEN_REQUEUES={}",
                              own_program(), site.launcher, site.setup, site.requeues));
  words.push_back(script_path(site));
  words.insert(words.end(), request.words.begin(), request.words.end());
  return words;
}

std::string submit_job(const Site& site, const JobRequest& request) {
  const ProgramOutput result = ask(sbatch_words(site, request));
  const std::string id = trimmed(result.output.substr(0, result.output.find(';')));
  if (result.exit_code != 0 || id.empty())
    throw SystemError("sbatch", "job " + request.name + " was not accepted", trimmed(result.errors),
                      "check slurm.* of the site file");
  return id;
}

std::optional<JobInfo> parse_job(const std::string& line) {
  const std::string word = field(line, "JobState");
  if (word.empty()) return std::nullopt;
  JobInfo info;
  info.state = state_of(word);
  info.state_text = word;
  if (const std::string reason = field(line, "Reason"); !reason.empty() && reason != "None")
    info.state_text += " (" + reason + ")";
  if (const std::string nodes = field(line, "NodeList"); nodes != "(null)") info.nodes = nodes;
  const std::string limit = field(line, "TimeLimit");
  if (info.state == JobState::running && !limit.empty()) info.time_left = field(line, "RunTime") + " of " + limit;
  int code = 0;
  int signal = 0;
  if (std::sscanf(field(line, "ExitCode").c_str(), "%d:%d", &code, &signal) == 2)
    info.exit_code = signal != 0 ? 128 + signal : code;
  return info;
}

std::optional<JobInfo> find_job(const std::string& id) {
  if (id.empty()) return std::nullopt;
  const ProgramOutput result = ask({"scontrol", "-o", "show", "job", id});
  if (result.exit_code == 0) return parse_job(trimmed(result.output));
  if (result.errors.find("Invalid job id") != std::string::npos) return std::nullopt;
  throw SystemError("scontrol", "cannot tell about job " + id, trimmed(result.errors), "try again later");
}

std::string find_job_named(const std::string& name) {
  const ProgramOutput result = ask({"squeue", "--noheader", "--states=all", "--format=%i", "--name=" + name});
  if (result.exit_code != 0) throw SystemError("squeue", "does not answer", trimmed(result.errors), "try again later");
  std::istringstream lines(result.output);
  std::string youngest;
  for (std::string id; lines >> id;)
    if (youngest.empty() || std::strtoull(id.c_str(), nullptr, 10) > std::strtoull(youngest.c_str(), nullptr, 10))
      youngest = id;
  return youngest;
}

}  // namespace norrsken
