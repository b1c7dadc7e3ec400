// BED files -> intervals by contig, or line by line.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "io/gzip_lines.hpp"

namespace norrsken {

struct BedInterval {
  std::int64_t start = 0;  // 0-based half-open
  std::int64_t end = 0;
  std::string name;  // column 4; empty when there is none
};

// By contig, in the order of the file.
using BedIntervals = std::map<std::string, std::vector<BedInterval>>;

// Reads plain, gzip or BGZF text. Empty lines, "#" comments, "track" and "browser" lines are skipped.
// Throws InputError with the line's number (fewer than three columns, not a number, end before start) and SystemError.
[[nodiscard]] BedIntervals read_bed(const std::string& path);

struct BedLine {
  std::string contig;
  BedInterval interval;
  std::vector<std::string> more;  // columns 5 and further
};

class BedLines {
 public:
  explicit BedLines(const std::string& path);
  // The next interval; false at the end. Throws as read_bed().
  bool next(BedLine& line);
  // Names of the columns, when a comment line before the first interval gives them ("#chrom start end ...").
  [[nodiscard]] const std::vector<std::string>& column_names() const { return column_names_; }
  // Throws InputError naming the file and the last line.
  [[noreturn]] void fail(const std::string& reason, const std::string& hint) const { lines_.fail(reason, hint); }

 private:
  GzipLines lines_;
  std::string text_;
  std::vector<std::string> column_names_;
};

}  // namespace norrsken
