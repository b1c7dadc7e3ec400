// The texts of config/*.toml and config/rules/*.toml, compiled in by pipeline/CMakeLists.txt.
#pragma once

#include <span>
#include <string_view>

namespace norrsken {

struct EmbeddedAssay {
  std::string_view name;  // "wgs"
  std::string_view text;
};
extern const std::span<const EmbeddedAssay> embedded_assays;
extern const std::span<const EmbeddedAssay> embedded_rules;  // sets of [[rule]]: "cancer"

}  // namespace norrsken
