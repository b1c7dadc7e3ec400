#include "kernels/calling/fragment_scorer.hpp"

#include <algorithm>

namespace norrsken {

void FragmentScorer::set_place(GenomeInterval place) {
  const PlacedReads& placed = reads_.placed();
  const std::span<const RegionFragment> fragments = reads_.fragments();
  scorer_.set_region(window_, place.start, place.end, reads_.block().longest_read_bases);
  place_ = place;
  parts_.clear();
  first_part_.clear();
  outside_costs_.assign(fragments.size(), 0);
  for (std::size_t f = 0; f < fragments.size(); ++f) {
    first_part_.push_back(parts_.size());
    for (unsigned r = 0; r < fragments[f].count; ++r) {
      const std::uint32_t read = fragments[f].reads[r];
      parts_.push_back(part_for_region(placed.reads[read], placed.bases_of(read), window_, place.start, place.end));
      outside_costs_[f] =
          static_cast<std::uint16_t>(outside_costs_[f] + cost_outside(parts_.back(), window_, place.start, place.end));
    }
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

void FragmentScorer::score_near(const Haplotype& haplotype, std::span<const std::size_t> fragments,
                                std::span<std::uint16_t> costs) {
  scorer_.set_haplotype(haplotype);
  for (const std::size_t f : fragments) {
    unsigned cost = foreign_phred + 1;
    for (unsigned r = 0; r < reads_.fragments()[f].count; ++r) {
      const RegionRead part = near_part(f, r);
      cost += scorer_.cost(part.read, part.bases, max_read_cost_phred);
    }
    costs[f] = static_cast<std::uint16_t>(cost);
  }
}

std::vector<CountedIndel> FragmentScorer::count_indels(const Haplotype& haplotype,
                                                       std::span<const std::size_t> fragments) {
  scorer_.set_haplotype(haplotype);
  std::vector<CountedIndel> counted;
  for (const std::size_t f : fragments)
    for (unsigned r = 0; r < reads_.fragments()[f].count; ++r) {
      const RegionRead& part = parts_[first_part_[f] + r];
      const std::optional<HaplotypeIndel> indel = scorer_.indel_of(part.read, part.bases);
      if (!indel) continue;
      const auto known =
          std::find_if(counted.begin(), counted.end(), [&](const CountedIndel& each) { return each.indel == *indel; });
      if (known == counted.end())
        counted.push_back({*indel, 1});
      else
        ++known->reads;
    }
  std::stable_sort(counted.begin(), counted.end(),
                   [](const CountedIndel& a, const CountedIndel& b) { return a.reads > b.reads; });
  return counted;
}

unsigned FragmentScorer::near_outside_cost(std::size_t fragment) const {
  unsigned cost = foreign_phred + 1;
  for (unsigned r = 0; r < reads_.fragments()[fragment].count; ++r)
    cost += cost_outside(near_part(fragment, r), window_, place_.start, place_.end);
  return cost;
}

RegionRead FragmentScorer::near_part(std::size_t fragment, unsigned read) const {
  return core_of(parts_[first_part_[fragment] + read], place_.start - std::min(place_.start, tract_margin_bases),
                 place_.end + tract_margin_bases);
}

}  // namespace norrsken
