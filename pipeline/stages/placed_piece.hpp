// Placed reads in a checkpoint: where the blocks' records lie, how far the lanes were read and what was counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/placement/placer.hpp"
#include "pipeline/checkpoint/checkpoint.hpp"
#include "pipeline/stages/block_owners.hpp"
#include "pipeline/stages/block_store.hpp"
#include "pipeline/stages/lane_queue.hpp"

namespace norrsken {

// What one rank has done in one attempt; the lanes' progress counts from the start of the first attempt.
struct PlacedPiece {
  std::vector<LaneProgress> lanes;
  std::vector<PlacementCounts> counts;  // of each sample
  std::uint64_t copies = 0;             // delivered to blocks
  std::uint64_t sent_bytes = 0;         // to other ranks
  std::vector<StoredReads> stored;
};
[[nodiscard]] std::vector<std::byte> pack_placed(const PlacedPiece& piece);

struct RestoredReads {
  std::uint32_t file = 0;  // in ScratchFiles
  StoredReads stored;
};
// All ranks' and attempts' pieces together.
struct RestoredPlacing {
  PlacedPiece sum;  // without .stored; .lanes of the latest attempt
  std::vector<RestoredReads> reads;
};
// Throws SystemError.
[[nodiscard]] RestoredPlacing unpack_placed(std::span<const RestoredPiece> pieces, std::size_t samples);

// Evens out what is still to be done: is_done (empty, or one a block) marks blocks that cost nothing any more.
[[nodiscard]] BlockOwners owners_of(const GenomeView& genome, std::span<const RestoredReads> reads,
                                    const std::vector<bool>& is_done, int ranks);

// Gives a store those reads that lie in its blocks.
void adopt_reads(std::span<const RestoredReads> reads, BlockStore& store);

}  // namespace norrsken
