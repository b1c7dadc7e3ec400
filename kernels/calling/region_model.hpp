// What is known of one region while it is called: its reads, the haplotypes they may come from, and the variants that
// these carry. The search for haplotypes changes it, records and evidence are read off it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/calling/haplotype_set.hpp"
#include "kernels/calling/region_reads.hpp"
#include "kernels/calling/variant_table.hpp"

namespace norrsken {

// What a region's surroundings say.
struct RegionContext {
  std::span<const TandemTract> tracts;     // of the window
  std::span<const std::uint8_t> ploidies;  // of each sample: 0, 1 or 2
  GenomePosition contig_start = 0;
};

// Stays where it is made: its parts know each other.
struct RegionModel {
  const ReferenceWindow& window;
  RegionContext context;
  RegionReads reads;
  HaplotypeSet haplotypes;
  VariantTable variants;

  // Window and penalties must outlive the model.
  RegionModel(const ReferenceWindow& reference, const SlipPenalties& penalties, std::size_t samples,
              std::size_t max_fragments)
      : window(reference),
        reads(samples, max_fragments),
        haplotypes(reference, penalties, reads),
        variants(reference, reads) {}
  RegionModel(const RegionModel&) = delete;
  RegionModel& operator=(const RegionModel&) = delete;

  // A new region: its reads, and the reference as its only haplotype.
  void begin(const BlockReads& block, GenomeInterval place, const RegionContext& around) {
    context = around;
    reads.collect(block, place);
    constexpr std::size_t max_haplotypes = 96;   // of one sample
    constexpr std::size_t more_haplotypes = 16;  // for each further one
    haplotypes.begin(place, max_haplotypes + more_haplotypes * (reads.samples() - 1));
    variants.begin();
  }
  // As records and traces count them: 255 stands for more.
  [[nodiscard]] std::uint8_t shown_haplotypes() const {
    return static_cast<std::uint8_t>(std::min<std::size_t>(haplotypes.size(), 255));
  }
  // Brings the variants up to date with the haplotypes.
  void update_variants() { variants.update(haplotypes, context.tracts); }
  // The same, and each sample's best pair.
  [[nodiscard]] std::vector<PairPosterior> genotype() {
    update_variants();
    return variants.genotype_samples(context.ploidies);
  }
  // Whether reads, haplotypes or variants were left out.
  [[nodiscard]] bool hit_limit() const { return reads.hit_limit() || haplotypes.hit_limit() || variants.hit_limit(); }
};

}  // namespace norrsken
