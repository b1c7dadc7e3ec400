// Calls one active region: candidate haplotypes of all samples, every sample's best pair of them, and the variants that
// these carry; then what tumours have beside their normal's pair.
#pragma once

#include <span>
#include <vector>

#include "kernels/calling/called_region.hpp"
#include "kernels/calling/calling_options.hpp"
#include "kernels/calling/haplotype_search.hpp"
#include "kernels/calling/region_evidence.hpp"
#include "kernels/calling/region_model.hpp"
#include "kernels/pileup/active_regions.hpp"
#include "kernels/somatic/damage.hpp"
#include "kernels/types/evidence.hpp"

namespace norrsken {

// Keeps its memory from region to region.
class RegionCaller {
 public:
  // `damage`: of each sample, or none. All arguments must outlive the caller.
  RegionCaller(const ReferenceWindow& window, const SlipPenalties& penalties, std::span<const DamageProfile> damage,
               const CallingOptions& options)
      : options_(options),
        damage_(damage),
        region_(window, penalties, options.samples.size(), options.max_fragments),
        search_(options, region_) {}

  [[nodiscard]] CalledRegion call(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                                  const RegionContext& context);
  // Calls a region as far as its reads need it that are told apart by its haplotypes: those with no other variants than
  // the germline ones called and those of the sites.
  [[nodiscard]] ExplainedRegion explain(const BlockReads& block, const ActiveRegions& active,
                                        const ActiveRegion& region, const RegionContext& context,
                                        std::span<const EvidenceSite> sites);

 private:
  void begin(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
             const RegionContext& context);
  [[nodiscard]] std::vector<PairPosterior> best_pairs(const ActiveRegions& active, const ActiveRegion& region);
  [[nodiscard]] std::vector<VariantCall> germline_records(std::span<const PairPosterior> pairs) const;
  [[nodiscard]] std::vector<std::vector<PhaseVote>> phase_votes(std::span<const PairPosterior> pairs) const;
  void add_haplotypes_of_tumors(std::span<const PairPosterior> pairs, const ActiveRegion& region);
  [[nodiscard]] RegionTrace trace() const;

  const CallingOptions& options_;
  std::span<const DamageProfile> damage_;
  RegionModel region_;
  HaplotypeSearch search_;
};

}  // namespace norrsken
