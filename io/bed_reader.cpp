#include "io/bed_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "io/gzip_lines.hpp"

namespace norrsken {
namespace {

constexpr const char* hint = "a BED line is: contig, start, end (0-based, end after start), perhaps a name";

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
  const auto is_word = [&](std::string_view word) {
    return line.starts_with(word) &&
           (line.size() == word.size() || line[word.size()] == ' ' || line[word.size()] == '\t');
  };
  return line.find_first_not_of(" \t") == std::string_view::npos || line[0] == '#' || is_word("track") ||
         is_word("browser");
}

std::int64_t position_of(std::string_view text, const char* what, const GzipLines& lines) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0)
    lines.fail(fmt::format("{} \"{}\" is not a position", what, text), hint);
  return value;
}

}  // namespace

BedIntervals read_bed(const std::string& path) {
  GzipLines lines(path, "give the path of a BED file");
  BedIntervals intervals;
  std::string line;
  while (lines.next(line)) {
    if (is_comment(line)) continue;
    std::string_view rest = line;
    const std::string_view contig = take_column(rest);
    const std::string_view start = take_column(rest);
    const std::string_view end = take_column(rest);
    if (end.empty()) lines.fail("fewer than three columns", hint);
    BedInterval interval{position_of(start, "start", lines), position_of(end, "end", lines),
                         std::string(take_column(rest))};
    if (interval.end < interval.start) lines.fail("end before start", hint);
    intervals[std::string(contig)].push_back(std::move(interval));
  }
  return intervals;
}

}  // namespace norrsken
