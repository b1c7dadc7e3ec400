#include "pipeline/nightly/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <csignal>
#include <filesystem>

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"
#include "io/provenance.hpp"
#include "io/sample_sheet.hpp"
#include "io/text_file.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/mpi/error.hpp"
#include "pipeline/nightly/case_status.hpp"
#include "pipeline/nightly/control.hpp"
#include "pipeline/nightly/process.hpp"
#include "pipeline/report/run_summary.hpp"
#include "pipeline/stages/case_leftovers.hpp"
#include "pipeline/stages/case_report.hpp"

namespace norrsken {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct WatchedCase {
  std::string name;
  bool is_final = false;
  bool is_done = false;
  std::uint64_t tries = 0;
  std::string message;
};

// One sequencing run in one pass.
class WatchedRun {
 public:
  WatchedRun(const Site& site, const fs::path& folder, const std::string& runs_folder)
      : site_(site),
        folder_(folder),
        runs_folder_(runs_folder),
        output_((folder / site.results).string()),
        sheet_((folder / site.sheet).string()) {}

  // True when nothing is left to do.
  bool advance() {
    create_private_folders(output_);
    try {
      for (const Case& input : read_sample_sheet(sheet_).cases) cases_.push_back(advance_case(input));
    } catch (const InputError& error) {
      cases_ = {{"(sheet)", true, false, 0, error.what()}};
    }
    const bool is_finished =
        std::all_of(cases_.begin(), cases_.end(), [](const WatchedCase& each) { return each.is_final; });
    if (is_finished) judge_controls();
    write_state(is_finished);
    if (is_finished) report();
    return is_finished;
  }

  [[nodiscard]] std::size_t failed() const {
    return static_cast<std::size_t>(std::count_if(
        cases_.begin(), cases_.end(), [](const WatchedCase& each) { return each.is_final && !each.is_done; }));
  }
  [[nodiscard]] bool has_breach() const { return has_breach_; }

 private:
  WatchedCase advance_case(const Case& input) {
    WatchedCase watched;
    watched.name = input.name;
    const std::string case_folder = output_ + "/" + input.name;
    std::optional<CaseJob> job = read_case_job(case_folder);
    try {
      if (!job) {
        job = plan_case_job(site_, {sheet_, input.name, output_, stored_bytes(input), {}});
        start_case_job(site_, case_folder, *job);
      }
      settle(case_folder, *job, watched);
    } catch (const InputError& error) {
      watched.is_final = true;
      watched.message = error.what();
    } catch (const SystemError& error) {  // Slurm is busy, a disk is full: the next pass tries again
      watched.message = error.what();
    }
    watched.tries = job ? job->tries : 0;
    if (input.samples.size() == 1 && site_.controls.contains(input.samples[0].name) && watched.is_done)
      controls_.emplace_back(case_folder, input.samples[0].name);
    return watched;
  }

  // What became of the job; starts it again where that helps.
  void settle(const std::string& case_folder, CaseJob& job, WatchedCase& watched) {
    const auto info = look_up(site_, case_folder, job);
    if (info && (info->state == JobState::waiting || info->state == JobState::running)) {
      watched.message = info->state_text;
      return;
    }
    const CaseStatus status = status_of_case(site_, output_, watched.name);
    watched.message = status.message;
    watched.is_done = watched.is_final = status.state == CaseState::done;
    if (watched.is_done) clear_leftovers(case_folders(output_, scratch_of(job), watched.name));
    if (watched.is_done || status.state == CaseState::running) return;
    const Remedy remedy = remedy_for(status, info);
    if (status.state != CaseState::failed)
      watched.message = why_text(site_, output_, status).substr(0, why_text(site_, output_, status).find('\n'));
    watched.is_final = remedy == Remedy::none || job.tries > site_.retries;
    if (watched.is_final) return;
    if (remedy == Remedy::more_memory) job.size = with_more_memory(job.size, site_);
    if (remedy == Remedy::more_time) job.size = with_more_time(job.size, site_);
    start_case_job(site_, case_folder, job);
    watched.message = fmt::format("try {}: {}", job.tries, watched.message);
    if (site_.run_with == RunWith::here) settle(case_folder, job, watched);
  }

  void judge_controls() {
    const std::string path =
        site_.control_history.empty() ? runs_folder_ + "/control_history.tsv" : site_.control_history;
    for (const auto& [case_folder, sample] : controls_) {
      try {
        ControlRun control = judge_control(site_, case_folder, sample);
        control.run = folder_.filename().string();
        const std::vector<ControlVerdict> verdicts = follow_control(site_, path, std::move(control));
        has_breach_ = has_breach_ || std::any_of(verdicts.begin(), verdicts.end(),
                                                 [](const ControlVerdict& each) { return each.is_breach; });
        judged_.push_back(control_object(sample, verdicts));
        control_texts_.push_back(control_text(sample, verdicts));
      } catch (const std::exception& error) {  // the cases are done all the same
        judged_.push_back({{"sample", sample}, {"not_judged", error.what()}});
        control_texts_.push_back(fmt::format("control {}: not judged: {}", sample, error.what()));
      }
    }
  }

