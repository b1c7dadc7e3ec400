// Stretches of the genome where reads disagree with the reference often enough to be looked at closely.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/pileup/pileup.hpp"
#include "kernels/pileup/tandem_tracts.hpp"
#include "kernels/somatic/damage.hpp"

namespace norrsken {

struct ActivityOptions {
  unsigned min_reads = 2;  // that show the same event
  unsigned min_quality_sum_phred = 40;
  unsigned min_share_per_mille = 100;     // of the depth at the site
  unsigned cluster_bases = 20;            // events closer than this belong together
  unsigned break_cluster_bases = 60;      // and closer than this to a break outside repeats: a read shows only one
  unsigned flank_bases = 6;               // kept on both sides of the outermost events
  unsigned max_region_bases = 400;        // before growing to non-repetitive ends
  unsigned max_growth_bases = 400;        // on either side
  unsigned max_gap_bases = 200;           // between reads that end and reads that begin at a deletion's ends
  const DamageProfile* damage = nullptr;  // of the sample's library, where it is known: what it explains is no event
};

// One place where enough reads show the same event. Offsets count from the window's start.
struct CandidateSite {
  std::uint32_t first = 0;  // half-open
  std::uint32_t last = 0;
  EventKind kind = EventKind::base_a;
  unsigned reads = 0;
  bool opens_gap = false;   // several reads lose their right part here ...
  bool closes_gap = false;  // ... or their left part
};

struct ActiveRegion {
  std::uint32_t start = 0;  // offsets from the window's start, half-open
  std::uint32_t end = 0;
  std::uint32_t first_site = 0;  // into the sites, half-open
  std::uint32_t last_site = 0;
  bool is_lone_snv = false;  // one substituted base, no break or clip near, not in or beside a repeat
};

struct ActiveRegions {
  std::vector<CandidateSite> sites;   // by offset
  std::vector<ActiveRegion> regions;  // by start, disjoint
};

// Of one sample. Depends only on its pileup and the reference, as do the regions.
void find_candidate_sites(const PlacedReads& reads, const ReferenceWindow& window, const Pileup& pileup,
                          const ActivityOptions& options, std::vector<CandidateSite>& sites);

// Sites of several samples, one after the other, in order; a base that several samples show is one site.
void unite_sites(std::vector<CandidateSite>& sites);

// Joins active.sites to active.regions. `pileups`: of all samples. `tracts` are the tandem tracts of the window's
// bases.
void find_active_regions(const PlacedReads& reads, const ReferenceWindow& window, std::span<const Pileup> pileups,
                         std::span<const TandemTract> tracts, const ActivityOptions& options, ActiveRegions& active);

// The region that contains the offset, or nullptr. Regions by start, disjoint.
[[nodiscard]] const ActiveRegion* region_at(std::span<const ActiveRegion> regions, std::uint32_t offset);

}  // namespace norrsken
