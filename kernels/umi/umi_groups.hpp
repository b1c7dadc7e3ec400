// Which of the UMIs seen at one place are the same molecule's: a rare one beside a frequent one is a misread copy.
//
// Directional method (Smith, Heger, Sudbery 2017, Genome Research 27:491): from the most frequent UMI on, neighbours
// that are seen less than half as often join it, then theirs join them. 100 copies of ACGT take in 4 of ACGA, not 80.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/umi.hpp"

namespace norrsken {

struct UmiCount {
  PackedUmi umi = 0;
  std::uint32_t fragments = 0;
};

// `umis` by umi, each once. Returns the number of the group of each, groups numbered from 0 by their most frequent UMI
// (the lower umi first when equal). bases: of a UMI. Does not depend on anything but the arguments.
[[nodiscard]] std::vector<std::uint32_t> group_umis(std::span<const UmiCount> umis, unsigned bases,
                                                    unsigned max_mismatches);

}  // namespace norrsken
