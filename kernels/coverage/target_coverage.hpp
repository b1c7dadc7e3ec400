// Depth over the targets of a panel, block by block, as counts that are summed over blocks and ranks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/panel.hpp"
#include "kernels/types/read_store.hpp"

namespace norrsken {

// Cuts the targets where blocks meet: each piece lies in one block, so that one rank alone counts it and the sum over
// ranks is what that rank found.
class TargetPieces {
 public:
  // thresholds: rising; block_bases: blocks are [0, block_bases), [block_bases, ...), ...
  TargetPieces(TargetPanel panel, std::vector<std::uint32_t> thresholds, GenomePosition block_bases);

  // Of one sample: counters_per_sample() of them, 0 to begin with. Blocks in any order, each once.
  // own: the block. reads: those of the block, sorted, duplicates marked, mates merged (BlockCaller::prepare()); reads
  // of other samples, orphans and reads below min_confidence_phred are left out.
  void count(const PlacedReads& reads, std::uint8_t sample, GenomeInterval own, unsigned min_confidence_phred,
             std::span<std::uint64_t> counters) const;
  [[nodiscard]] std::size_t counters_per_sample() const;

  // From the sums over all blocks and ranks.
  [[nodiscard]] PanelCoverage summarise(std::span<const std::uint64_t> counters) const;

  [[nodiscard]] const TargetPanel& panel() const { return panel_; }
  // Padded, united, by start.
  [[nodiscard]] const std::vector<GenomeInterval>& padded() const { return padded_; }

 private:
  struct Piece {
    GenomeInterval place;
    std::uint32_t target = 0;
  };
  // United targets cut likewise: for figures in which every base counts once.
  [[nodiscard]] std::size_t counters_per_piece() const { return 2 + thresholds_.size(); }

  TargetPanel panel_;
  std::vector<std::uint32_t> thresholds_;
  GenomePosition block_bases_;
  std::vector<Piece> pieces_;           // by start
  std::vector<GenomeInterval> united_;  // by start, disjoint, without padding
  std::vector<GenomeInterval> padded_;
};

}  // namespace norrsken
