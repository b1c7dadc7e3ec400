// Which called haplotype the fragments of a region come from: what evidence is shown by.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/assembly/haplotype.hpp"
#include "kernels/genotyping/diploid.hpp"
#include "kernels/types/evidence.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

struct RegionModel;

struct ExplainedFragment {
  std::uint32_t reads[2] = {0, 0};  // indices into the block's reads
  unsigned count = 0;
  std::uint8_t haplotype = 0;  // the simplest of those that explain it best
  bool is_sure = false;        // no other one explains it as well
};

struct ExplainedRegion {
  GenomeInterval place;
  std::vector<std::vector<HaplotypeVariant>> haplotypes;  // variants of each; [0] is the reference
  std::vector<ExplainedFragment> fragments;
};

// By the haplotypes of a called region with no other variants than those called and those of the sites: the reference,
// those that the samples' pairs carry, and those with a variant of the sites that is not among those called.
[[nodiscard]] ExplainedRegion explain_region(const RegionModel& region, std::span<const PairPosterior> pairs,
                                             std::span<const VariantCall> called, std::span<const EvidenceSite> sites);

}  // namespace norrsken
