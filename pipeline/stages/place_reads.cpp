#include "pipeline/stages/place_reads.hpp"

#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/mpi/exchange.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stages/lane_queue.hpp"
#include "pipeline/stages/read_router.hpp"

namespace norrsken {
namespace {

// The first reads of every rank, placed before blocks have owners; they are delivered when the stream begins.
struct FirstReads {
  std::vector<PlacedReads> placed;
  std::vector<PlacementCounts> counts;  // of each sample
};

constexpr unsigned sampled_batches = 32;  // over all ranks: 131,072 fragments

FirstReads place_first_reads(const CaseContext& context, LaneQueue& lanes) {
  FirstReads first;
  first.counts.resize(context.input.samples.size());
  if (context.comm.size() == 1) return first;  // one owner: nothing to balance
  Placer placer(context.seeds, context.genome, context.assay.placement);
  ReadBatch batch;
  const unsigned batches = std::max(1U, sampled_batches / static_cast<unsigned>(context.comm.size()));
  for (unsigned number = 0; number < batches && lanes.next(batch); ++number)
    placer.place(batch, first.placed.emplace_back(), first.counts[batch.sample]);
  return first;
}

BlockOwners choose_owners(const CaseContext& context, const FirstReads& first) {
  const std::uint32_t blocks = block_count(context.genome);
  std::vector<std::uint64_t> sampled(blocks);
  for (const PlacedReads& placed : first.placed)
    for (const PlacedRead& read : placed.reads) ++sampled[std::min(read.position / block_bases, blocks - 1)];
  context.comm.sum_in_place(sampled);
  return {block_weights(context.genome, sampled), context.comm.size()};
}

// The threads of one rank that read, place and deliver until all lanes are at their end or something fails.
class PlacingThreads {
 public:
  PlacingThreads(const CaseContext& context, LaneQueue& lanes, const BlockOwners& owners, BlockStore& store,
                 Exchange* exchange, Progress& progress)
      : context_(context),
        lanes_(lanes),
        owners_(owners),
        store_(store),
        exchange_(exchange),
        progress_(progress),
        counts_(context.input.samples.size()) {}

  // Returns when all threads have ended; never throws.
  void run(FirstReads first) {
    add_counts(first.counts);
    tbb::task_arena arena(static_cast<int>(context_.threads), 1);
    arena.execute([&] {
      tbb::task_group tasks;
      tasks.run([&] { guarded([&] { deliver_first(first); }); });
      for (unsigned thread = 0; thread < context_.threads; ++thread) tasks.run([&] { guarded([&] { work(); }); });
      tasks.wait();
    });
  }

  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
  [[nodiscard]] const std::vector<PlacementCounts>& counts() const { return counts_; }
  [[nodiscard]] std::uint64_t copies() const { return copies_; }

 private:
  void add_counts(const std::vector<PlacementCounts>& counts) {
    for (std::size_t sample = 0; sample < counts.size(); ++sample) counts_[sample].add(counts[sample]);
  }

  template <class Work>
  void guarded(Work&& work) {
    try {
      work();
    } catch (const Exchange::Stopped&) {  // the rank that failed tells why
      must_stop_ = true;
    } catch (...) {
      must_stop_ = true;
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = describe_current_exception("placing reads");
      if (exchange_ != nullptr) exchange_->fail();
    }
  }

  void deliver_first(FirstReads& first) {
    ReadRouter router(owners_, context_.comm.rank(), store_, exchange_);
    for (PlacedReads& placed : first.placed) {
      router.deliver(placed);
      placed = {};
    }
    copies_ += router.copies();
  }

  void work() {
    Placer placer(context_.seeds, context_.genome, context_.assay.placement);
    ReadRouter router(owners_, context_.comm.rank(), store_, exchange_);
    std::vector<PlacementCounts> counts(counts_.size());
    ReadBatch batch;
    PlacedReads placed;
    while (!must_stop_ && !(exchange_ != nullptr && exchange_->has_stopped()) && lanes_.next(batch)) {
      placed.clear();
      placer.place(batch, placed, counts[batch.sample]);
      router.deliver(placed);
      progress_.add(batch.reads(), lanes_.done_share());
    }
    copies_ += router.copies();
    const std::lock_guard lock(mutex_);
    add_counts(counts);
  }

