#include "pipeline/stages/prepare_blocks.hpp"

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>

#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stages/block_owners.hpp"
#include "pipeline/stages/memory_limit.hpp"

namespace norrsken {
namespace {

struct ThreadState {
  BlockCaller caller;
  PlacedReads reads;
  PreparedCase counts;
};

}  // namespace

std::uint64_t working_bytes(const BlockStore& store, unsigned threads) {
  std::uint64_t largest = 0;
  std::uint64_t sum = 0;
  for (std::uint32_t block = store.blocks().first; block < store.blocks().last; ++block) {
    largest = std::max(largest, store.bytes_in(block));
    sum += store.bytes_in(block);
  }
  const std::uint64_t blocks = std::max<std::uint64_t>(store.blocks().last - store.blocks().first, 1);
  return working_copies * std::max(largest, 2 * threads * (sum / blocks));
}

PreparedCase prepare_blocks(const CaseContext& context, const ChromosomeMap& chromosomes, BlockStore& store,
                            std::uint64_t work_bytes) {
  Progress progress(context.log, "prepare", "blocks");
  const BlockRange blocks = store.blocks();
  ByteBudget budget(work_bytes);
  const std::size_t samples = context.input.samples.size();
  const PreparedCase nothing{std::vector<LibraryCounts>(samples), std::vector<ClassDepth>(samples)};
  tbb::enumerable_thread_specific<ThreadState> states([&] {
    return ThreadState{BlockCaller(context.genome, context.calling), {}, nothing};
  });
  const auto prepare = [&](std::uint32_t block) {
    const ByteBudget::Loan loan(budget, working_copies * store.bytes_in(block));
    ThreadState& state = states.local();
    store.take(block, state.reads);
    state.caller.prepare(block, state.reads, state.counts.libraries);
    chromosomes.count(block_interval(context.genome, block), state.reads.reads, state.counts.depths);
    store.put(block, state.reads);
    if (is_deep(state.reads)) {  // do not keep its memory
      state.reads = {};
      state.caller = BlockCaller(context.genome, context.calling);
    }
    progress.add(1, static_cast<double>(block - blocks.first) / (blocks.last - blocks.first));
  };
  PreparedCase mine = nothing;
  all_or_none(context.comm, "preparing blocks", [&] {
    tbb::task_arena(static_cast<int>(context.threads), 1).execute([&] {
      tbb::parallel_for(
          tbb::blocked_range<std::uint32_t>(blocks.first, blocks.last, 1),
          [&](const tbb::blocked_range<std::uint32_t>& some) {
            for (std::uint32_t block = some.begin(); block < some.end(); ++block) prepare(block);
          },
          tbb::simple_partitioner());
    });
    for (const ThreadState& state : states) {
      for (std::size_t sample = 0; sample < samples; ++sample) {
        mine.libraries[sample].add(state.counts.libraries[sample]);
        mine.depths[sample].add(state.counts.depths[sample]);
      }
    }
  });
  for (std::size_t sample = 0; sample < samples; ++sample) {
    mine.libraries[sample] = context.comm.sum(mine.libraries[sample]);
    mine.depths[sample] = context.comm.sum(mine.depths[sample]);
  }
  progress.finish(block_count(context.genome));
  return mine;
}

}  // namespace norrsken
