// The reads of a block that overlap one region, as fragments: what haplotypes have to explain and variants are counted
// in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/assembly/haplotype.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/read_store.hpp"

namespace norrsken {

// Reads of a block with what calling needs to find them quickly.
struct BlockReads {
  const PlacedReads* reads = nullptr;     // by position
  const PlacedReads* assembly = nullptr;  // the same, for haplotypes to be built from: damage is hidden
  GenomePosition longest_span = 0;        // greatest end() - position
  unsigned longest_read_bases = 0;
};
[[nodiscard]] BlockReads measured(const PlacedReads& reads);

// A fragment's reads in the region.
struct RegionFragment {
  std::uint64_t name_hash = 0;
  std::uint32_t reads[2] = {0, 0};  // indices into the block's reads
  unsigned count = 0;
  unsigned confidence_phred = 0;  // of the surer one
};

// Numbers of one sample's fragments, half-open: what a loop goes over. (clang 14 cannot read g++ 12's <ranges>.)
struct FragmentNumbers {
  struct Iterator {
    std::size_t number;
    std::size_t operator*() const { return number; }
    Iterator& operator++() { return ++number, *this; }
    bool operator==(const Iterator&) const = default;
  };
  std::size_t first = 0;
  std::size_t last = 0;
  [[nodiscard]] Iterator begin() const { return {first}; }
  [[nodiscard]] Iterator end() const { return {last}; }
  [[nodiscard]] std::size_t size() const { return last - first; }
};

// Keeps its memory from region to region.
class RegionReads {
 public:
  // max_fragments: of a sample; of more, those with the lowest name hash are kept.
  RegionReads(std::size_t samples, std::size_t max_fragments) : max_fragments_(max_fragments), indices_(samples) {}

  // Takes what overlaps the place, but for duplicates and further places. The block's reads must outlive their use
  // here.
  void collect(const BlockReads& block, GenomeInterval place);

  [[nodiscard]] const BlockReads& block() const { return block_; }
  [[nodiscard]] const PlacedReads& placed() const { return *block_.reads; }
  [[nodiscard]] const PlacedReads& for_assembly() const { return *block_.assembly; }
  [[nodiscard]] std::size_t samples() const { return indices_.size(); }
  [[nodiscard]] std::size_t count() const;  // of all samples
  // Indices into the block's reads, orphans included.
  [[nodiscard]] std::span<const std::uint32_t> of_sample(std::size_t sample) const { return indices_[sample]; }
  // Of one sample after the other, each by name hash; orphans belong to none.
  [[nodiscard]] std::span<const RegionFragment> fragments() const { return fragments_; }
  [[nodiscard]] FragmentNumbers fragments_of(std::size_t sample) const {
    return {first_fragment_[sample], first_fragment_[sample + 1]};
  }
  // Whether a read of the fragment reaches the variant: others could tell of it only by what else its haplotypes carry.
  [[nodiscard]] bool reaches(std::size_t fragment, const HaplotypeVariant& variant) const;
  // Whether a sample had more than max_fragments.
  [[nodiscard]] bool hit_limit() const { return hit_limit_; }

 private:
  void collect_fragments(std::span<const std::uint32_t> indices);

  std::size_t max_fragments_;
  BlockReads block_;
  std::vector<std::vector<std::uint32_t>> indices_;  // of each sample
  std::vector<RegionFragment> fragments_;
  std::vector<std::size_t> first_fragment_;  // of each sample, and the end
  bool hit_limit_ = false;
};

}  // namespace norrsken
