#include "io/gzip_lines.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "io/regular_file.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {

struct GzipLines::Handle {
  gzFile file = nullptr;
  ~Handle() {
    if (file != nullptr) gzclose(file);
  }
};

GzipLines::GzipLines(std::string path, const std::string& hint)
    : path_(std::move(path)), handle_(std::make_unique<Handle>()) {
  struct stat information {};
  if (stat(path_.c_str(), &information) != 0) {
    if (errno == ENOENT) throw InputError(path_, "", "no such file", hint);
    throw SystemError(path_, "cannot open", std::strerror(errno));
  }
  if (S_ISDIR(information.st_mode)) throw InputError(path_, "", "is a folder", hint);
  require_regular(information.st_mode, path_);
  handle_->file = gzopen(path_.c_str(), "rb");
  if (handle_->file == nullptr) throw SystemError(path_, "cannot open", std::strerror(errno));
  gzbuffer(handle_->file, 1U << 18);
}
GzipLines::~GzipLines() = default;
GzipLines::GzipLines(GzipLines&&) noexcept = default;
GzipLines& GzipLines::operator=(GzipLines&&) noexcept = default;

bool GzipLines::next(std::string& line) {
  line.clear();
  ++number_;
  std::array<char, 4096> piece{};
  while (gzgets(handle_->file, piece.data(), static_cast<int>(piece.size())) != nullptr) {
    line += piece.data();
    if (line.empty() || line.back() != '\n') continue;
    line.pop_back();
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return true;
  }
  int code = Z_OK;
  const char* reason = gzerror(handle_->file, &code);
  if (code == Z_ERRNO) throw SystemError(path_, "cannot read", std::strerror(errno));
  if (code != Z_OK && code != Z_STREAM_END)
    fail(fmt::format("truncated or corrupt compressed text ({})", reason), "copy or make the file again");
  return !line.empty();
}

void GzipLines::fail(const std::string& reason, const std::string& hint) const {
  throw InputError(path_, fmt::format("line {}", number_), reason, hint);
}

std::string_view take_field(std::string_view& rest, char separator) {
  const std::size_t size = std::min(rest.find(separator), rest.size());
  const std::string_view field = rest.substr(0, size);
  rest.remove_prefix(std::min(size + 1, rest.size()));
  return field;
}

}  // namespace norrsken
