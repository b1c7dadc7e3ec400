// The job that works on one case: submitted, found again, started again. OUT/CASE/logs/job.json remembers it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/nightly/job_size.hpp"
#include "pipeline/nightly/slurm_jobs.hpp"

namespace norrsken {

struct CaseJob {
  std::string name;                // of the job; the same for all tries
  std::string id;                  // Slurm's; empty: about to be submitted, or run here
  std::vector<std::string> words;  // for norrsken
  JobSize size;
  std::uint64_t tries = 0;
};

// Nothing when there is no record of a job.
[[nodiscard]] std::optional<CaseJob> read_case_job(const std::string& case_folder);

// What its --scratch says; empty: the folder of the results.
[[nodiscard]] std::string scratch_of(const CaseJob& job);

// A case of a sheet that is to be run; paths are absolute.
struct CaseRequest {
  std::string sheet;
  std::string case_name;
  std::string output;  // the case gets a folder in it
  std::uint64_t input_bytes = 0;
  std::vector<std::string> run_options;  // beside those of the site
};
// The job for it, not yet submitted. Throws InputError when no index is known, or it is not there.
[[nodiscard]] CaseJob plan_case_job(const Site& site, const CaseRequest& request);

// Submits the next try of a job, or, with run_with = "here", runs it to its end. The record is written before and
// after, so that a job which was submitted by a process that was killed in between is found by its name and not
// submitted twice. Throws SystemError.
void start_case_job(const Site& site, const std::string& case_folder, CaseJob& job);

// What became of it, as far as Slurm knows; looks for the job by its name when the record has no id yet.
[[nodiscard]] std::optional<JobInfo> look_up(const Site& site, const std::string& case_folder, CaseJob& job);

}  // namespace norrsken
