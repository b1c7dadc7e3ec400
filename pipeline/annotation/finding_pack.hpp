// Findings as bytes, on their way from the rank that called them to the root.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernels/types/finding.hpp"

namespace norrsken {

[[nodiscard]] std::string pack_findings(const std::vector<Finding>& findings);
// Appends; bytes that pack_findings() did not make are a logic_error.
void unpack_findings(std::string_view bytes, std::vector<Finding>& findings);

}  // namespace norrsken
