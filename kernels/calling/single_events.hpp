// What single reads show in a region: the events of which haplotypes are made where nothing else gives any.
#pragma once

#include <vector>

#include "kernels/assembly/haplotype.hpp"
#include "kernels/calling/region_reads.hpp"
#include "kernels/pileup/active_regions.hpp"

namespace norrsken {

// Substitutions of the pileup and breaks of placements that two reads or more show, those of most reads first, at most
// eight of each kind. `reads`: of the region.
void collect_single_events(const RegionReads& reads, const ReferenceWindow& window, const ActiveRegions& active,
                           const ActiveRegion& region, std::vector<HaplotypeVariant>& events);

}  // namespace norrsken
