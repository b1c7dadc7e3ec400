#include "io/hotspot_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/atomic_file.hpp"
#include "kernels/types/somatic_call.hpp"

namespace norrsken {
namespace {

std::string percent(std::uint64_t part, std::uint64_t total) {
  if (total == 0) return ".";
  const std::uint64_t hundredths = (part * 20000 + total) / (2 * total);
  return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
}

std::string record_text(std::uint64_t record) {
  if (record == 0) return ".";
  std::string filters;
  for (std::uint32_t bit = 0; bit < somatic_filter_count; ++bit)
    if (((record - 1) >> bit & 1) != 0)
      filters += (filters.empty() ? "" : ";") + std::string(somatic_filter_names[bit]);
  return filters.empty() ? "PASS" : filters;
}

std::string or_dot(const std::string& text) {
  return text.empty() ? "." : text;
}

}  // namespace

void write_hotspot_table(const std::string& path, const GenomeView& genome, const HotspotTable& table) {
  std::string text =
      "contig\tposition\treference\talternate\tgene\tname\tsample\tdepth\treference_reads\talternate_reads\t"
      "alternate_forward\talternate_reverse\talternate_percent\trecord\n";
  for (std::size_t i = 0; i < table.hotspots.size(); ++i) {
    const Hotspot& hotspot = table.hotspots[i];
    const auto behind = std::upper_bound(genome.contigs.begin(), genome.contigs.end(), hotspot.position,
                                         [](GenomePosition at, const Contig& contig) { return at < contig.start; });
    const Contig& contig = *(behind - 1);
    for (std::size_t sample = 0; sample < table.samples.size(); ++sample) {
      const HotspotEvidence& evidence = table.evidence[sample][i];
      const std::uint64_t alternate = evidence.alternate_forward + evidence.alternate_reverse;
      text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", contig.name,
                          hotspot.position - contig.start + 1, hotspot.reference, hotspot.alternate,
                          or_dot(hotspot.gene), or_dot(hotspot.name), table.samples[sample], evidence.depth,
                          evidence.reference, alternate, evidence.alternate_forward, evidence.alternate_reverse,
                          percent(alternate, alternate + evidence.reference), record_text(table.records[i]));
    }
  }
  write_file(path, text);
}

}  // namespace norrsken
