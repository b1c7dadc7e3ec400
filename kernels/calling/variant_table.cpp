#include "kernels/calling/variant_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace norrsken {

void VariantTable::update(const HaplotypeSet& haplotypes, std::span<const TandemTract> tracts) {
  variants_.clear();
  masks_.assign(haplotypes.size(), 0);
  for (std::size_t h = 0; h < haplotypes.size(); ++h)
    for (const HaplotypeVariant& variant : haplotypes[h].variants) {
      auto known = std::find(variants_.begin(), variants_.end(), variant);
      if (known == variants_.end()) {
        if (variants_.size() == max_variants) {
          hit_limit_ = true;
          continue;
        }
        variants_.push_back(variant);
        known = variants_.end() - 1;
      }
      masks_[h] |= std::uint64_t{1} << (known - variants_.begin());
    }
  priors_.clear();
  for (const HaplotypeVariant& variant : variants_)
    priors_.push_back(variant_prior_centiphred(variant, window_, tracts));
  costs_ = haplotypes.relative_costs();
}

FragmentCosts VariantTable::fragment_costs(std::size_t fragment, std::size_t variant) const {
  FragmentCosts by;
  for (std::size_t h = 0; h < masks_.size(); ++h) {
    unsigned& best = masks_[h] >> variant & 1 ? by.with_phred : by.without_phred;
    best = std::min<unsigned>(best, costs_.at(h, fragment));
  }
  return by;
}

FragmentCosts VariantTable::fragment_costs(std::size_t fragment, std::size_t variant, const PairPosterior& pair) const {
  const bool on_first = masks_[pair.first] >> variant & 1;
  const bool on_second = masks_[pair.second] >> variant & 1;
  if (on_first == on_second) return fragment_costs(fragment, variant);
  return {costs_.at(on_first ? pair.first : pair.second, fragment),
          costs_.at(on_first ? pair.second : pair.first, fragment)};
}

SupportSummary VariantTable::support_of(std::size_t sample, std::size_t variant, const PairPosterior* pair) const {
  const PlacedReads& placed = reads_.placed();
  SupportSummary support;
  for (const std::size_t f : reads_.fragments_of(sample)) {
    const RegionFragment& fragment = reads_.fragments()[f];
    const FragmentCosts by = pair != nullptr ? fragment_costs(f, variant, *pair) : fragment_costs(f, variant);
    std::array mates{fragment.reads[0], fragment.reads[1]};
    // Indels are named as far left as they go, so what tells them from the reference lies to the right.
    const bool is_second_further = fragment.count == 2 && placed.reads[mates[1]].end() > placed.reads[mates[0]].end();
    if (is_second_further && !variants_[variant].is_snv()) std::swap(mates[0], mates[1]);
    for (unsigned r = 0; r < fragment.count; ++r) {
      const std::uint32_t index = mates[r];
      if (support.add_read(placed.reads[index], placed.bases_of(index), variants_[variant], by.with_phred,
                           by.without_phred))
        break;  // a fragment counts once
    }
  }
  return support;
}

std::vector<PairPosterior> VariantTable::genotype_samples(std::span<const std::uint8_t> ploidies) const {
  std::vector<PairPosterior> posteriors;
  for (std::size_t sample = 0; sample < ploidies.size(); ++sample) {
    const FragmentNumbers own = reads_.fragments_of(sample);
    posteriors.push_back(
        genotype({&costs_, masks_, priors_, std::max<unsigned>(ploidies[sample], 1), own.first, own.last}));
  }
  return posteriors;
}

}  // namespace norrsken
