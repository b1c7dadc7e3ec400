// The targets of a panel on the contigs of a simulation.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "kernels/simulation/haplotype.hpp"
#include "kernels/types/genome.hpp"
#include "pipeline/simulate/genome_contigs.hpp"

namespace norrsken {

class TargetRegions {
 public:
  // An empty path: everything is a target. Throws InputError (no target on these contigs, one beyond a contig's end)
  // and SystemError.
  TargetRegions(const std::string& path, std::span<const GenomeContig> genome);

  [[nodiscard]] bool is_everything() const { return is_everything_; }
  // Sorted and disjoint; empty when everything is a target.
  [[nodiscard]] std::vector<GenomeInterval> on(const std::string& contig) const;
  // What of the intervals is targeted.
  [[nodiscard]] std::vector<GenomeInterval> within(const std::string& contig,
                                                   const std::vector<GenomeInterval>& intervals) const;

 private:
  bool is_everything_ = true;
  std::map<std::string, std::vector<GenomeInterval>> by_contig_;
};

}  // namespace norrsken
