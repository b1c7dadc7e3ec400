// Where a read lies on the reference, through the haplotype that it comes from.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kernels/assembly/haplotype.hpp"
#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/base_quality.hpp"
#include "kernels/types/evidence.hpp"
#include "kernels/types/placed_read.hpp"

namespace norrsken {

struct ReadProjection {
  GenomePosition position = 0;  // of the first base that lies on the reference
  std::vector<CigarPart> cigar;
};

// The read laid without gap on the haplotype, at the best of the diagonals that its placement and the haplotype's
// variants allow, and from there base by base on the reference: the CIGAR is the haplotype's own alignment. A read
// that its own placement (a break or a clip) explains better than the haplotype keeps that. Bases beyond the end of
// the window, over N of the reference or at a read's end inside an insertion are clipped.
// variants: of the haplotype, by start, not overlapping, inside the window; those far from the read do not matter.
// Nothing where no base lies on the reference (an orphan, a read off the window).
// "Ten bases, one inserted after the fourth" -> 4M 1I 5M.
[[nodiscard]] std::optional<ReadProjection> project_read(const PlacedRead& read, std::span<const BaseQuality> bases,
                                                         const ReferenceWindow& window,
                                                         std::span<const HaplotypeVariant> variants);

}  // namespace norrsken
