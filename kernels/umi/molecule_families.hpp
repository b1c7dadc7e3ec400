// Fragments of a block -> the molecules they are copies of.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kernels/types/genome.hpp"
#include "kernels/types/read_store.hpp"
#include "kernels/types/umi.hpp"

namespace norrsken {

// The ungapped 5' coordinates and strands of both ends of a fragment, lower end first. Simplex: also which end read 1
// is; duplex: not, because the two strands of a molecule differ in that. A fragment of one read, or whose other mate
// has no place, has one end only.
struct MoleculePlace {
  GenomePosition low = 0;
  GenomePosition high = 0;
  std::uint8_t ends = 0;  // strands and kind
  std::uint8_t sample = 0;
  friend auto operator<=>(const MoleculePlace&, const MoleculePlace&) = default;
};

enum class MoleculeStrand : std::uint8_t { first_is_low, first_is_high };  // which end of the molecule read 1 is

// A placed read as a part of its fragment.
struct FamilyRead {
  MoleculePlace place;
  PackedUmi umi = 0;  // of a duplex molecule: the part at the low end first, whatever the strand
  std::uint32_t index = 0;
  std::uint64_t name_hash = 0;
  MoleculeStrand strand = MoleculeStrand::first_is_low;
  bool is_low_end = true;
};

// What the reads of a fragment (from either mate, the same) say about its molecule. The read must have a place.
[[nodiscard]] FamilyRead family_read(const PlacedRead& read, std::uint32_t index, UmiLayout layout);

// Calls `take` with the reads of each family, one after the other: those with one place and one group of UMIs, ordered
// by name. Orphans belong to none. The families do not depend on the order of `reads`, nor on which of the two mates
// stand in the block.
void for_each_family(const PlacedReads& reads, const UmiOptions& options,
                     const std::function<void(std::span<const FamilyRead>)>& take);

}  // namespace norrsken
