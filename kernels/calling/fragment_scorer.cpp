#include "kernels/calling/fragment_scorer.hpp"

#include <algorithm>

namespace norrsken {
namespace {

// Names what of a haplotype's variants a read can tell of: those that it reaches, or tracts that reach from them.
class VariantsNear {
 public:
  explicit VariantsNear(std::span<const HaplotypeVariant> variants) : variants_(variants) {
    for (const HaplotypeVariant& each : variants) {
      std::uint64_t hash = std::uint64_t{each.start} << 32 | each.reference_bases;
      for (const BaseCode base : each.alternate) hash = (hash ^ base) * hash_factor;
      hashes_.push_back(hash * hash_factor);
      // A read that lacks these bases, or goes over them twice, lies that much further off.
      reach_ += each.reference_bases + static_cast<GenomePosition>(each.alternate.size());
    }
  }
  [[nodiscard]] std::uint64_t key(const PlacedRead& read) const {
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < variants_.size(); ++i) {
      const HaplotypeVariant& each = variants_[i];
      if (each.start < read.end() + reach_ && each.start + each.reference_bases + reach_ > read.position)
        key = (key ^ hashes_[i]) * hash_factor;
    }
    return key;
  }

 private:
  static constexpr std::uint64_t hash_factor = 0x9E3779B97F4A7C15ULL;
  std::span<const HaplotypeVariant> variants_;
  std::vector<std::uint64_t> hashes_;
  GenomePosition reach_ = tract_margin_bases;
};

}  // namespace

unsigned FragmentScorer::KnownCosts::find(std::size_t part, std::uint64_t key, unsigned limit) const {
  const std::span<const Known> of_part(known_.data() + part * most, std::min<std::size_t>(counts_[part], most));
  for (const Known& each : of_part)
    if (each.key == key && (each.cost < each.limit || each.limit >= limit)) return each.cost;
  return unknown;
}

void FragmentScorer::KnownCosts::add(std::size_t part, const Known& known) {
  known_[part * most + counts_[part]++ % most] = known;
}

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
  known_costs_.begin(parts_.size());
}

std::vector<std::uint16_t> FragmentScorer::score(const Haplotype& haplotype, std::span<const std::uint16_t> best,
                                                 unsigned margin_phred) {
  const std::span<const RegionFragment> fragments = reads_.fragments();
  scorer_.set_haplotype(haplotype);
  const VariantsNear variants(haplotype.variants);
  std::vector<std::uint16_t> costs(fragments.size(), 0);
  std::size_t part = 0;
  for (std::size_t f = 0; f < fragments.size(); ++f) {
    const unsigned limit = best[f] + margin_phred;
    for (unsigned r = 0; r < fragments[f].count; ++r, ++part) {
      const RegionRead& read = parts_[part];
      const std::uint64_t key = variants.key(read.read);
      const unsigned left = limit - std::min<unsigned>(limit, costs[f]);
      unsigned cost = known_costs_.find(part, key, left);
      if (cost == KnownCosts::unknown) {
        cost = scorer_.cost(read.read, read.bases, left);
        known_costs_.add(part, {key, cost, left});
      }
      costs[f] = static_cast<std::uint16_t>(costs[f] + cost);
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

std::vector<Counted<HaplotypeIndel>> FragmentScorer::count_indels(const Haplotype& haplotype,
                                                                  std::span<const std::size_t> fragments) {
  scorer_.set_haplotype(haplotype);
  std::vector<Counted<HaplotypeIndel>> counted;
  for (const std::size_t f : fragments)
    for (unsigned r = 0; r < reads_.fragments()[f].count; ++r) {
      const RegionRead& part = parts_[first_part_[f] + r];
      if (const std::optional<HaplotypeIndel> indel = scorer_.indel_of(part.read, part.bases)) count(*indel, counted);
    }
  sort_by_reads(counted);
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
