// Bytes as text that may stand inside an HTML page.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace norrsken {

// Standard alphabet with padding: "hi" -> "aGk=".
[[nodiscard]] std::string base64(std::span<const std::uint8_t> bytes);
// Of one gzip member without name and time: the same text, the same bytes.
[[nodiscard]] std::string gzip_base64(std::string_view text);

}  // namespace norrsken
