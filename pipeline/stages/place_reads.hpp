// Stage 1: reads every lane, places the reads and brings them to the ranks that own their blocks, all at once.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/placement/placer.hpp"
#include "pipeline/checkpoint/checkpoint.hpp"
#include "pipeline/stages/block_owners.hpp"
#include "pipeline/stages/block_store.hpp"
#include "pipeline/stages/case_context.hpp"

namespace norrsken {

struct PlacingOptions {
  std::uint64_t store_bytes = 0;     // memory of the store
  std::uint64_t exchange_bytes = 0;  // payload of one round of the exchange
  ScratchFiles& scratch;
  Checkpoint& checkpoint;
  const RestoredWork* restored = nullptr;  // of stage placing, to go on from; else null
};

struct PlacedCase {
  BlockOwners owners;
  std::unique_ptr<BlockStore> store;       // this rank's blocks
  std::vector<PlacementCounts> counts;     // of each sample over all ranks, .buckets.malformed included
  std::vector<std::uint64_t> input_reads;  // of each sample over all ranks, as the readers counted them
  std::uint64_t exchanged_bytes = 0;       // between ranks
};

// Pauses for checkpoints when they are due. Throws AgreedError on all ranks, also when a file breaks off in mid-stream
// on one. Collective.
[[nodiscard]] PlacedCase place_reads(const CaseContext& context, const PlacingOptions& options);

}  // namespace norrsken
