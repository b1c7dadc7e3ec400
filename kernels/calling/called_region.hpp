// What calling a region yields.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/somatic/somatic_candidate.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// One fragment's say on which of the two called haplotypes of a region it comes from.
struct PhaseVote {
  std::uint64_t name_hash = 0;
  int weight_phred = 0;  // > 0: first haplotype
};

struct CalledRegion {
  std::vector<VariantCall> variants;  // alleles in haplotype order, phase sets not yet set
  std::vector<SomaticCandidate> somatic;
  std::vector<std::vector<PhaseVote>> votes;  // of each sample, by name_hash; none when its haplotypes are the same
  RegionTrace trace;
};

}  // namespace norrsken
