#include "io/bed_reader.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <string_view>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

struct CloseGzip {
  void operator()(gzFile file) const { gzclose(file); }
};
using GzipFile = std::unique_ptr<gzFile_s, CloseGzip>;

GzipFile open_text(const std::string& path) {
  struct stat information {};
  if (stat(path.c_str(), &information) != 0 && errno == ENOENT)
    throw InputError(path, "", "no such file", "give the path of a BED file");
  if (S_ISDIR(information.st_mode)) throw InputError(path, "", "is a folder", "give the path of a BED file");
  GzipFile file(gzopen(path.c_str(), "rb"));
  if (!file) throw SystemError(path, "cannot open", std::strerror(errno));
  gzbuffer(file.get(), 1U << 18);
  return file;
}

// Next line without its end; false at the end of the file.
bool read_line(gzFile file, const std::string& path, std::string& line) {
  line.clear();
  std::array<char, 4096> piece{};
  while (gzgets(file, piece.data(), static_cast<int>(piece.size())) != nullptr) {
    line += piece.data();
    if (!line.empty() && line.back() == '\n') {
      line.pop_back();
      if (!line.empty() && line.back() == '\r') line.pop_back();
      return true;
    }
  }
  int code = Z_OK;
  const char* reason = gzerror(file, &code);
  if (code == Z_BUF_ERROR || (code != Z_OK && code != Z_STREAM_END))
    throw InputError(path, "", fmt::format("truncated or corrupt compressed text ({})", reason),
                     "copy or make it again");
  return !line.empty();
}

// Next column; BED allows blanks as well as tabs.
std::string_view take_column(std::string_view& rest) {
  const std::size_t from = rest.find_first_not_of(" \t");
  if (from == std::string_view::npos) return rest = {};
  rest.remove_prefix(from);
  const std::size_t size = std::min(rest.find_first_of(" \t"), rest.size());
  const std::string_view column = rest.substr(0, size);
  rest.remove_prefix(size);
  return column;
}

bool is_comment(std::string_view line) {
  return line.empty() || line[0] == '#' || line.starts_with("track") || line.starts_with("browser");
}

}  // namespace

BedIntervals read_bed(const std::string& path) {
  const GzipFile file = open_text(path);
  BedIntervals intervals;
  std::string line;
  for (std::uint64_t number = 1; read_line(file.get(), path, line); ++number) {
    std::string_view rest = line;
    if (is_comment(rest)) continue;
    const auto fail = [&](const std::string& reason) {
      throw InputError(path, fmt::format("line {}", number), reason,
                       "BED needs: contig, start, end (0-based, end after start)");
    };
    const auto number_of = [&](std::string_view text, const char* what) {
      std::int64_t value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error != std::errc{} || end != text.data() + text.size() || value < 0)
        fail(fmt::format("{} \"{}\" is not a position", what, text));
      return value;
    };
    const std::string_view contig = take_column(rest);
    const std::string_view start = take_column(rest);
    const std::string_view end = take_column(rest);
    if (end.empty()) fail("fewer than three columns");
    BedInterval interval{number_of(start, "start"), number_of(end, "end"), std::string(take_column(rest))};
    if (interval.end < interval.start) fail("end before start");
    intervals[std::string(contig)].push_back(std::move(interval));
  }
  return intervals;
}

}  // namespace norrsken
