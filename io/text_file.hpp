// Small text files, whole.
#pragma once

#include <optional>
#include <string>

namespace norrsken {

// Nothing when there is no such file. Throws SystemError when it cannot be read.
[[nodiscard]] std::optional<std::string> read_text_file(const std::string& path);

}  // namespace norrsken
