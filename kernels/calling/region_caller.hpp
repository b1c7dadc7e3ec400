// Calls one active region: candidate haplotypes of all samples, scores, every sample's best pair, and the variants that
// these carry; then what tumours have beside their normal's pair (region_somatic.cpp).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/assembly/debruijn_graph.hpp"
#include "kernels/assembly/spanning_strings.hpp"
#include "kernels/calling/calling_options.hpp"
#include "kernels/calling/record.hpp"
#include "kernels/calling/region_evidence.hpp"
#include "kernels/calling/region_read.hpp"
#include "kernels/genotyping/diploid.hpp"
#include "kernels/likelihood/haplotype_scorer.hpp"
#include "kernels/pileup/active_regions.hpp"
#include "kernels/somatic/damage.hpp"
#include "kernels/somatic/somatic_candidate.hpp"
#include "kernels/types/evidence.hpp"

namespace norrsken {

// One fragment's say on which of the two called haplotypes of a region it comes from.
struct PhaseVote {
  std::uint64_t name_hash = 0;
  int weight_phred = 0;  // > 0: first haplotype
};

struct CalledRegion {
  std::vector<VariantCall> variants;  // alleles in haplotype order, phase sets not yet set
  std::vector<SomaticCandidate> somatic;
  std::vector<std::vector<PhaseVote>> votes;  // of each sample, by name_hash; none when its haplotypes are the same
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
  std::span<const TandemTract> tracts;     // of the window
  std::span<const std::uint8_t> ploidies;  // of each sample: 0, 1 or 2
  GenomePosition contig_start = 0;
};

class RegionCaller {
 public:
  // `damage`: of each sample, or none. All arguments must outlive the caller.
  RegionCaller(const ReferenceWindow& window, const SlipPenalties& penalties, std::span<const DamageProfile> damage,
               const CallingOptions& options)
      : window_(window), options_(options), damage_(damage), scorer_(penalties), indices_(options.samples.size()) {}

  [[nodiscard]] CalledRegion call(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                                  const RegionContext& context);
  // Of the region called last, by the haplotypes with no other variants than those called and those of the sites.
  [[nodiscard]] ExplainedRegion explain(const CalledRegion& called, std::span<const EvidenceSite> sites) const;

 private:
  // A fragment's reads in the region.
  struct Fragment {
    std::uint64_t name_hash = 0;
    std::uint32_t reads[2] = {0, 0};
    unsigned count = 0;
    unsigned confidence_phred = 0;
  };

  // region_caller.cpp: reads, costs, genotypes, records
  [[nodiscard]] std::size_t samples() const { return options_.samples.size(); }
  void collect_reads(const BlockReads& block, GenomePosition start, GenomePosition end);
  void collect_fragments(const PlacedReads& reads, std::span<const std::uint32_t> indices);
  void cut_reads(const BlockReads& block);
  void score_from(std::size_t first_haplotype, const BlockReads& block);
  void score_lone_snv(const PlacedReads& reads, GenomePosition position);
  [[nodiscard]] CostMatrix relative_costs() const;
  void index_variants(std::span<const TandemTract> tracts);
  [[nodiscard]] std::vector<PairPosterior> genotype_all(const CostMatrix& costs, const RegionContext& context) const;
  [[nodiscard]] std::vector<PairPosterior> genotype_region(const BlockReads& block, const RegionContext& context,
                                                           CostMatrix& costs);
  void report(const BlockReads& block, const std::vector<PairPosterior>& posteriors, const CostMatrix& costs,
              const RegionContext& context, CalledRegion& called);
  [[nodiscard]] std::vector<PhaseVote> phase_votes(std::size_t sample, const PairPosterior& posterior,
                                                   const CostMatrix& costs) const;
  [[nodiscard]] FragmentCosts costs_by_variant(std::size_t fragment, std::size_t variant,
                                               const CostMatrix& costs) const;
  [[nodiscard]] SupportSummary support_of(std::size_t sample, std::size_t variant, const PlacedReads& reads,
                                          const CostMatrix& costs) const;
  void describe_support(const PlacedReads& reads, std::size_t variant, const CostMatrix& costs,
                        VariantCall& call) const;

