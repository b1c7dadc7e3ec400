// Slurm through its commands: sbatch, squeue, scontrol. Nothing here needs accounting (slurmdbd).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/nightly/job_size.hpp"
#include "pipeline/nightly/site_file.hpp"

namespace norrsken {

struct JobRequest {
  std::string name;        // of the job; unique, so that it can be found again
  std::string log_folder;  // slurm-ID.log goes there; exists
  JobSize size;
  std::vector<std::string> words;  // for norrsken
};

// The sbatch command. Throws InputError when norrsken.sbatch is not found.
[[nodiscard]] std::vector<std::string> sbatch_words(const Site& site, const JobRequest& request);
// Submits it and returns its id. Throws SystemError with what sbatch said.
[[nodiscard]] std::string submit_job(const Site& site, const JobRequest& request);

enum class JobState { waiting, running, completed, failed, out_of_memory, timed_out, cancelled };
struct JobInfo {
  JobState state = JobState::waiting;
  std::string state_text;  // as Slurm names it, with its reason
  std::string nodes;
  std::string time_left;  // "1:02:03" of the job's limit
  int exit_code = 0;      // 128 + signal
};

// One line of `scontrol -o show job`. Nothing when it has no JobState.
[[nodiscard]] std::optional<JobInfo> parse_job(const std::string& line);
// Nothing when Slurm does not know the job (any more: it forgets them some minutes after their end).
// Throws SystemError when Slurm does not answer.
[[nodiscard]] std::optional<JobInfo> find_job(const std::string& id);
// Id of the youngest job of a name, also when it has just ended; empty when there is none.
[[nodiscard]] std::string find_job_named(const std::string& name);

}  // namespace norrsken
