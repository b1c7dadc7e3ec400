// Coverage of a panel as tables/SAMPLE.coverage.targets.tsv and tables/SAMPLE.coverage.genes.tsv.
// Columns: contig, start, end (0-based half-open), name, gene - or gene, targets - then bases, mean_depth (two
// decimals), min_depth, and for every threshold N percent_Nx (two decimals, rounded down: 100 means all).
#pragma once

#include <string>

#include "kernels/types/genome.hpp"
#include "kernels/types/panel.hpp"

namespace norrsken {

// Writes both into `folder` (made when absent). Targets in genome order; genes in that of their first targets.
// Throws SystemError.
void write_coverage_tables(const std::string& folder, const std::string& sample, const GenomeView& genome,
                           const TargetPanel& panel, const PanelCoverage& coverage);

}  // namespace norrsken
