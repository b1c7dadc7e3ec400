// Chooses the reads that are kept as evidence of reported variants, and projects them to the reference.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/calling/region_evidence.hpp"
#include "kernels/calling/region_reads.hpp"
#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/evidence.hpp"
#include "kernels/types/read_store.hpp"

namespace norrsken {

struct EvidenceLimits {
  GenomePosition flank_bases = 100;     // fragments that come so near to a site are kept
  unsigned max_fragments = 100;         // of a sample at a site
  GenomePosition calling_bases = 1500;  // around a site, for the haplotypes to be found as they were in calling
};

// Whether [start, end) comes within `reach_bases` of a site. sites: by position.
[[nodiscard]] bool is_near_site(std::span<const EvidenceSite> sites, GenomePosition start, GenomePosition end,
                                GenomePosition reach_bases);

// Leaves the reads within limits.calling_bases of a site, in their order; their bases stay where they are.
void drop_far_reads(PlacedReads& reads, std::span<const EvidenceSite> sites, const EvidenceLimits& limits);

// What the regions that were called again say of each read, before reads are chosen.
class EvidenceCollector {
 public:
  // All arguments must outlive the collector. sites: by position.
  EvidenceCollector(const BlockReads& block, std::span<const EvidenceSite> sites, const ReferenceWindow& window)
      : block_(block), reads_(*block.reads), sites_(sites), window_(window), told_(reads_.size()) {}

  // Regions in the order of the genome.
  void add(const ExplainedRegion& region);

  // Fragments near each site: all, or of deeper samples limits.max_fragments, chosen by the hash of the name, half of
  // them from those that show the variant if there are so many. Both mates; no duplicates, further places and
  // orphans. By position, name, mate. contigs: of the genome.
  [[nodiscard]] std::vector<EvidenceRead> take(std::span<const Contig> contigs, const EvidenceLimits& limits) const;

 private:
  struct Told {
    std::uint8_t haplotype = 0;              // as EvidenceRead::haplotype
    bool is_of_site = false;                 // ... of a region with a site
    std::vector<HaplotypeVariant> variants;  // by start
  };
  [[nodiscard]] bool shows(const Told& told, const EvidenceSite& site) const;
  [[nodiscard]] std::vector<std::uint64_t> choose(const EvidenceLimits& limits) const;

  const BlockReads& block_;
  const PlacedReads& reads_;
  std::span<const EvidenceSite> sites_;
  const ReferenceWindow& window_;
  std::vector<Told> told_;  // of each read
};

}  // namespace norrsken