  void write_state(bool is_finished) const {
    json::array cases;
    for (const WatchedCase& each : cases_)
      cases.push_back({{"case", each.name},
                       {"state", each.is_done    ? "DONE"
                                 : each.is_final ? "FAILED"
                                                 : "working"},
                       {"tries", each.tries},
                       {"message", each.message}});
    write_file(output_ + "/watch.json", json_text({{"run", folder_.filename().string()},
                                                   {"state", is_finished ? "finished" : "working"},
                                                   {"updated", utc_timestamp()},
                                                   {"failed", failed()},
                                                   {"cases", std::move(cases)},
                                                   {"controls", judged_},
                                                   {"control_breach", has_breach_}}));
  }

  // Appended to the summary of the night, and mailed.
  void report() const {
    const auto done = static_cast<std::size_t>(
        std::count_if(cases_.begin(), cases_.end(), [](const WatchedCase& each) { return each.is_done; }));
    const std::string now = utc_timestamp();
    std::string text =
        fmt::format("{} {}: {} cases DONE, {} FAILED\n", now, folder_.filename().string(), done, failed());
    for (const WatchedCase& each : cases_)
      if (!each.is_done) text += fmt::format("  FAILED {} (tries {}): {}\n", each.name, each.tries, each.message);
    for (const std::string& line : control_texts_) text += "  " + line + "\n";
    if (has_breach_) text += "  WARNING: the control is below its limits: look at it before these results are used\n";
    const std::string summaries = site_.summaries.empty() ? runs_folder_ : site_.summaries;
    create_private_folders(summaries);
    const std::string path = summaries + "/norrsken-" + now.substr(0, 10) + ".txt";
    write_file(path, read_text_file(path).value_or("") + text);
    // A sheet that could not be read has left no case to show.
    if (cases_in(output_).size() > 0) write_run_summary(output_);
    if (!site_.mail.empty()) static_cast<void>(capture_program({"sh", "-c", site_.mail}, text));
  }

  const Site& site_;
  fs::path folder_;
  std::string runs_folder_;
  std::string output_;
  std::string sheet_;
  std::vector<WatchedCase> cases_;
  std::vector<std::pair<std::string, std::string>> controls_;  // case folder, sample
  json::array judged_;
  std::vector<std::string> control_texts_;
  bool has_breach_ = false;
};

bool is_complete(const Site& site, const fs::path& folder) {
  const auto is_there = [&](const std::string& name) { return fs::is_regular_file(folder / name); };
  return is_there(site.sheet) && std::any_of(site.markers.begin(), site.markers.end(), is_there);
}

bool is_finished(const Site& site, const fs::path& folder) {
  const auto text = read_text_file((folder / site.results / "watch.json").string());
  try {
    return text && json::parse(*text).as_object().at("state").as_string() == "finished";
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

Remedy remedy_for(const CaseStatus& status, const std::optional<JobInfo>& info) {
  // Of a rank, or of those that srun then ended.
  const bool is_killed = info && (info->exit_code == 128 + SIGKILL || info->exit_code == 128 + SIGTERM);
  if (status.exit_code && *status.exit_code >= 1 && *status.exit_code <= 4)
    return Remedy::none;                                                // would end the same way again
  if (info && info->state == JobState::cancelled) return Remedy::none;  // somebody wanted it so
  if (info && info->state == JobState::timed_out) return Remedy::more_time;
  if (is_killed || (info && info->state == JobState::out_of_memory)) return Remedy::more_memory;
  if (status.message.find(too_little_memory) != std::string::npos) return Remedy::more_memory;
  return Remedy::again;
}

WatchOutcome watch_once(const Site& given, const std::string& folder) {
  Site site = given;
  site.requeues = 0;  // whose ranks are killed needs more memory, not the same once more
  std::error_code error;
  std::vector<fs::path> runs;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (fs::is_directory(entry.path()) && is_complete(site, entry.path())) runs.push_back(entry.path());
  if (error) throw InputError(folder, "", "cannot be listed", "give the folder that holds the runs' folders");
  std::sort(runs.begin(), runs.end());
  WatchOutcome outcome;
  const std::string absolute = fs::absolute(folder).lexically_normal().string();
  for (const fs::path& run : runs) {
    const fs::path place = fs::absolute(run).lexically_normal();
    if (is_finished(site, place)) continue;
    const std::string results = (place / site.results).string();
    create_private_folders(results);
    std::unique_ptr<CaseLock> lock;
    try {
      lock = std::make_unique<CaseLock>(results);
    } catch (const InputError&) {  // another watcher has it
      ++outcome.runs_working;
      continue;
    }
    if (is_finished(site, place)) continue;  // just now
    WatchedRun watched(site, place, absolute);
    if (!watched.advance()) {
      ++outcome.runs_working;
      continue;
    }
    ++outcome.runs_finished;
    outcome.cases_failed += watched.failed();
    outcome.has_breach = outcome.has_breach || watched.has_breach();
  }
  return outcome;
}

}  // namespace norrsken
