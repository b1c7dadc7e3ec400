// What tumours have beside their normal in one region, as the case's judgement will need it.
#pragma once

#include <span>
#include <vector>

#include "kernels/calling/calling_options.hpp"
#include "kernels/calling/region_model.hpp"
#include "kernels/somatic/damage.hpp"
#include "kernels/somatic/somatic_candidate.hpp"

namespace norrsken {

// The normal's own variants, but for those that a few reads show: these may come from tumour cells in it and are left
// to the judgement of the pair. None without a normal. pairs: of each sample, by the variants as they are numbered now.
[[nodiscard]] std::vector<HaplotypeVariant> surely_germline(std::span<const PairPosterior> pairs,
                                                            const CallingOptions& options, const RegionModel& region);

// Every variant of the region that is none of `germline` and that a tumour shows, with the evidence of all samples, its
// phase among the others and the germline alleles of its molecules. damage: of each sample, or none.
[[nodiscard]] std::vector<SomaticCandidate> collect_somatic_candidates(std::span<const HaplotypeVariant> germline,
                                                                       std::span<const DamageProfile> damage,
                                                                       const CallingOptions& options,
                                                                       const RegionModel& region);

}  // namespace norrsken
