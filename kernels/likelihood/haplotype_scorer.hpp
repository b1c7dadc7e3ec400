// Split-Hamming score of reads against a haplotype: sums over ungapped or once-slipped diagonals, no dynamic
// programming.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/assembly/haplotype.hpp"
#include "kernels/likelihood/diagonal_costs.hpp"
#include "kernels/likelihood/slip_penalties.hpp"
#include "kernels/likelihood/slip_search.hpp"
#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/base_quality.hpp"
#include "kernels/types/placed_read.hpp"

namespace norrsken {

inline constexpr unsigned max_read_cost_phred = 200;
inline constexpr GenomePosition tract_margin_bases = 24;  // tracts this far outside the region may still slip

// Bases that a read has more or fewer than a haplotype, as far left as they go.
struct HaplotypeIndel {
  std::uint32_t offset = 0;  // in the haplotype's bases
  std::uint32_t removed_bases = 0;
  std::vector<BaseCode> inserted;
  friend bool operator==(const HaplotypeIndel&, const HaplotypeIndel&) = default;
};

class HaplotypeScorer {
 public:
  explicit HaplotypeScorer(const SlipPenalties& penalties) : slips_(penalties) {}

  // The region that haplotypes stand for, and how far beyond it reads may reach.
  void set_region(const ReferenceWindow& window, GenomePosition start, GenomePosition end, GenomePosition reach_bases);
  void set_haplotype(const Haplotype& haplotype);

  // Phred cost, 0..max_read_cost_phred, of the whole read if it came from this haplotype:
  //   min over diagonals d that its placement and the haplotype's indels allow of H(d), and
  //   min over repeat tracts and slips of prefixH(d) + suffixH(d + slip) + slip penalty, or that with
  //   another slip further out, and min over two such diagonals and one gap of prefixH(d) + suffixH(d') + gap
  //   penalty.
  // Bases below Q6 cost nothing.
  // A cost of `limit` or more is not always the lowest: it is all the same to the caller.
  // Two slips are looked for in reads with a break or clip of which one slip or gap leaves more than a gap costs.
  [[nodiscard]] unsigned cost(const PlacedRead& read, std::span<const BaseQuality> bases, unsigned limit);
  // The slip or gap, inside of the haplotype's own bases, with which the read costs least; none where it costs no more
  // without.
  [[nodiscard]] std::optional<HaplotypeIndel> indel_of(const PlacedRead& read, std::span<const BaseQuality> bases);

 private:
  void collect_diagonals(const PlacedRead& read);
  [[nodiscard]] SlipSearch::OnDiagonals add_up_diagonals(std::span<const BaseQuality> bases);
  struct Gap {
    unsigned cost_phred;
    std::size_t left;   // number of the diagonal before the gap
    std::size_t right;  // and behind it; the same where no gap costs less
  };
  [[nodiscard]] Gap best_gap(std::size_t length, unsigned best) const;
  [[nodiscard]] std::optional<HaplotypeIndel> indel_of(const Gap& gap, std::span<const BaseQuality> bases) const;
  [[nodiscard]] HaplotypeIndel indel_of(const CheapestSlip& slip) const;

  SlipSearch slips_;
  GenomePosition start_ = 0;
  GenomePosition end_ = 0;
  GenomePosition origin_ = 0;          // genome position of sequence_[0]
  std::size_t right_bases_ = 0;        // of the right flank
  std::vector<BaseCode> sequence_;     // left flank, haplotype, right flank
  std::vector<int> shifts_;            // by which a diagonal may be displaced: sums of the haplotype's indels
  std::vector<int> diagonals_;         // sequence index of read base 0
  std::vector<PrefixCosts> prefixes_;  // of the diagonals
};

}  // namespace norrsken
