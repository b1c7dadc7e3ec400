// Short tandem repeats that tell of microsatellite instability, and what samples show there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "kernels/types/genome.hpp"
#include "kernels/types/known_allele.hpp"

namespace norrsken {

// Reads of one sample that span one repeat, by how many units they show beyond the reference: -4 .. +4.
inline constexpr std::size_t repeat_slips = 9;
using RepeatLengths = std::array<std::uint32_t, repeat_slips>;

struct RepeatPlace {
  GenomePosition start = 0;  // on the genome axis
  std::uint16_t tract_bases = 0;
  std::uint16_t unit_bases = 0;

  [[nodiscard]] bool operator==(const RepeatPlace& other) const {
    return start == other.start && tract_bases == other.tract_bases && unit_bases == other.unit_bases;
  }
};

// From what a file says of a contig: bases [start, end) and those of a unit. Nothing when that makes no sense.
[[nodiscard]] inline std::optional<RepeatPlace> repeat_place(const Contig& contig, std::uint32_t start,
                                                             std::uint32_t end, std::uint32_t unit) {
  constexpr std::uint32_t too_long_bases = 1000;  // for any read
  if (end <= start || end > contig.length || end - start >= too_long_bases || unit == 0) return std::nullopt;
  return RepeatPlace{contig.start + start, static_cast<std::uint16_t>(end - start), static_cast<std::uint16_t>(unit)};
}

struct RepeatSite {
  RepeatPlace place;
  RepeatLengths reads{};
};

// The same of a panel of normals. A normal's own lengths are not slips: the commonest, and a second one that as many
// reads show as a heterozygote's would.
struct RepeatBackground {
  RepeatPlace place;
  SiteBackground slips;  // alternate_reads: of other lengths; normals_with: that span the repeat
};

// Fewer normals tell neither what is usual nor how they differ.
inline constexpr std::uint32_t min_repeat_normals = 3;

}  // namespace norrsken
