// Makes the fragments of a library and writes them as FASTQ files, one pair a lane.
#pragma once

#include <string>
#include <vector>

#include "kernels/simulation/fragment_source.hpp"
#include "pipeline/simulate/simulate_options.hpp"

namespace norrsken {

struct LaneFiles {
  std::string read1;  // file names in the output folder
  std::string read2;  // empty for single reads
};

struct WrittenReads {
  std::vector<LaneFiles> lanes;
  SequencingCounts counts;
  std::uint64_t fragments = 0;
  std::uint64_t duplicates = 0;  // without families
  std::uint64_t molecules = 0;   // families; 0 without
};

// The files are named after `sample`. Lane l of n gets fragments [l/n, (l+1)/n) of all. The bytes do not depend on
// options.threads. Throws SystemError.
[[nodiscard]] WrittenReads write_lanes(const FragmentSource& source, const SimulateOptions& options,
                                       const std::string& sample);

}  // namespace norrsken
