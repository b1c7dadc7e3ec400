// The variants of a region's haplotypes, and what every fragment says of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/calling/haplotype_set.hpp"
#include "kernels/calling/record.hpp"
#include "kernels/calling/region_reads.hpp"
#include "kernels/genotyping/diploid.hpp"

namespace norrsken {

// At most 60 variants, so that those of a haplotype are the bits of one word. Variants and haplotypes are known by
// their numbers, which hold until update().
class VariantTable {
 public:
  static constexpr std::size_t max_variants = 60;

  // Both must outlive the table.
  VariantTable(const ReferenceWindow& window, const RegionReads& reads) : window_(window), reads_(reads) {}

  void begin() { hit_limit_ = false; }  // a new region
  // Numbers the variants of scored haplotypes in the order in which they come.
  void update(const HaplotypeSet& haplotypes, std::span<const TandemTract> tracts);

  [[nodiscard]] std::size_t size() const { return variants_.size(); }
  [[nodiscard]] const HaplotypeVariant& operator[](std::size_t variant) const { return variants_[variant]; }
  [[nodiscard]] std::span<const HaplotypeVariant> all() const { return variants_; }
  [[nodiscard]] std::uint32_t prior_centiphred(std::size_t variant) const { return priors_[variant]; }
  // As bits: variant v is there when mask >> v & 1.
  [[nodiscard]] std::uint64_t mask_of(std::size_t haplotype) const { return masks_[haplotype]; }
  [[nodiscard]] std::uint64_t mask_of(const PairPosterior& pair) const {
    return masks_[pair.first] | masks_[pair.second];
  }
  // Of every fragment under every haplotype, as HaplotypeSet::relative_costs().
  [[nodiscard]] const CostMatrix& costs() const { return costs_; }
  // Whether some update() since begin() found more than max_variants.
  [[nodiscard]] bool hit_limit() const { return hit_limit_; }

  // Best over the haplotypes with, and without.
  [[nodiscard]] FragmentCosts fragment_costs(std::size_t fragment, std::size_t variant) const;
  // The same between the two haplotypes of a pair when one of them carries the variant.
  [[nodiscard]] FragmentCosts fragment_costs(std::size_t fragment, std::size_t variant,
                                             const PairPosterior& pair) const;
  // Fragments of the sample for and against.
  [[nodiscard]] SupportSummary support_of(std::size_t sample, std::size_t variant,
                                          const PairPosterior* pair = nullptr) const;
  // The best pair of haplotypes of each sample. ploidies: of each; one of 0 is treated as 1.
  [[nodiscard]] std::vector<PairPosterior> genotype_samples(std::span<const std::uint8_t> ploidies) const;

 private:
  const ReferenceWindow& window_;
  const RegionReads& reads_;
  std::vector<HaplotypeVariant> variants_;
  std::vector<std::uint64_t> masks_;   // of each haplotype
  std::vector<std::uint32_t> priors_;  // of each variant
  CostMatrix costs_{0, 0};
  bool hit_limit_ = false;
};

}  // namespace norrsken
