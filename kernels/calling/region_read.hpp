// What a read tells of one region: the part that its haplotypes have to explain, the indel it shows.
#pragma once

#include <optional>
#include <span>

#include "kernels/assembly/haplotype.hpp"
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

// What of the read lies in [start, end): bases before the break by the first of its diagonals, those behind by the
// second. A break or clip that is not among them is forgotten. No bases when it has none there.
[[nodiscard]] RegionRead core_of(const RegionRead& read, GenomePosition start, GenomePosition end);

// Phred cost of the read's bases well outside [start, end), where they lie on the reference.
[[nodiscard]] unsigned cost_outside(const RegionRead& read, const ReferenceWindow& window, GenomePosition start,
                                    GenomePosition end);

// The variant a broken placement shows, moved left; none where the read is not broken, or too near the window's ends.
[[nodiscard]] std::optional<HaplotypeVariant> break_variant(const PlacedRead& read, std::span<const BaseQuality> bases,
                                                            const ReferenceWindow& window);

}  // namespace norrsken
