// The sequences of a sample's copies, so that another simulator can make reads of the same sample.
#pragma once

#include <span>
#include <string>

#include "kernels/simulation/fragment_source.hpp"
#include "pipeline/simulate/simulate_options.hpp"

namespace norrsken {

// Writes haplotypes/SAMPLE.cellsK.copyC.fa (K 0: normal cells, n: the tumor's clone n; C 1 or 2) and
// SAMPLE.haplotypes.tsv: file and share of the sample's depth. Contigs without such a copy are left out. Throws
// SystemError.
void write_haplotypes(const SimulateOptions& options, const std::string& sample,
                      std::span<const CellPopulation> populations);

}  // namespace norrsken
