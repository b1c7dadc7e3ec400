// The night: finds completed sequencing runs, has their cases called, follows, retries, reports.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "pipeline/nightly/case_status.hpp"
#include "pipeline/nightly/site_file.hpp"
#include "pipeline/nightly/slurm_jobs.hpp"

namespace norrsken {

struct WatchOutcome {
  std::size_t runs_finished = 0;  // in this pass
  std::size_t runs_working = 0;
  std::size_t cases_failed = 0;  // of the runs that finished in this pass
  bool has_breach = false;       // of a control, likewise
};

// One look at every run below a folder. A run is a folder with one of site.markers and site.sheet; its results go to
// RUN/site.results, where watch.json says how far it is. Runs that another watcher is busy with, or that are finished,
// are passed over. Slurm that does not answer is no error: the next pass asks again. Throws InputError when the folder
// cannot be listed.
[[nodiscard]] WatchOutcome watch_once(const Site& site, const std::string& folder);

// What a job that ended without DONE calls for.
enum class Remedy { none, again, more_memory, more_time };
// status: of the case; info: what Slurm says of the job, or nothing.
[[nodiscard]] Remedy remedy_for(const CaseStatus& status, const std::optional<JobInfo>& info);

}  // namespace norrsken
