#include "io/bed_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "kernels/types/number_text.hpp"

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
  const auto value = parse_number<std::int64_t>(text);
  if (!value || *value < 0) lines.fail(fmt::format("{} \"{}\" is not a position", what, text), hint);
  return *value;
}

}  // namespace

BedLines::BedLines(const std::string& path) : lines_(path, "give the path of a BED file") {}

bool BedLines::next(BedLine& line) {
  while (lines_.next(text_)) {
    std::string_view rest = text_;
    if (is_comment(text_)) {
      if (!rest.starts_with('#')) continue;
      rest.remove_prefix(1);
      column_names_.clear();
      for (std::string_view name = take_column(rest); !name.empty(); name = take_column(rest))
        column_names_.emplace_back(name);
      continue;
    }
    line.contig = take_column(rest);
    const std::string_view start = take_column(rest);
    const std::string_view end = take_column(rest);
    if (end.empty()) lines_.fail("fewer than three columns", hint);
    line.interval = {position_of(start, "start", lines_), position_of(end, "end", lines_),
                     std::string(take_column(rest))};
    if (line.interval.end < line.interval.start) lines_.fail("end before start", hint);
    line.more.clear();
    for (std::string_view more = take_column(rest); !more.empty(); more = take_column(rest))
      line.more.emplace_back(more);
    return true;
  }
  return false;
}

BedIntervals read_bed(const std::string& path) {
  BedLines lines(path);
  BedIntervals intervals;
  BedLine line;
  while (lines.next(line)) intervals[line.contig].push_back(std::move(line.interval));
  return intervals;
}

}  // namespace norrsken
