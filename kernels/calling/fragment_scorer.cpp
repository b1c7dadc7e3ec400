#include "kernels/calling/fragment_scorer.hpp"

#include <algorithm>

namespace norrsken {

void FragmentScorer::set_place(GenomeInterval place) {
  const PlacedReads& placed = reads_.placed();
  const std::span<const RegionFragment> fragments = reads_.fragments();
  scorer_.set_region(window_, place.start, place.end, reads_.block().longest_read_bases);
  parts_.clear();
  outside_costs_.assign(fragments.size(), 0);
  for (std::size_t f = 0; f < fragments.size(); ++f)
    for (unsigned r = 0; r < fragments[f].count; ++r) {
      const std::uint32_t read = fragments[f].reads[r];
      parts_.push_back(part_for_region(placed.reads[read], placed.bases_of(read), window_, place.start, place.end));
      outside_costs_[f] =
          static_cast<std::uint16_t>(outside_costs_[f] + cost_outside(parts_.back(), window_, place.start, place.end));
    }
}

std::vector<std::uint16_t> FragmentScorer::score(const Haplotype& haplotype, std::span<const std::uint16_t> best,
                                                 unsigned margin_phred) {
  const std::span<const RegionFragment> fragments = reads_.fragments();
  scorer_.set_haplotype(haplotype);
  std::vector<std::uint16_t> costs(fragments.size(), 0);
  auto part = parts_.begin();
  for (std::size_t f = 0; f < fragments.size(); ++f) {
    const unsigned limit = best[f] + margin_phred;
    for (unsigned r = 0; r < fragments[f].count; ++r, ++part) {
      const unsigned left = limit - std::min<unsigned>(limit, costs[f]);
      costs[f] = static_cast<std::uint16_t>(costs[f] + scorer_.cost(part->read, part->bases, left));
    }
  }
  return costs;
}

}  // namespace norrsken
