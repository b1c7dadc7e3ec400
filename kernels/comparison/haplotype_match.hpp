// Finds which alleles of two descriptions of one stretch of a diploid genome say the same.
//
// The search walks along the reference over the alleles of both sides in order of position. At each allele a state
// branches: leave it out, or put it on one or both chromosomes. A state dies as soon as truth and calls spell
// different bases on a chromosome, or when one chromosome's length can no longer be made up for. States that agree in
// everything still open are merged and the one with more alleles put in is kept. This is the idea of Cleary et al. 2015
// ("Comparing variant call files for performance benchmarking of next-generation sequencing variant calling
// pipelines").
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/comparison/variant_allele.hpp"

namespace norrsken {

inline constexpr std::uint32_t not_matched = 0xffffffffU;

struct HaplotypeMatch {
  bool is_complete = false;  // false: more than max_states were alive at once, nothing else is set
  // Which stretch of agreement (0, 1, ...) an allele belongs to; not_matched = it had to be left out. Alleles of
  // truth and calls with one number explain each other.
  std::vector<std::uint32_t> truth_group;
  std::vector<std::uint32_t> call_group;
};

// Both spans sorted by (start, end), alleles inside `reference`. Every group holds alleles of both sides.
[[nodiscard]] HaplotypeMatch match_haplotypes(std::string_view reference, std::span<const VariantAllele* const> truth,
                                              std::span<const VariantAllele* const> calls, std::size_t max_states);

}  // namespace norrsken
