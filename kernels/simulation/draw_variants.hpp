// Draws the variants of a made-up person on one contig.
//
// Rates and shapes follow human genomes: Ti/Tv about 2.1 with CpG transitions in excess, 2 % of SNVs with a neighbour
// within 10 bases on the same copy, het:hom 3:2 (1000 Genomes, European samples), indel lengths falling as L^-1.75
// (Montgomery 2013, Genome Research 23:749: half of them one base), insertions that mostly repeat the sequence beside
// them. Half of the indels change a short tandem repeat by whole units, the more often the longer the repeat.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/simulation/haplotype.hpp"
#include "kernels/types/dna.hpp"

namespace norrsken {

struct DrawOptions {
  double snvs_per_base = 1.0 / 1000;
  double indels_per_base = 1.0 / 8000;
  double het_share = 0.6;           // of sites on two copies
  double repeat_indel_share = 0.5;  // of indels
  std::uint32_t max_indel_bases = 60;
  double mnv_share = 0;  // of SNVs: the next base changes too, on the same copy
};

// Unsorted, not left-aligned, may collide: left-align them and pass them through select_carried(). `contig_number` and
// `seed` decide everything. Sites are drawn where at least one copy of the contig exists; where there is one copy, that
// one has the variant.
[[nodiscard]] std::vector<SampleVariant> draw_variants(std::span<const BaseCode> contig, const CopyTerritory& territory,
                                                       const DrawOptions& options, std::uint64_t seed,
                                                       std::uint64_t contig_number);

// `count` duplications of `bases` bases (any of the lengths given), each behind the bases that it repeats, on one copy.
[[nodiscard]] std::vector<SampleVariant> draw_tandem_duplications(std::span<const BaseCode> contig,
                                                                  const CopyTerritory& territory, std::uint64_t count,
                                                                  std::span<const std::uint32_t> bases,
                                                                  std::uint64_t seed, std::uint64_t contig_number);

}  // namespace norrsken
