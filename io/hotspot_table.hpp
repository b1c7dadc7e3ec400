// tables/CASE.hotspots.tsv: every hot-spot of the list, also those that nobody has. A line for each sample, with tabs:
// contig, position (from 1), reference, alternate, gene, name, sample, depth, reference_reads, alternate_reads,
// alternate_forward, alternate_reverse, alternate_percent (of the reads of both alleles, two decimals; "." without
// any), record ("PASS" or the filters of the somatic record, "." when there is none).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/types/genome.hpp"
#include "kernels/types/panel.hpp"

namespace norrsken {

struct HotspotTable {
  std::span<const Hotspot> hotspots;
  std::vector<std::string> samples;
  std::vector<std::vector<HotspotEvidence>> evidence;  // of each sample, by hot-spot
  std::span<const std::uint64_t> records;              // by hot-spot: 0 = no record, else 1 + SomaticFilter bits
};

// Throws SystemError.
void write_hotspot_table(const std::string& path, const GenomeView& genome, const HotspotTable& table);

}  // namespace norrsken
