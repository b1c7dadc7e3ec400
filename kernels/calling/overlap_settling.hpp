// Two mates that read the same bases of their molecule: each base counts once.
#pragma once

#include <cstddef>

#include "kernels/types/base_quality.hpp"

namespace norrsken {

// Settles base i of one mate with base i of the other: where both are called, the better one (the first of equals) is
// kept and the other gets the quality quality_counted_in_mate; where they differ, the one that is kept loses the
// other's quality. What is settled already stays. No quality grows and no base changes, so an exact read stays one.
void settle_overlap(BaseQuality* first, BaseQuality* second, std::size_t count);

// The same in plain C++: the oracle of the tests.
void settle_overlap_scalar(BaseQuality* first, BaseQuality* second, std::size_t count);

}  // namespace norrsken
