// scout_load.yaml: what `scout load case` needs to show a case.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "pipeline/stages/case_context.hpp"

namespace norrsken {

// Paths are relative to the case folder. The laboratory adds owner and gene panels. Only files that are there are
// named.
// document: case.json, which has the biomarkers.
[[nodiscard]] std::string scout_config(const CaseContext& context, const std::string& case_folder,
                                       const boost::json::object& document);

// "GRCh38" -> "38", "GRCh37" -> "37"; empty for other builds, which Scout does not know.
[[nodiscard]] std::string scout_build(const std::string& build);

// A double-quoted YAML scalar: any text in one line.
[[nodiscard]] std::string yaml_text(const std::string& text);

}  // namespace norrsken
