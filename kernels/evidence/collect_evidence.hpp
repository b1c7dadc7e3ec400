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
  GenomePosition flank_bases = 1;      // fragments with a read that comes so near to a site are kept
  unsigned max_fragments = 100;        // of a sample at a site
  GenomePosition region_bases = 300;   // regions that come so near to a site are called again
  GenomePosition calling_bases = 600;  // reads that come so near are called with, as regions reach far
  GenomePosition mate_bases = 1500;    // reads that come so near are looked at
};

// Whether [start, end) comes within `reach_bases` of a site. sites: by position.
[[nodiscard]] bool is_near_site(std::span<const EvidenceSite> sites, GenomePosition start, GenomePosition end,
                                GenomePosition reach_bases);

// Leaves the reads, by position, within limits.mate_bases of a site, in their order; their bases stay where they are.
void drop_far_reads(PlacedReads& reads, std::span<const EvidenceSite> sites, const EvidenceLimits& limits);

// Those of some reads, by position, that regions are called with, and where each stands among all.
struct ReadsToCall {
  PlacedReads reads;  // a view of the bases of all
  std::vector<std::uint32_t> numbers;
};
[[nodiscard]] ReadsToCall reads_to_call(PlacedReads& all, std::span<const EvidenceSite> sites,
                                        const EvidenceLimits& limits);

// What the regions that were called again say of each read, before reads are chosen.
class EvidenceCollector {
 public:
  // All arguments must outlive the collector. called: of `reads`, those that the regions know. longest_span: of them.
  // sites: by position.
  EvidenceCollector(const PlacedReads& reads, const ReadsToCall& called, GenomePosition longest_span,
                    std::span<const EvidenceSite> sites, const ReferenceWindow& window)
      : reads_(reads),
        called_(called),
        longest_span_(longest_span),
        sites_(sites),
        window_(window),
        told_(reads_.size()) {}

  // Regions in the order of the genome.
  void add(const ExplainedRegion& region);

  // Fragments near each site: all, or of deeper samples limits.max_fragments, chosen by the hash of the name, half of
  // them from those that show the variant if there are so many. Both mates; no duplicates, further places and
  // orphans. In the order of the reads, without the places of their mates. contigs: of the genome.
  [[nodiscard]] std::vector<EvidenceRead> take(std::span<const Contig> contigs, const EvidenceLimits& limits) const;

 private:
  struct Told {
    std::uint8_t haplotype = 0;              // as EvidenceRead::haplotype
    bool is_of_site = false;                 // ... of a region with a site
    std::vector<HaplotypeVariant> variants;  // by start
  };
  [[nodiscard]] bool shows(const Told& told, const EvidenceSite& site) const;
  [[nodiscard]] std::vector<std::uint64_t> choose(const EvidenceLimits& limits) const;

  const PlacedReads& reads_;
  const ReadsToCall& called_;
  GenomePosition longest_span_;
  std::span<const EvidenceSite> sites_;
  const ReferenceWindow& window_;
  std::vector<Told> told_;  // of each read
};

}  // namespace norrsken
