// Simulates a sequenced sample: genome, variants, library, reads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/simulate/fastq_lanes.hpp"
#include "pipeline/simulate/sample_builder.hpp"
#include "pipeline/simulate/simulate_options.hpp"

namespace norrsken {

struct SimulatedSample {
  std::string name;
  std::string role;  // as in a sample sheet
  double depth = 0;
  double tumor_share = 0;  // of its cells
  WrittenReads reads;
};

struct Simulation {
  TruthCounts truth;
  AlleleCounts extra;  // somatic or de novo
  std::vector<SimulatedSample> samples;
  std::uint64_t genome_bases = 0;  // N too
};

// Writes everything that simulate_help() lists. Same options, same bytes, on any number of threads.
// Throws InputError and SystemError.
Simulation simulate(const SimulateOptions& options);

}  // namespace norrsken
