#include "pipeline/stages/prepare_blocks.hpp"

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "io/packer.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stages/block_owners.hpp"
#include "pipeline/stages/memory_limit.hpp"

namespace norrsken {
namespace {

// Coverage of the panel's targets and reads at hot-spots, one set of counters a sample; nothing where there are none.
class PanelCounts {
 public:
  explicit PanelCounts(const CaseContext& context)
      : panel_(context.panel),
        listed_(context.hotspots),
        min_confidence_phred_(context.assay.placement.ambiguous_below_phred) {
    const std::size_t samples = context.input.samples.size();
    if (panel_ != nullptr) counters_.assign(samples, std::vector<std::uint64_t>(panel_->targets.counters_per_sample()));
    if (listed_ != nullptr) hotspots_.assign(samples, std::vector<HotspotEvidence>(listed_->list.size()));
  }

  void count(const PlacedReads& reads, GenomeInterval block) {
    for (std::size_t number = 0; number < counters_.size(); ++number)
      panel_->targets.count(reads, static_cast<std::uint8_t>(number), block, min_confidence_phred_, counters_[number]);
    for (std::size_t number = 0; number < hotspots_.size(); ++number)
      listed_->counter.count(reads, static_cast<std::uint8_t>(number), block, min_confidence_phred_, hotspots_[number]);
  }
  void add(const PanelCounts& other) {
    for (std::size_t sample = 0; sample < counters_.size(); ++sample)
      std::transform(counters_[sample].begin(), counters_[sample].end(), other.counters_[sample].begin(),
                     counters_[sample].begin(), std::plus<>());
    for (std::size_t sample = 0; sample < hotspots_.size(); ++sample)
      for (std::size_t i = 0; i < hotspots_[sample].size(); ++i) hotspots_[sample][i].add(other.hotspots_[sample][i]);
  }
  // Of all ranks. Collective.
  void summarise(const Communicator& comm, PreparedCase& prepared) {
    for (std::vector<std::uint64_t>& sample : counters_) {
      comm.sum_in_place(sample);
      prepared.panels.push_back(panel_->targets.summarise(sample));
    }
    for (std::vector<HotspotEvidence>& sample : hotspots_)
      for (HotspotEvidence& hotspot : sample) hotspot = comm.sum(hotspot);
    prepared.hotspots = std::move(hotspots_);
  }

 private:
  const CasePanel* panel_;
  const CaseHotspots* listed_;
  unsigned min_confidence_phred_;
  std::vector<std::vector<std::uint64_t>> counters_;
  std::vector<std::vector<HotspotEvidence>> hotspots_;
};

struct ThreadState {
  BlockCaller caller;
  PlacedReads reads;
  PreparedCase counts;
  PanelCounts panel;
};

// On the root, by place.
std::vector<RepeatSite> gather_repeats(const Communicator& comm, const std::vector<RepeatSite>& mine) {
  Packer packer;
  packer.put(mine);
  std::vector<RepeatSite> all;
  for (const std::string& piece : comm.gather(packer.text())) {
    const auto sites =
        Unpacker(piece, std::logic_error("repeats from another rank are cut short")).take<std::vector<RepeatSite>>();
    all.insert(all.end(), sites.begin(), sites.end());
  }
  std::sort(all.begin(), all.end(),
            [](const RepeatSite& a, const RepeatSite& b) { return a.place.start < b.place.start; });
  return all;
}

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
  const PreparedCase nothing{std::vector<LibraryCounts>(samples),          std::vector<ClassDepth>(samples), {}, {}, {},
                             std::vector<std::vector<RepeatSite>>(samples)};
  tbb::enumerable_thread_specific<ThreadState> states([&] {
    return ThreadState{BlockCaller(context.genome, context.calling), {}, nothing, PanelCounts(context)};
  });
  std::vector<std::uint64_t> track(track_bins(context.genome.length) * samples, 0);
  const auto prepare = [&](std::uint32_t block) {
    const ByteBudget::Loan loan(budget, working_copies * store.bytes_in(block));
    ThreadState& state = states.local();
    store.lend(block, state.reads);
    state.caller.prepare(block, state.reads, state.counts.libraries, state.counts.repeats);
    chromosomes.count(block_interval(context.genome, block), state.reads.reads, state.counts.depths);
    state.panel.count(state.reads, block_interval(context.genome, block));
    count_depth_track(state.reads, block_interval(context.genome, block), samples, track);
    store.put(block, state.reads);
    if (is_deep(state.reads)) {  // do not keep its memory
      state.reads = {};
      state.caller = BlockCaller(context.genome, context.calling);
    }
    progress.add(1, static_cast<double>(block - blocks.first) / (blocks.last - blocks.first));
  };
  PreparedCase mine = nothing;
  PanelCounts panel(context);
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
      panel.add(state.panel);
      for (std::size_t sample = 0; sample < samples; ++sample) {
        mine.libraries[sample].add(state.counts.libraries[sample]);
        mine.depths[sample].add(state.counts.depths[sample]);
        const std::vector<RepeatSite>& repeats = state.counts.repeats[sample];
        mine.repeats[sample].insert(mine.repeats[sample].end(), repeats.begin(), repeats.end());
      }
    }
  });
  for (std::size_t sample = 0; sample < samples; ++sample) {
    mine.libraries[sample] = context.comm.sum(mine.libraries[sample]);
    mine.depths[sample] = context.comm.sum(mine.depths[sample]);
    mine.repeats[sample] = gather_repeats(context.comm, mine.repeats[sample]);
  }
  panel.summarise(context.comm, mine);
  context.comm.sum_in_place(track);
  mine.depth_track = std::move(track);
  progress.finish(block_count(context.genome));
  return mine;
}

}  // namespace norrsken
