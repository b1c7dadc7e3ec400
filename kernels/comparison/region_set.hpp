// Stretches of one contig, as a BED file lists them.
#pragma once

#include <span>
#include <vector>

#include "kernels/comparison/variant_allele.hpp"

namespace norrsken {

class RegionSet {
 public:
  RegionSet() = default;
  // In any order; overlapping and touching ones are joined, empty ones dropped.
  explicit RegionSet(std::vector<ContigSpan> spans);

  [[nodiscard]] bool contains(const ContigSpan& span) const;  // wholly, in one stretch
  [[nodiscard]] bool overlaps(const ContigSpan& span) const;
  [[nodiscard]] std::span<const ContigSpan> spans() const { return spans_; }
  [[nodiscard]] std::int64_t bases() const;

 private:
  std::vector<ContigSpan> spans_;  // sorted, disjoint
};

}  // namespace norrsken
