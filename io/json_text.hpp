// JSON for people and diffs: two spaces a level, lists of plain values on one line, key order as inserted, numbers
// as short as they are exact (2.051, not 2.051E0). Same value, same bytes.
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace norrsken {

// Ends with a newline. A number that is not finite is a logic_error.
[[nodiscard]] std::string json_text(const boost::json::value& value);

}  // namespace norrsken
