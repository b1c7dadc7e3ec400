// What is known of the whole case once its blocks are prepared, as a checkpoint keeps it while they are called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "pipeline/stages/place_reads.hpp"
#include "pipeline/stages/prepare_blocks.hpp"

namespace norrsken {

// The counts of `placed`; its store is left out.
[[nodiscard]] std::vector<std::byte> pack_prepared(const PlacedCase& placed, const PreparedCase& prepared);

// A case whose reads are placed, and perhaps prepared.
struct ReadyCase {
  PlacedCase placed;
  PreparedCase prepared;
  std::uint64_t work_bytes = 0;  // what threads may hold at the same time
  bool is_prepared = false;
};
// From a checkpoint of stage calling: reads wait, prepared, where earlier attempts put them. is_called: one a block.
// Throws SystemError.
[[nodiscard]] ReadyCase restore_ready_case(const CaseContext& context, const RestoredWork& work,
                                           const std::vector<bool>& is_called, const PlacingOptions& options);

}  // namespace norrsken
