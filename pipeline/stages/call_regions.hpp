// Regions that calls are limited to (--regions), on the genome axis.
#pragma once

#include <string>
#include <vector>

#include "kernels/calling/block_caller.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

class CallRegions {
 public:
  // Any order, may overlap.
  explicit CallRegions(std::vector<GenomeInterval> regions);
  // Throws InputError: no BED file, a contig that the genome lacks, an interval behind its end, nothing in the file.
  static CallRegions read(const std::string& bed_path, const GenomeView& genome);

  [[nodiscard]] bool touches(GenomeInterval interval) const;
  // Drops variants and region traces that touch no region, and cuts reference blocks to the regions.
  void apply(BlockCalls& calls) const;

 private:
  [[nodiscard]] std::vector<GenomeInterval>::const_iterator first_after(GenomePosition position) const;
  std::vector<GenomeInterval> regions_;  // sorted, disjoint
};

}  // namespace norrsken
