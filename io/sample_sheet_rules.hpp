// What must fit together within the cases of a sample sheet.
#pragma once

#include <optional>
#include <string>

#include "io/sample_sheet.hpp"

namespace norrsken {

// A sample as its rows say it, before roles are settled.
struct SampleDraft {
  Sample sample;
  std::optional<SampleRole> role;
  std::string status;     // of sarek: "0", "1"
  std::string phenotype;  // of PED: "2" affected
  std::size_t line = 0;   // first row
};

struct CaseDraft {
  std::string name;
  std::string assay;
  std::size_t line = 0;
  std::vector<SampleDraft> samples;
};

// Gives every sample of a case a role and checks roles, sexes and parents against each other.
// Throws InputError naming `sheet_path` and the line.
void settle_roles(CaseDraft& draft, const std::string& sheet_path);

}  // namespace norrsken
