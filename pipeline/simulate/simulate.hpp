// Simulates a sequenced sample: genome, variants, library, reads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/simulate/fastq_lanes.hpp"
#include "pipeline/simulate/sample_builder.hpp"
#include "pipeline/simulate/simulate_options.hpp"

namespace norrsken {

struct Simulation {
  TruthCounts truth;
  WrittenReads reads;
  std::uint64_t genome_bases = 0;  // N too
};

// Writes everything that simulate_help() lists. Same options, same bytes, on any number of threads.
// Throws InputError and SystemError.
Simulation simulate(const SimulateOptions& options);

}  // namespace norrsken
