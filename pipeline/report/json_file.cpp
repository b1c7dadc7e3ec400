#include "pipeline/report/json_file.hpp"

#include <boost/json/parse.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "kernels/types/input_error.hpp"

namespace norrsken {

std::string read_whole_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw SystemError(path, "cannot be read", std::strerror(errno));
  return text.str();
}

boost::json::object read_json_object(const std::string& path) {
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(read_whole_file(path), error);
  if (error || !parsed.is_object())
    throw InputError(path, "", "is no JSON object", "run the case again: the file has been changed or cut short");
  return parsed.as_object();
}

}  // namespace norrsken
