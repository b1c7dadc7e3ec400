#include "pipeline/nightly/case_status.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <sstream>

#include "io/text_file.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/checkpoint/attempt.hpp"
#include "pipeline/checkpoint/last_words.hpp"
#include "pipeline/checkpoint/manifest.hpp"
#include "pipeline/progress.hpp"

namespace norrsken {
namespace {

namespace fs = std::filesystem;

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// Somebody holds the lock of the case.
bool is_locked(const std::string& case_folder) {
  const int descriptor = open((case_folder + "/.lock").c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool is_free = flock(descriptor, LOCK_EX | LOCK_NB) == 0;
  close(descriptor);
  return !is_free;
}

void read_progress(const std::string& case_folder, CaseStatus& status) {
  const std::optional<std::string> text = read_text_file(case_folder + "/logs/status.json");
  if (!text) return;
  try {
    const boost::json::object object = boost::json::parse(*text).as_object();
    status.stage = object.at("stage").as_string();
    status.message = object.at("message").as_string();
    if (!object.at("percent").is_null()) status.percent = object.at("percent").to_number<int>();
    if (!object.at("left_seconds").is_null())
      status.left = duration_text(object.at("left_seconds").to_number<double>());
  } catch (const std::exception&) {  // half a file of another version: nothing to show
  }
}

// "... [exit 3]" -> 3
std::optional<int> exit_code_of(const std::string& line) {
  const std::size_t at = line.rfind("[exit ");
  if (at == std::string::npos) return std::nullopt;
  return std::atoi(line.c_str() + at + 6);
}

CaseState state_without_marker(const Site& site, const std::string& folder, CaseStatus& status) {
  if (auto job = read_case_job(folder)) {
    const auto info = look_up(site, folder, *job);
    status.job = job->id;
    if (info && !info->nodes.empty()) status.node = info->nodes;
    if (info && info->state == JobState::waiting) {
      status.message = info->state_text;
      return CaseState::waiting;
    }
    if (info && info->state == JobState::running) return CaseState::running;
  }
  if (is_locked(folder)) return CaseState::running;
  if (read_manifest(folder)) return CaseState::stopped;
  return read_attempt(folder) ? CaseState::lost : CaseState::waiting;
}

// The last error line in the job's output, or what a run left that its launcher ended: where there is no marker.
std::string last_error(const std::string& folder, const std::string& job) {
  if (const auto attempt = read_attempt(folder))
    if (const auto words = read_text_file(last_words_path(folder, attempt->number))) return first_line(*words);
  const std::optional<std::string> text =
      job.empty() ? std::nullopt : read_text_file(folder + "/logs/slurm-" + job + ".log");
  std::string found;
  std::istringstream lines(text.value_or(""));
  for (std::string line; std::getline(lines, line);)
    if (line.find("error:") != std::string::npos || line.starts_with("norrsken:")) found = line;
  return found;
}

}  // namespace

const char* state_name(CaseState state) {
  switch (state) {
    case CaseState::done:
      return "DONE";
    case CaseState::failed:
      return "FAILED";
    case CaseState::running:
      return "running";
    case CaseState::waiting:
      return "waiting";
    case CaseState::stopped:
      return "stopped";
    case CaseState::lost:
      break;
  }
  return "lost";
}

CaseStatus status_of_case(const Site& site, const std::string& output, const std::string& name) {
  const std::string folder = output + "/" + name;
  CaseStatus status;
  status.name = name;
  if (const auto attempt = read_attempt(folder)) status.node = attempt->host;
  read_progress(folder, status);
  if (const auto job = read_case_job(folder)) status.job = job->id;
  if (const auto done = read_text_file(folder + "/DONE")) {
    status = {name,        CaseState::done, "", std::nullopt, "", status.job, "", first_line(*done).substr(0, 29),
              std::nullopt};
  } else if (const auto failed = read_text_file(folder + "/FAILED")) {
    status.state = CaseState::failed;
    status.message = first_line(*failed);
    status.exit_code = exit_code_of(status.message);
  } else {
    status.state = state_without_marker(site, folder, status);
    if (status.state == CaseState::lost || status.state == CaseState::stopped)
      if (const std::string said = last_error(folder, status.job); !said.empty()) status.message = said;
  }
  return status;
}

std::vector<std::string> cases_in(const std::string& output) {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(output, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with('.') && fs::is_directory(entry.path() / "logs")) names.push_back(name);
  }
  if (error) throw InputError(output, "", "cannot be listed", "give the folder of -o of norrsken run");
  std::sort(names.begin(), names.end());
  return names;
}

std::string status_table(const std::vector<CaseStatus>& cases) {
  std::size_t width = 4;
  for (const CaseStatus& status : cases) width = std::max(width, status.name.size());
  std::string text = fmt::format("{:<{}}  {:<8} {:<8} {:>4}  {:<9} {:<8} {:<10} {}\n", "case", width, "state", "stage",
                                 "%", "left", "job", "node", "message");
  for (const CaseStatus& status : cases)
    text += fmt::format("{:<{}}  {:<8} {:<8} {:>4}  {:<9} {:<8} {:<10} {}\n", status.name, width,
                        state_name(status.state), status.stage, status.percent ? std::to_string(*status.percent) : "",
                        status.left, status.job, status.node, status.message);
  return text;
}

std::string why_text(const Site& site, const std::string& output, const CaseStatus& status) {
  const std::string folder = output + "/" + status.name;
  const std::string log = folder + "/logs/norrsken.log";
  const std::string resume = fmt::format("norrsken resume {} -o {}", status.name, output);
  switch (status.state) {
    case CaseState::done:
      return fmt::format("{} is done: {}\n", status.name, folder);
    case CaseState::failed:
      return fmt::format("{} failed: {}\nlog: {}\nonce the cause is gone: {}\n", status.name, status.message, log,
                         resume);
    case CaseState::running:
    case CaseState::waiting:
      return fmt::format("{} is {}: {}\n", status.name, state_name(status.state),
                         status.message.empty() ? "it has just begun" : status.message);
    case CaseState::stopped:
    case CaseState::lost:
      break;
  }
  std::string said = last_error(folder, status.job);
  if (auto job = read_case_job(folder))
    if (const auto info = look_up(site, folder, *job))
      said += (said.empty() ? "" : "; ") + ("Slurm: " + info->state_text);
  if (said.empty()) said = "its processes ended without a word: killed, or the node went down";
  return fmt::format("{} is {}: {}\nlog: {}\nto go on: {}\n", status.name, state_name(status.state), said, log, resume);
}

}  // namespace norrsken
