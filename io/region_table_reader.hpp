// Reads what io/region_table.hpp writes: how every active region was treated.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/gzip_lines.hpp"

namespace norrsken {

struct TracedRegion {
  std::int64_t start = 0;  // on the contig, 0-based half-open
  std::int64_t end = 0;
  std::uint64_t reads = 0;
  std::string method;  // pileup, strings, graph or capped
  std::uint64_t haplotypes = 0;
  std::string candidates;  // as written: "pos_1based:REF:ALT", comma-separated, "." for none
};

struct RegionCandidate {
  std::int64_t position = 0;  // 0-based, of REF's first base
  std::string reference;
  std::string alternate;
};
// "100:A:T,105:AC:A" -> two; "." -> none. Throws InputError naming the table when a candidate is malformed.
[[nodiscard]] std::vector<RegionCandidate> parse_candidates(std::string_view candidates, const std::string& table_path);

// One pass over a table that is sorted by contig; holds one contig.
class RegionTableReader {
 public:
  // contig_order: as the table is sorted (that of the reference).
  RegionTableReader(const std::string& path, const std::vector<std::string>& contig_order);
  // Regions of a contig by start. Contigs must be asked for in their order; those between are skipped.
  [[nodiscard]] std::vector<TracedRegion> take(const std::string& contig);

 private:
  void advance();
  void parse_head();

  GzipLines lines_;
  std::map<std::string, std::size_t> rank_;
  std::string line_;
  bool at_end_ = false;
  std::string head_contig_;  // of the region read ahead
  TracedRegion head_;
};

}  // namespace norrsken
