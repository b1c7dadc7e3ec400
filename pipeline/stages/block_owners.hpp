// Which rank owns which blocks of the genome: contiguous ranges, about equally heavy.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/calling/block_caller.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// Blocks of a genome: ceil(length / block_bases), at least 1.
[[nodiscard]] constexpr std::uint32_t block_count(const GenomeView& genome) {
  return genome.length == 0 ? 1 : (genome.length - 1) / block_bases + 1;
}
// Of one block, on the genome axis.
[[nodiscard]] constexpr GenomeInterval block_interval(const GenomeView& genome, std::uint32_t block) {
  const std::uint64_t end = (std::uint64_t{block} + 1) * block_bases;
  return {block * block_bases, static_cast<GenomePosition>(end < genome.length ? end : genome.length)};
}
// blocks_of() cut to the blocks there are.
[[nodiscard]] constexpr BlockRange blocks_reached(const PlacedRead& read, std::uint32_t blocks) {
  const BlockRange range = blocks_of(read);
  return {range.first < blocks ? range.first : blocks, range.last < blocks ? range.last : blocks};
}

class BlockOwners {
 public:
  // Cuts the blocks into one range a rank so that weights are even; a rank may get none when there are few blocks.
  // {1, 1, 2} over 2 ranks -> [0, 2), [2, 3)
  BlockOwners(std::span<const std::uint64_t> weights, int ranks);

  [[nodiscard]] int owner(std::uint32_t block) const { return owners_[block]; }
  [[nodiscard]] BlockRange range(int rank) const {
    return {firsts_[static_cast<std::size_t>(rank)], firsts_[static_cast<std::size_t>(rank) + 1]};
  }
  [[nodiscard]] std::uint32_t blocks() const { return firsts_.back(); }
  [[nodiscard]] int ranks() const { return static_cast<int>(firsts_.size()) - 1; }

 private:
  std::vector<std::uint32_t> firsts_;  // one a rank, and the number of blocks
  std::vector<int> owners_;            // one a block
};

// Weights of blocks, half by the reads of a sample that fell into each and half by its bases of known sequence. The
// sample may be one-sided (a sorted BAM begins at chr1); so mixed, no rank gets more than twice its share.
[[nodiscard]] std::vector<std::uint64_t> block_weights(const GenomeView& genome,
                                                       std::span<const std::uint64_t> sampled);

}  // namespace norrsken
