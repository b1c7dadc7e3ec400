#include "io/region_table.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "io/vcf_writer_text.hpp"

namespace norrsken {

std::string_view region_table_header() {
  return "#contig\tstart\tend\treads\tmethod\thaplotypes\tcandidates\n";
}

void format_regions(const GenomeView& genome, std::span<const RegionTrace> regions, RecordText& out) {
  static constexpr std::array<std::string_view, 4> method_names = {"pileup", "strings", "graph", "capped"};
  std::vector<const RegionTrace*> order;
  order.reserve(regions.size());
  for (const RegionTrace& region : regions) order.push_back(&region);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* left, const auto* right) { return left->start < right->start; });
  ContigCursor cursor(genome.contigs);
  for (const RegionTrace* region : order) {
    if (region->method >= method_names.size())
      throw std::logic_error("region with unknown method " + std::to_string(region->method));
    const std::uint32_t index = cursor.holding(region->start, "region");
    const Contig& contig = cursor.contig(index);
    const GenomePosition begin = region->start - contig.start;
    const GenomePosition end = std::min(region->end, contig.end()) - contig.start;
    std::string& text = out.text;
    text += contig.name;
    for (const std::uint32_t value : {begin, end, region->reads}) {
      text.push_back('\t');
      append_integer(text, value);
    }
    text.push_back('\t');
    text += method_names[region->method];
    text.push_back('\t');
    append_integer(text, region->haplotypes);
    text.push_back('\t');
    text += region->candidates.empty() ? "." : region->candidates;
    text.push_back('\n');
    out.end_record(index, begin, std::max(end, begin + 1));
  }
}

}  // namespace norrsken
