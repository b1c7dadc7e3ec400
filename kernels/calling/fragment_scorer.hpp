// What the fragments of a region cost under one haplotype after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/calling/counted.hpp"
#include "kernels/calling/region_read.hpp"
#include "kernels/calling/region_reads.hpp"
#include "kernels/likelihood/haplotype_scorer.hpp"

namespace norrsken {

// A fragment that costs more under every haplotype is foreign and hardly counts.
inline constexpr unsigned foreign_phred = 180;

// Keeps its memory from region to region.
class FragmentScorer {
 public:
  // All arguments must outlive the scorer.
  FragmentScorer(const ReferenceWindow& window, const SlipPenalties& penalties, const RegionReads& reads)
      : window_(window), reads_(reads), scorer_(penalties) {}

  // What the haplotypes to come stand for. Cuts the reads to what such haplotypes have to explain.
  void set_place(GenomeInterval place);

  // Phred cost of every fragment, the sum over its reads. A cost that is more than margin_phred above the fragment's
  // `best` so far is not always the lowest.
  [[nodiscard]] std::vector<std::uint16_t> score(const Haplotype& haplotype, std::span<const std::uint16_t> best,
                                                 unsigned margin_phred);

  // Replaces the costs of fragments that are foreign, which may be because of a variant beside the place: by what lies
  // in it or near by, added to foreign_phred + 1.
  void score_near(const Haplotype& haplotype, std::span<const std::size_t> fragments, std::span<std::uint16_t> costs);

  // Indels with which the fragments' reads lie best on the haplotype, the commonest first.
  [[nodiscard]] std::vector<Counted<HaplotypeIndel>> count_indels(const Haplotype& haplotype,
                                                                  std::span<const std::size_t> fragments);

  // Of the fragment's bases well outside of the place: the same under every haplotype.
  [[nodiscard]] unsigned outside_cost(std::size_t fragment) const { return outside_costs_[fragment]; }
  // The same of a cost that score_near() put there.
  [[nodiscard]] unsigned near_outside_cost(std::size_t fragment) const;

 private:
  // Of each part, what it cost under haplotypes with the same variants where the read lies: the last few of them.
  class KnownCosts {
   public:
    static constexpr unsigned unknown = ~0U;
    struct Known {
      std::uint64_t key = 0;  // of the variants
      unsigned cost = 0;
      unsigned limit = 0;  // from which on the cost may not be the lowest
    };
    void begin(std::size_t parts) {
      known_.resize(parts * most);
      counts_.assign(parts, 0);
    }
    // The cost, or one that is `limit` or more where it is; unknown where there is none of that key.
    [[nodiscard]] unsigned find(std::size_t part, std::uint64_t key, unsigned limit) const;
    void add(std::size_t part, const Known& known);

   private:
    static constexpr std::size_t most = 16;
    std::vector<Known> known_;
    std::vector<std::uint32_t> counts_;  // ever added
  };

  [[nodiscard]] RegionRead near_part(std::size_t fragment, unsigned read) const;

  const ReferenceWindow& window_;
  const RegionReads& reads_;
  HaplotypeScorer scorer_;
  GenomeInterval place_;
  std::vector<RegionRead> parts_;        // of the fragments' reads, in their order
  std::vector<std::size_t> first_part_;  // of each fragment
  std::vector<std::uint16_t> outside_costs_;
  KnownCosts known_costs_;
};

}  // namespace norrsken
