// From the integer sums of placing and calling to the quality figures of a sample.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/calling/block_caller.hpp"
#include "kernels/placement/placer.hpp"
#include "kernels/types/quality_summary.hpp"

namespace norrsken {

// Smallest value v with at least `per_mille` thousandths of all values <= v; 0 for an empty histogram.
// {0, 2, 2} (two 1s and two 2s): per_mille 500 -> 1, 501 -> 2.
[[nodiscard]] std::uint64_t histogram_quantile(std::span<const std::uint64_t> histogram, std::uint64_t per_mille);
[[nodiscard]] Quartiles histogram_quartiles(std::span<const std::uint64_t> histogram);

// Buckets of the end of the run: duplicates leave the bucket that placing counted them in.
// Throws logic_error when calling moved more reads than placing counted.
[[nodiscard]] ReadBuckets final_buckets(const ReadBuckets& placed, const ReadBuckets& moved);

// input_reads: as counted by the readers. All arguments are sums over blocks, threads and ranks.
// Throws logic_error with all buckets when they do not add up to input_reads.
[[nodiscard]] QualitySummary summarise_quality(std::uint64_t input_reads, const PlacementCounts& placement,
                                               const LibraryCounts& library, const VariantStatistics& variants);

}  // namespace norrsken
