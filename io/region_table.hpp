// RegionTrace -> tables/SAMPLE.regions.tsv.gz: how every active region was treated; read by `norrsken bench --explain`.
// Tab-separated: contig, start, end (0-based half-open), reads, method (pileup|strings|graph|capped), haplotypes,
// candidates ("pos_1based:REF:ALT", comma-separated, "." for none).
#pragma once

#include <span>
#include <string_view>

#include "io/bgzf_writer.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// The header line, with its newline: hand it to BgzfFile (FileIndex::none).
[[nodiscard]] std::string_view region_table_header();

// Appends one line a region, by start. A region outside every contig is a logic_error.
void format_regions(const GenomeView& genome, std::span<const RegionTrace> regions, RecordText& out);

}  // namespace norrsken
