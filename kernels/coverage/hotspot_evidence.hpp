// What the reads say at the hot-spots of a panel, counted straight from their places: also where nothing was called.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/genome.hpp"
#include "kernels/types/panel.hpp"
#include "kernels/types/read_store.hpp"

namespace norrsken {

class HotspotCounter {
 public:
  // hotspots: by position. genome: views memory that must outlive the counter.
  HotspotCounter(std::span<const Hotspot> hotspots, const GenomeView& genome);

  // Fragments of one sample at the hot-spots that begin in the block `own`, added to `evidence` (one a hot-spot).
  // reads: those of the block, sorted, duplicates marked, mates merged (BlockCaller::prepare()); orphans and reads
  // below min_confidence_phred are left out. Depth: the first base is called. Alleles: all bases that tell them apart
  // are called and of Q20 or better; of an indel, the read is broken there by as many bases, or lies beyond it
  // unbroken. (A read that ends in a long insertion is clipped: it counts for the depth only.)
  void count(const PlacedReads& reads, std::uint8_t sample, GenomeInterval own, unsigned min_confidence_phred,
             std::span<HotspotEvidence> evidence) const;

 private:
  struct Site {
    GenomePosition position = 0;
    GenomePosition last = 0;  // of an indel: one past the last base before which a break may stand
    std::int32_t shift = 0;   // > 0 deletion, < 0 insertion, 0 substitution
    std::vector<BaseCode> reference, alternate;
  };
  static void add(const PlacedRead& read, std::span<const BaseQuality> bases, const Site& site,
                  HotspotEvidence& evidence);
  std::vector<Site> sites_;  // by position
};

// Where a called variant stands in the list (by position, reference, alternate), or hotspots.size(). A hot-spot of
// several substituted bases is also found by each of its bases alone.
[[nodiscard]] std::size_t find_hotspot(std::span<const Hotspot> hotspots, GenomePosition position,
                                       const std::string& reference, const std::string& alternate);

}  // namespace norrsken
