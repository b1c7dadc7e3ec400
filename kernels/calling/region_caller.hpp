// Calls one active region: candidate haplotypes, scores, the best pair, and the variants it carries.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/assembly/debruijn_graph.hpp"
#include "kernels/assembly/spanning_strings.hpp"
#include "kernels/calling/block_caller.hpp"
#include "kernels/calling/region_read.hpp"
#include "kernels/genotyping/diploid.hpp"
#include "kernels/likelihood/haplotype_scorer.hpp"
#include "kernels/pileup/active_regions.hpp"

namespace norrsken {

// One fragment's say on which of the two called haplotypes of a region it comes from.
struct PhaseVote {
  std::uint64_t name_hash = 0;
  int weight_phred = 0;  // > 0: first haplotype
};

struct CalledRegion {
  std::vector<VariantCall> variants;  // alleles in haplotype order, phase sets not yet set
  std::vector<PhaseVote> votes;       // by name_hash; empty when the two haplotypes are the same
  RegionTrace trace;
};

// Reads of a block with what calling needs to find them quickly.
struct BlockReads {
  const PlacedReads* reads = nullptr;
  GenomePosition longest_span = 0;  // greatest end() - position
  unsigned longest_read_bases = 0;
};

// What a region's surroundings say.
struct RegionContext {
  std::span<const TandemTract> tracts;  // of the window
  unsigned ploidy = 2;
  GenomePosition contig_start = 0;
};

class RegionCaller {
 public:
  RegionCaller(const ReferenceWindow& window, const SlipPenalties& penalties, const CallingOptions& options)
      : window_(window), options_(options), scorer_(penalties) {}

  [[nodiscard]] CalledRegion call(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                                  const RegionContext& context);

 private:
  // A fragment's reads in the region.
  struct Fragment {
    std::uint64_t name_hash = 0;
    std::uint32_t reads[2] = {0, 0};
    unsigned count = 0;
    unsigned confidence_phred = 0;
  };

  void collect_reads(const BlockReads& block, GenomePosition start, GenomePosition end);
  void collect_haplotypes(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                          const RegionContext& context);
  void collect_events(const PlacedReads& reads, const ActiveRegions& active, const ActiveRegion& region);
  void add_with_event(const Haplotype& base, const HaplotypeVariant& event);
  void keep_pair(const PairPosterior& pair);
  [[nodiscard]] unsigned best_cost(std::size_t fragment) const;  // absolute, over all haplotypes
  void grow_haplotypes(const BlockReads& block, const RegionContext& context);
  void add_haplotype(Haplotype haplotype);
  void widen(GenomePosition start, GenomePosition end);
  void add_graph_haplotypes(const PlacedReads& reads);
  [[nodiscard]] bool is_unexplained(std::size_t fragment, unsigned cost_phred) const;
  [[nodiscard]] bool is_badly_explained(const PlacedReads& reads) const;
  void add_simpler_haplotypes(const PairPosterior& posterior);
  [[nodiscard]] bool leaves_unexplained(const PairPosterior& pair) const;
  void add_united_haplotypes(const PairPosterior& posterior);
  void cut_reads(const BlockReads& block);
  void score_from(std::size_t first_haplotype, const BlockReads& block);
  void score_lone_snv(const PlacedReads& reads, GenomePosition position);
  [[nodiscard]] CostMatrix relative_costs() const;
  void index_variants(std::span<const TandemTract> tracts);
  void report(const BlockReads& block, const PairPosterior& posterior, const CostMatrix& costs,
              const RegionContext& context, CalledRegion& called);
  void describe_support(const PlacedReads& reads, std::size_t variant, const CostMatrix& costs,
                        VariantCall& call) const;

  const ReferenceWindow& window_;
  const CallingOptions& options_;
  HaplotypeScorer scorer_;

  GenomePosition start_ = 0;  // what the haplotypes stand for
  GenomePosition end_ = 0;
  std::vector<std::uint32_t> indices_;  // reads that overlap the region
  std::vector<Fragment> fragments_;
  std::vector<Haplotype> haplotypes_;                       // [0] is the reference
  std::vector<std::vector<std::uint16_t>> absolute_costs_;  // per haplotype, per fragment
  std::vector<RegionRead> parts_;                           // of the fragments' reads, in their order
  std::vector<std::uint16_t> outside_costs_;                // per fragment, whatever the haplotype
  std::vector<HaplotypeVariant> events_;                    // shown by single reads
  std::vector<HaplotypeVariant> variants_;                  // of all haplotypes
  std::vector<std::uint64_t> masks_;
  std::vector<std::uint32_t> priors_;
  bool hit_limit_ = false;
};

}  // namespace norrsken
