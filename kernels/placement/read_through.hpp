// Pairs of a fragment shorter than its reads: both mates run through it into the adapter behind.
#pragma once

#include <span>

#include "kernels/types/base_quality.hpp"

namespace norrsken {

// Length in bases of the fragment that both mates, as sequenced, read from end to end and beyond; 0 when there is no
// such length below that of the longer mate, or more than one, as in a tandem repeat. Needs no adapter's sequence: the
// first bases of one mate are the other strand of where the fragment ends in the other mate.
[[nodiscard]] unsigned read_through_bases(std::span<const BaseQuality> first, std::span<const BaseQuality> second);

}  // namespace norrsken
