// Where a case stands, told from its folder: markers, status.json, the attempt, the job.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/nightly/case_job.hpp"

namespace norrsken {

enum class CaseState { done, failed, running, waiting, stopped, lost };
struct CaseStatus {
  std::string name;
  CaseState state = CaseState::waiting;
  std::string stage;           // of a case that runs or ran: "place"
  std::optional<int> percent;  // of the stage
  std::string left;            // time left of the stage
  std::string job;             // Slurm's id
  std::string node;
  std::string message;           // what it says of itself, or why it failed
  std::optional<int> exit_code;  // of a failed case
};
[[nodiscard]] const char* state_name(CaseState state);  // "DONE", "running"

// A folder below `output` that holds a case. Asks Slurm about its job when it has one and `site` runs with Slurm.
[[nodiscard]] CaseStatus status_of_case(const Site& site, const std::string& output, const std::string& name);
// All cases below a folder, by name. Throws InputError when it is not there.
[[nodiscard]] std::vector<std::string> cases_in(const std::string& output);

// A table for people.
[[nodiscard]] std::string status_table(const std::vector<CaseStatus>& cases);

// The first error of a case with its fix, and where to read more.
[[nodiscard]] std::string why_text(const Site& site, const std::string& output, const CaseStatus& status);

}  // namespace norrsken