  const CaseContext& context_;
  LaneQueue& lanes_;
  const BlockOwners& owners_;
  BlockStore& store_;
  Exchange* exchange_;
  Progress& progress_;
  std::atomic<bool> must_stop_{false};
  std::atomic<std::uint64_t> copies_{0};
  std::mutex mutex_;
  std::optional<Failure> failure_;
  std::vector<PlacementCounts> counts_;  // of each sample
};

struct Streamed {
  std::vector<PlacementCounts> counts;  // of each sample
  std::uint64_t copies = 0;
  std::uint64_t sent_bytes = 0;
  std::optional<Failure> failure;  // of this rank
};

// Threads read and place while this thread, the only one that may communicate, keeps the exchange going.
Streamed stream_between_ranks(const CaseContext& context, std::uint64_t exchange_bytes, const BlockOwners& owners,
                              BlockStore& store, LaneQueue& lanes, FirstReads first, Progress& progress) {
  const int rank = context.comm.rank();
  Exchange exchange(context.comm, {.round_bytes = exchange_bytes},
                    [&](std::span<const std::byte> records) { store_records(records, owners, rank, store); });
  PlacingThreads threads(context, lanes, owners, store, &exchange, progress);
  std::thread driver([&] {
    threads.run(std::move(first));
    exchange.finish();
  });
  try {
    exchange.run();
  } catch (...) {
    exchange.fail();  // frees threads that wait to send
    driver.join();
    throw;  // the other ranks are still in the exchange: nothing can be agreed on any more
  }
  driver.join();
  Streamed streamed;
  streamed.failure = threads.failure();
  if (exchange.receiver_error() && !streamed.failure)
    streamed.failure = describe(exchange.receiver_error(), "exchanging reads");
  streamed.counts = threads.counts();
  streamed.copies = threads.copies();
  streamed.sent_bytes = exchange.sent_bytes();
  return streamed;
}

Streamed stream_alone(const CaseContext& context, const BlockOwners& owners, BlockStore& store, LaneQueue& lanes,
                      FirstReads first, Progress& progress) {
  PlacingThreads threads(context, lanes, owners, store, nullptr, progress);
  threads.run(std::move(first));
  return {threads.counts(), threads.copies(), 0, threads.failure()};
}

std::uint64_t reads_in(const BlockStore& store) {
  std::uint64_t reads = 0;
  for (std::uint32_t block = store.blocks().first; block < store.blocks().last; ++block) reads += store.reads_in(block);
  return reads;
}

}  // namespace

PlacedCase place_reads(const CaseContext& context, const PlacingOptions& options) {
  const Communicator& comm = context.comm;
  Progress progress(context.log, "place", "reads");
  const auto lanes = all_or_none(comm, "opening the reads", [&] {
    const auto all = list_lanes(context.input);
    return std::make_unique<LaneQueue>(
        share_lanes(all, static_cast<unsigned>(comm.rank()), static_cast<unsigned>(comm.size())),
        context.reference_path, context.threads, context.assay.umi);
  });
  FirstReads first = all_or_none(comm, "placing reads", [&] { return place_first_reads(context, *lanes); });
  PlacedCase placed{choose_owners(context, first), nullptr, {}, {}, 0};
  placed.store = all_or_none(comm, "making the store", [&] {
    return std::make_unique<BlockStore>(placed.owners.range(comm.rank()), options.store_bytes, options.scratch_folder);
  });

  Streamed streamed = comm.size() == 1
                          ? stream_alone(context, placed.owners, *placed.store, *lanes, std::move(first), progress)
                          : stream_between_ranks(context, options.exchange_bytes, placed.owners, *placed.store, *lanes,
                                                 std::move(first), progress);
  agree(comm, streamed.failure);

  std::uint64_t input_reads = 0;
  std::uint64_t counted_reads = 0;
  for (std::size_t sample = 0; sample < context.input.samples.size(); ++sample) {
    const ReadCounts read = lanes->counts(static_cast<std::uint8_t>(sample));
    streamed.counts[sample].buckets.malformed += read.too_short;
    placed.counts.push_back(comm.sum(streamed.counts[sample]));
    placed.input_reads.push_back(comm.sum(read.reads + read.too_short));
    input_reads += placed.input_reads.back();
    counted_reads += placed.counts.back().buckets.total();
  }
  struct Totals {
    std::uint64_t sent_bytes, copies, stored;
  };
  const Totals totals = comm.sum(Totals{streamed.sent_bytes, streamed.copies, reads_in(*placed.store)});
  placed.exchanged_bytes = totals.sent_bytes;
  all_or_none(comm, "counting reads", [&] {
    if (totals.copies != totals.stored)
      throw std::logic_error("blocks hold " + std::to_string(totals.stored) + " copies of reads, but " +
                             std::to_string(totals.copies) + " were delivered");
    if (counted_reads != input_reads)
      throw std::logic_error("buckets hold " + std::to_string(counted_reads) + " reads, but " +
                             std::to_string(input_reads) + " were read");
  });
  progress.finish(input_reads);
  return placed;
}

}  // namespace norrsken
