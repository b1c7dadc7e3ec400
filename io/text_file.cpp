#include "io/text_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "io/stdio_file.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {

std::optional<std::string> read_text_file(const std::string& path) {
  const StdioFile file = try_to_open(path);
  if (!file) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw SystemError(path, "cannot be opened", std::strerror(errno));
  }
  std::string text;
  std::array<char, 1U << 14> buffer;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get()))
    text.append(buffer.data(), count);
  if (std::ferror(file.get()) != 0) throw SystemError(path, "cannot be read", std::strerror(errno));
  return text;
}

}  // namespace norrsken
