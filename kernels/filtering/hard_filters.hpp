// Soft filters by fixed limits. Features do not grow with depth, so one set of limits serves 15x and 60x.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/types/variant_call.hpp"

namespace norrsken {

struct FilterLimits {
  std::uint32_t min_quality_phred = 3;
  std::uint32_t min_indel_quality_phred = 10;
  std::uint32_t min_depth = 4;
  std::uint32_t max_depth = 0;              // 0 = no limit
  std::uint32_t min_confidence_phred = 10;  // mean of supporting reads
  std::uint32_t min_het_share_per_mille = 150;
  std::int32_t max_strand_bias_phred = 60;    // Fisher's exact test
  std::uint32_t min_base_quality_phred = 18;  // mean of supporting bases, SNVs only
};

// Adds the bits of the filters that the record fails. What depends on a sample's own reads is failed when every sample
// that carries the variant fails it. limits: one a sample; the first one's serve for the record.
void apply_hard_filters(std::span<const FilterLimits> limits, VariantCall& call);

}  // namespace norrsken
