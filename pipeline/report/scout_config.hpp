// scout_load.yaml: what `scout load case` needs to show a case.
#pragma once

#include <string>

#include "pipeline/stages/case_context.hpp"

namespace norrsken {

// Paths are relative to the case folder. The laboratory adds owner and gene panels. Only files that are there are
// named.
[[nodiscard]] std::string scout_config(const CaseContext& context, const std::string& case_folder);

// A double-quoted YAML scalar: any text in one line.
[[nodiscard]] std::string yaml_text(const std::string& text);

}  // namespace norrsken
