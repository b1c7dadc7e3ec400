// [biomarkers] of an assay: what counts, and from where a figure is high.
#pragma once

#include <cstdint>

namespace norrsken {

enum class BurdenCounts : std::uint8_t { snvs, nonsynonymous_snvs };

struct BiomarkerRules {
  BurdenCounts burden_counts = BurdenCounts::snvs;
  std::uint32_t burden_min_depth = 20;           // of the tumour; shallower bases are not callable
  std::uint32_t burden_min_alternate_reads = 3;  // of the tumour
  std::uint32_t burden_min_fraction_ppm = 50000;
  std::uint32_t burden_max_fraction_ppm = 1000000;
  std::uint64_t burden_bases = 0;  // what an assay stands for where wholly covered; 0: its targets, or the genome
  std::uint32_t burden_high_x100 = 1000;
  std::uint32_t instability_min_sites = 30;  // fewer say nothing
  std::uint32_t instability_high_per_10000 = 2000;
};

}  // namespace norrsken
