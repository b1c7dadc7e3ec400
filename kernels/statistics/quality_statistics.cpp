#include "kernels/statistics/quality_statistics.hpp"

#include <numeric>
#include <stdexcept>
#include <string>

namespace norrsken {
namespace {

std::string describe(const ReadBuckets& buckets) {
  return "placed " + std::to_string(buckets.placed) + ", ambiguous " + std::to_string(buckets.ambiguous) + ", orphan " +
         std::to_string(buckets.orphan) + ", duplicate " + std::to_string(buckets.duplicate) + ", unplaced " +
         std::to_string(buckets.unplaced) + ", malformed " + std::to_string(buckets.malformed);
}

std::uint64_t total_of(std::span<const std::uint64_t> histogram) {
  return std::accumulate(histogram.begin(), histogram.end(), std::uint64_t{0});
}

}  // namespace

std::uint64_t histogram_quantile(std::span<const std::uint64_t> histogram, std::uint64_t per_mille) {
  const std::uint64_t total = total_of(histogram);
  // total * per_mille / 1000, rounded up, without leaving 64 bits.
  const std::uint64_t needed = total / 1000 * per_mille + (total % 1000 * per_mille + 999) / 1000;
  std::uint64_t seen = 0;
  for (std::size_t value = 0; value < histogram.size(); ++value) {
    seen += histogram[value];
    if (seen >= needed && seen > 0) return value;
  }
  return 0;
}

Quartiles histogram_quartiles(std::span<const std::uint64_t> histogram) {
  return {total_of(histogram), histogram_quantile(histogram, 250), histogram_quantile(histogram, 500),
          histogram_quantile(histogram, 750)};
}

ReadBuckets final_buckets(const ReadBuckets& placed, const ReadBuckets& moved) {
  if (moved.placed > placed.placed || moved.ambiguous > placed.ambiguous || moved.orphan > placed.orphan ||
      moved.placed + moved.ambiguous + moved.orphan != moved.duplicate)
    throw std::logic_error("duplicates do not match the reads placed: moved " + describe(moved) + "; placed " +
                           describe(placed));
  ReadBuckets buckets = placed;
  buckets.placed -= moved.placed;
  buckets.ambiguous -= moved.ambiguous;
  buckets.orphan -= moved.orphan;
  buckets.duplicate += moved.duplicate;
  return buckets;
}

QualitySummary summarise_quality(std::uint64_t input_reads, const PlacementCounts& placement,
                                 const LibraryCounts& library, const VariantStatistics& variants) {
  QualitySummary summary;
  summary.input_reads = input_reads;
  summary.buckets = final_buckets(placement.buckets, library.moved);
  if (summary.buckets.total() != input_reads)
    throw std::logic_error("reads do not add up: input " + std::to_string(input_reads) + ", in buckets " +
                           std::to_string(summary.buckets.total()) + " (" + describe(summary.buckets) + ")");
  summary.fragments = placement.fragments;
  summary.bases = placement.bases;
  summary.read_length_bases.assign(placement.read_length.begin(), placement.read_length.end());
  summary.insert_bases.assign(placement.insert_bases.begin(), placement.insert_bases.end());
  summary.confidence_phred.assign(placement.confidence.begin(), placement.confidence.end());
  summary.depth.assign(library.depth.begin(), library.depth.end());
  for (std::size_t depth = 0; depth < library.depth.size(); ++depth) summary.depth_sum += depth * library.depth[depth];
  summary.insert = histogram_quartiles(summary.insert_bases);
  summary.depth_quartiles = histogram_quartiles(summary.depth);
  summary.variants = variants;
  return summary;
}

}  // namespace norrsken
