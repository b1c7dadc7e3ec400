// The part of a read that the haplotypes of a region have to explain.
#pragma once

#include <span>

#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/base_quality.hpp"
#include "kernels/types/placed_read.hpp"

namespace norrsken {

struct RegionRead {
  PlacedRead read;
  std::span<const BaseQuality> bases;  // of the part; view of the read's
};

// What lies beyond a break or clip outside [start, end) tells of another region's variant and is cut off; the rest lies
// on one diagonal. A break counts as outside when it lies there wherever a repeat lets it be put. A read without break
// or clip, or with one inside, stays whole.
[[nodiscard]] RegionRead part_for_region(const PlacedRead& read, std::span<const BaseQuality> bases,
                                         const ReferenceWindow& window, GenomePosition start, GenomePosition end);

}  // namespace norrsken
