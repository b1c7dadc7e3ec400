// How the memory of a rank is divided.
#pragma once

#include <cstdint>

#include "pipeline/stages/block_store.hpp"
#include "pipeline/stages/case_context.hpp"

namespace norrsken {

struct MemoryPlan {
  std::uint64_t limit_bytes = 0;     // of the whole process
  std::uint64_t store_bytes = 0;     // for records while reads are placed
  std::uint64_t exchange_bytes = 0;  // payload of one round between ranks
};

// requested_bytes: --memory, of one rank; 0 = 80 % of what the node has free, shared by its ranks. index_bytes: of the
// mapped index, which counts because every page of it may come to be in memory.
// Throws InputError when the limit leaves less than the least that works (saying how much that is). Collective.
[[nodiscard]] MemoryPlan plan_memory(const CaseContext& context, std::uint64_t requested_bytes,
                                     std::uint64_t index_bytes);

// Between placing and calling: how much of store_bytes threads may use for the blocks that they work on. The store
// keeps the rest.
[[nodiscard]] std::uint64_t divide_for_work(const MemoryPlan& plan, const BlockStore& store, unsigned threads);

}  // namespace norrsken
