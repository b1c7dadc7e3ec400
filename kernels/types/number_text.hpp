// Text as a number, by the C locale.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace norrsken {

// The number that all of the text is; nothing when it is none, or one that Number cannot hold. No leading '+' or blank.
// "-5" -> -5, "1e3" -> 1000 as double, "12x", "" and "300" as std::uint8_t -> nothing.
template <typename Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace norrsken
