// What a simulation tells about itself: simulate.json and samples.csv in its output folder.
#pragma once

#include <vector>

#include "pipeline/simulate/simulate.hpp"

namespace norrsken {

// Both throw SystemError.
void write_description(const SimulateOptions& options, const Simulation& simulation);
void write_sample_sheet(const SimulateOptions& options, const std::vector<SimulatedSample>& samples);

}  // namespace norrsken
