// A possible somatic variant as calling leaves it: the record with the evidence that the case's judgement needs.
#pragma once

#include <vector>

#include "kernels/somatic/allele_evidence.hpp"
#include "kernels/somatic/somatic_model.hpp"
#include "kernels/types/somatic_call.hpp"

namespace norrsken {

struct SomaticCandidate {
  SomaticCall call;  // without quality, explanation and filters
  SomaticPriors priors;
  std::vector<FractionLikelihoods> likelihoods;  // of each sample of the case
};

}  // namespace norrsken
