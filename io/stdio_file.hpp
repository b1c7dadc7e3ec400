// A file of C's own, closed when it leaves scope.
#pragma once

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "kernels/types/input_error.hpp"

namespace norrsken {

struct CloseStdio {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using StdioFile = std::unique_ptr<std::FILE, CloseStdio>;

// To read bytes. Null when it cannot be opened: errno says why.
[[nodiscard]] inline StdioFile try_to_open(const std::string& path) {
  return StdioFile(std::fopen(path.c_str(), "rbe"));
}
// The same, but throws SystemError.
[[nodiscard]] inline StdioFile open_to_read(const std::string& path) {
  StdioFile file = try_to_open(path);
  if (!file) throw SystemError(path, "cannot be opened", std::strerror(errno));
  return file;
}

}  // namespace norrsken
