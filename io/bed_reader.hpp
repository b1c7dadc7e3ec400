// BED files -> intervals by contig.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

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

}  // namespace norrsken