  // region_haplotypes.cpp: where haplotypes come from
  void collect_haplotypes(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                          const RegionContext& context);
  void collect_events(const PlacedReads& reads, const ActiveRegions& active, const ActiveRegion& region);
  [[nodiscard]] std::optional<Haplotype> with_event(const Haplotype& base, const HaplotypeVariant& event) const;
  void add_with_event(const Haplotype& base, const HaplotypeVariant& event);
  void keep_pairs(const std::vector<PairPosterior>& pairs);
  [[nodiscard]] unsigned best_cost(std::size_t fragment) const;  // absolute, over all haplotypes
  void grow_haplotypes(const BlockReads& block, const RegionContext& context);
  void add_haplotype(Haplotype haplotype);
  void widen(GenomePosition start, GenomePosition end);
  void drop_useless_haplotypes();
  void add_near_walks(const PlacedReads& reads, std::size_t sample);
  void add_far_walks(const PlacedReads& reads, std::size_t sample);
  [[nodiscard]] GraphHaplotypes walks_of(const PlacedReads& reads, std::size_t sample, GraphAnchors anchors);
  [[nodiscard]] bool is_unexplained(std::size_t fragment, unsigned cost_phred) const;
  [[nodiscard]] bool is_badly_explained(const PlacedReads& reads, std::size_t sample) const;
  void add_simpler_haplotypes(const PairPosterior& posterior);
  [[nodiscard]] bool leaves_unexplained(const PairPosterior& pair, std::size_t sample) const;
  void add_united_haplotypes(const PairPosterior& posterior);

  // region_somatic.cpp: what tumours have beside the pair of their normal
  void collect_candidates(const BlockReads& block, const std::vector<HaplotypeVariant>& germline,
                          const CostMatrix& costs, const RegionContext& context, CalledRegion& called);
  void respell_haplotypes(std::span<const Haplotype> bases);
  void add_somatic_haplotypes(const BlockReads& block, const PairPosterior& pair, const RegionContext& context);
  [[nodiscard]] std::vector<std::int8_t> tumor_votes(const PlacedReads& reads, std::size_t variant,
                                                     const CostMatrix& costs) const;
  using TumorVotes = std::vector<std::vector<std::int8_t>>;  // of each candidate
  void phase_candidates(const TumorVotes& votes, GenomePosition contig_start,
                        std::span<SomaticCandidate> candidates) const;
  void note_germline(const PlacedReads& reads, const std::vector<HaplotypeVariant>& germline, const CostMatrix& costs,
                     const TumorVotes& votes, std::span<SomaticCandidate> candidates) const;
  [[nodiscard]] bool reaches(const Fragment& fragment, const HaplotypeVariant& variant, const PlacedReads& reads) const;
  [[nodiscard]] AlleleEvidence evidence_of(const PlacedReads& reads, std::size_t sample, std::size_t variant,
                                           const CostMatrix& costs) const;
  [[nodiscard]] std::vector<HaplotypeVariant> surely_germline(const std::vector<PairPosterior>& posteriors) const;
  [[nodiscard]] std::array<std::uint8_t, 2> damage_caps(std::size_t sample, const HaplotypeVariant& variant) const;
  [[nodiscard]] std::vector<HaplotypeVariant> likely_in_tumors(const PairPosterior& pair) const;
  void count_variant_kmers(const BlockReads& block, const HaplotypeVariant& variant, SomaticCall& call) const;
  [[nodiscard]] SomaticCall describe_somatic(const PlacedReads& reads, std::size_t variant, const CostMatrix& costs,
                                             const RegionContext& context) const;

  const ReferenceWindow& window_;
  const CallingOptions& options_;
  std::span<const DamageProfile> damage_;
  HaplotypeScorer scorer_;

  GenomePosition start_ = 0;  // what the haplotypes stand for
  GenomePosition end_ = 0;
  std::vector<std::vector<std::uint32_t>> indices_;         // of each sample: reads that overlap the region
  std::vector<Fragment> fragments_;                         // one sample after the other
  std::vector<std::size_t> first_fragment_;                 // of each sample, and the end
  std::vector<Haplotype> haplotypes_;                       // [0] is the reference
  std::vector<std::vector<std::uint16_t>> absolute_costs_;  // per haplotype, per fragment
  std::vector<RegionRead> parts_;                           // of the fragments' reads, in their order
  std::vector<std::uint16_t> outside_costs_;                // per fragment, whatever the haplotype
  std::vector<HaplotypeVariant> events_;                    // shown by single reads
  std::vector<HaplotypeVariant> variants_;                  // of all haplotypes
  std::vector<std::uint64_t> masks_;
  std::vector<std::uint32_t> priors_;
  std::size_t max_haplotypes_ = 0;
  bool hit_limit_ = false;
};

}  // namespace norrsken
