// Joins the haplotypes of neighbouring regions into phase sets by the fragments they share.
#pragma once

#include <span>
#include <vector>

#include "kernels/calling/called_region.hpp"

namespace norrsken {

// Whether so many fragments say that two variants go together, against those that contradict.
[[nodiscard]] constexpr bool links(unsigned agreeing, unsigned contradicting) {
  constexpr unsigned min_fragments = 2;
  constexpr unsigned min_agreement_per_cent = 85;
  return agreeing >= min_fragments && agreeing * 100 >= (agreeing + contradicting) * min_agreement_per_cent;
}

// Regions in genome order, one sample of the case. Gives every phase set a number (phase_set_1based; the caller turns
// numbers into positions), swaps alleles where a region's haplotypes are the other way round, and marks phased
// genotypes.
void phase_regions(std::span<CalledRegion> regions, std::size_t sample);

}  // namespace norrsken
