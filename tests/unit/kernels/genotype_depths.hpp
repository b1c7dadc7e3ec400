// A sample that only its depths are asked of.
#pragma once

#include "kernels/types/variant_call.hpp"

namespace norrsken {

// Fragments of REF and ALT, half of each on either strand.
inline GenotypeCall depths(std::uint32_t reference, std::uint32_t alternate) {
  GenotypeCall sample;
  sample.forward_depth = {reference / 2, alternate / 2};
  sample.reverse_depth = {reference - reference / 2, alternate - alternate / 2};
  sample.depth = reference + alternate;
  return sample;
}

}  // namespace norrsken
