// Haplotypes as the distinct strings of reads that span a region.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/assembly/haplotype.hpp"
#include "kernels/types/read_store.hpp"

namespace norrsken {

struct StringOptions {
  unsigned min_spanning_reads = 4;
  unsigned min_share_per_mille = 150;    // of the spanning reads
  unsigned min_reads = 2;                // that show the same string
  unsigned min_base_quality_phred = 12;  // poorer bases are filled in from a string that fits the rest
  std::size_t max_strings = 12;
};

struct SpanningStrings {
  unsigned spanning_reads = 0;
  std::vector<Haplotype> haplotypes;  // most reads first; may include the reference's own string
};

// `indices` are the reads that overlap the region. A read spans it when its placement covers both ends and it agrees
// with the reference on most of the `flank_bases` inside each end.
[[nodiscard]] SpanningStrings collect_spanning_strings(const PlacedReads& reads, std::span<const std::uint32_t> indices,
                                                       const ReferenceWindow& window, GenomePosition start,
                                                       GenomePosition end, unsigned flank_bases,
                                                       const StringOptions& options);

}  // namespace norrsken
