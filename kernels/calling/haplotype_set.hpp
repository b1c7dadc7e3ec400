// The candidate haplotypes of one region, with what every fragment of it costs under each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/assembly/haplotype.hpp"
#include "kernels/calling/fragment_scorer.hpp"
#include "kernels/calling/region_reads.hpp"
#include "kernels/genotyping/diploid.hpp"

namespace norrsken {

// Haplotypes stand for one place, [0] is the reference and no two have the same bases. They are added first and scored
// together; those that were there keep their costs. Costs are in phred, by haplotype and fragment.
class HaplotypeSet {
 public:
  // All arguments must outlive the set.
  HaplotypeSet(const ReferenceWindow& window, const SlipPenalties& penalties, const RegionReads& reads)
      : window_(window), reads_(reads), penalties_(penalties), scorer_(window, penalties, reads) {}

  // A new region: the reference alone, and room for `most` haplotypes in all.
  void begin(GenomeInterval place, std::size_t most);
  void make_room(std::size_t more) { most_ = haplotypes_.size() + more; }  // for so many beside those that are there

  [[nodiscard]] GenomeInterval place() const { return place_; }
  [[nodiscard]] std::size_t size() const { return haplotypes_.size(); }
  [[nodiscard]] const Haplotype& operator[](std::size_t haplotype) const { return haplotypes_[haplotype]; }
  [[nodiscard]] std::span<const Haplotype> all() const { return haplotypes_; }
  // Whether haplotypes were left out: for want of room, or because of note_left_out().
  [[nodiscard]] bool hit_limit() const { return hit_limit_; }
  void note_left_out() { hit_limit_ = true; }

  // Adds bases in place of those of place(), unless they are known; names its variants.
  void add(Haplotype haplotype);
  // The same for bases in place of [from.start, from.end), which place() contains.
  void add_within(Haplotype haplotype, GenomeInterval from);
  // The reference with the variants, which lie in place().
  void add_with(std::span<const HaplotypeVariant> variants, HaplotypeOrigin origin, unsigned support);
  // `base` with one more event, unless the event is there already, overlaps another or reaches out of place().
  [[nodiscard]] std::optional<Haplotype> with_event(const Haplotype& base, const HaplotypeVariant& event) const;
  void add_with_event(const Haplotype& base, const HaplotypeVariant& event);
  // A haplotype with one unit more and with one less, in each of its tracts where reads that slip by one unit count as
  // explained.
  void add_with_one_unit(std::size_t haplotype);
  // A haplotype with each of the indels that at least min_reads of the fragments show when they lie on it.
  void add_with_indels(std::size_t haplotype, std::span<const std::size_t> fragments, std::size_t min_reads);
  // Makes all haplotypes stand for `other` too. Wider ones are other haplotypes: no costs are left.
  void widen(GenomeInterval other);
  // Leaves the reference and both haplotypes of each pair, in this order.
  void keep_pairs(std::span<const PairPosterior> pairs);
  // Leaves the reference and those that explain some fragment best, and better than the reference. All are scored.
  void drop_useless();
  // Gives haplotypes from the `first` on the spelling with the fewest variants beside those of one of the bases, of the
  // same place.
  void respell_beside(std::span<const Haplotype> bases, std::size_t first);

  // Scores the haplotypes that have no costs yet.
  void score();
  // The same of a single substitution, [1], of the only base of place(): what each read shows there says it all.
  void score_lone_snv();
  [[nodiscard]] unsigned cost(std::size_t haplotype, std::size_t fragment) const { return costs_[haplotype][fragment]; }
  [[nodiscard]] unsigned best_cost(std::size_t fragment) const;  // over all haplotypes
  // Whether that is a high cost. What lies outside of place(), errors and variants of other regions, is not its own.
  [[nodiscard]] bool is_unexplained(std::size_t fragment, unsigned cost_phred) const;
  // Whether it is at least that of the cheapest slip: what is_unexplained() says nothing of.
  [[nodiscard]] bool may_have_slipped(std::size_t fragment, unsigned cost_phred) const;
  // Relative to each fragment's best haplotype, bounded by how sure its placement is.
  [[nodiscard]] CostMatrix relative_costs() const;

 private:
  void score_foreign(std::span<const std::uint16_t> best);
  // What of a cost of the fragment says nothing of place().
  [[nodiscard]] unsigned foreign_cost(std::size_t fragment, unsigned cost_phred) const;

  const ReferenceWindow& window_;
  const RegionReads& reads_;
  const SlipPenalties& penalties_;
  FragmentScorer scorer_;

  GenomeInterval place_;
  std::size_t most_ = 0;
  bool hit_limit_ = false;
  std::vector<Haplotype> haplotypes_;
  std::vector<std::vector<std::uint16_t>> costs_;  // of the first haplotypes, per fragment
};

}  // namespace norrsken
