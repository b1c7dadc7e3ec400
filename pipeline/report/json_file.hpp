// JSON files of a case folder, read back.
#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace norrsken {

// Throws SystemError when it cannot be read, InputError when it is no JSON object.
[[nodiscard]] std::string read_whole_file(const std::string& path);
[[nodiscard]] boost::json::object read_json_object(const std::string& path);

}  // namespace norrsken
