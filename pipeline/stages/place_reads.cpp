#include "pipeline/stages/place_reads.hpp"

#include <fmt/format.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>
#include <utility>

#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/mpi/exchange.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stages/lane_queue.hpp"
#include "pipeline/stages/placed_piece.hpp"
#include "pipeline/stages/read_router.hpp"

namespace norrsken {
namespace {

// The first reads of every rank, placed before blocks have owners; they are delivered when the stream begins.
struct FirstReads {
  std::vector<PlacedReads> placed;
  std::vector<PlacementCounts> counts;  // of each sample
};

constexpr unsigned sampled_batches = 256;  // over all ranks: 131,072 fragments

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

// What the reads of one stretch of work between two checkpoints go through.
struct Wave {
  const BlockOwners& owners;
  BlockStore& store;
  LaneQueue& lanes;
  Progress& progress;
  const Checkpoint& checkpoint;
};

// The threads of one rank that read, place and deliver until all lanes are at their end, a checkpoint is due or
// something fails.
class PlacingThreads {
 public:
  PlacingThreads(const CaseContext& context, const Wave& wave, Exchange* exchange)
      : context_(context),
        lanes_(wave.lanes),
        owners_(wave.owners),
        store_(wave.store),
        exchange_(exchange),
        progress_(wave.progress),
        checkpoint_(wave.checkpoint),
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
      if (exchange_ != nullptr) exchange_->fail();
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = describe_current_exception("placing reads");
    }
  }

  void deliver_first(FirstReads& first) {
    ReadRouter router(owners_, context_.comm.rank(), store_, exchange_);
    for (PlacedReads& placed : first.placed) {
      router.deliver(placed);
      placed = {};
    }
    router.flush();
    copies_ += router.copies();
  }

  void work() {
    Placer placer(context_.seeds, context_.genome, context_.assay.placement);
    ReadRouter router(owners_, context_.comm.rank(), store_, exchange_);
    std::vector<PlacementCounts> counts(counts_.size());
    ReadBatch batch;
    PlacedReads placed;
    const auto may_go_on = [&] {
      return !must_stop_ && !(exchange_ != nullptr && exchange_->has_stopped()) && !checkpoint_.should_pause();
    };
    while (may_go_on() && lanes_.next(batch)) {
      placed.clear();
      placer.place(batch, placed, counts[batch.sample]);
      router.deliver(placed);
      progress_.add(batch.reads(), lanes_.done_share());
    }
    router.flush();
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
  const Checkpoint& checkpoint_;
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
Streamed stream_between_ranks(const CaseContext& context, std::uint64_t exchange_bytes, const Wave& wave,
                              FirstReads first) {
  const int rank = context.comm.rank();
  Exchange exchange(context.comm, {.round_bytes = exchange_bytes},
                    [&](std::span<const std::byte> records) { store_records(records, wave.owners, rank, wave.store); });
  PlacingThreads threads(context, wave, &exchange);
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

Streamed stream_alone(const CaseContext& context, const Wave& wave, FirstReads first) {
  PlacingThreads threads(context, wave, nullptr);
  threads.run(std::move(first));
  return {threads.counts(), threads.copies(), 0, threads.failure()};
}

std::uint64_t reads_in(const BlockStore& store) {
  std::uint64_t reads = 0;
  for (std::uint32_t block = store.blocks().first; block < store.blocks().last; ++block) reads += store.reads_in(block);
  return reads;
}

// Waves of work with checkpoints between them, until all lanes of all ranks are at their end. What this rank did.
PlacedPiece stream_all(const CaseContext& context, const PlacingOptions& options, const Wave& wave, FirstReads first) {
  PlacedPiece done;
  done.counts.resize(context.input.samples.size());
  while (true) {
    const Streamed streamed = context.comm.size() == 1 ? stream_alone(context, wave, std::exchange(first, {}))
                                                       : stream_between_ranks(context, options.exchange_bytes, wave,
                                                                              std::exchange(first, {}));
    agree(context.comm, streamed.failure);
    for (std::size_t sample = 0; sample < done.counts.size(); ++sample)
      done.counts[sample].add(streamed.counts[sample]);
    done.copies += streamed.copies;
    done.sent_bytes += streamed.sent_bytes;
    done.lanes = wave.lanes.progress();
    const bool is_at_end =
        std::all_of(done.lanes.begin(), done.lanes.end(), [](const LaneProgress& lane) { return lane.is_ended != 0; });
    if (context.comm.minimum(is_at_end ? 1 : 0) == 1) return done;
    done.stored = all_or_none(context.comm, "saving a checkpoint", [&] { return wave.store.flush(); });
    options.checkpoint.save_reads(pack_placed(done));
  }
}

// Sums over all ranks, and checks that nothing is lost.
void count_reads(const CaseContext& context, const PlacedPiece& mine, const LaneQueue& lanes, PlacedCase& placed) {
  const Communicator& comm = context.comm;
  std::uint64_t input_reads = 0;
  std::uint64_t counted_reads = 0;
  for (std::size_t sample = 0; sample < context.input.samples.size(); ++sample) {
    const ReadCounts read = lanes.counts(static_cast<std::uint8_t>(sample));
    PlacementCounts counts = mine.counts[sample];
    counts.buckets.malformed += read.malformed();
    placed.counts.push_back(comm.sum(counts));
    placed.input_reads.push_back(comm.sum(read.in_file()));
    input_reads += placed.input_reads.back();
    counted_reads += placed.counts.back().buckets.total();
  }
  struct Totals {
    std::uint64_t sent_bytes, copies, stored;
  };
  const Totals totals = comm.sum(Totals{mine.sent_bytes, mine.copies, reads_in(*placed.store)});
  placed.exchanged_bytes = totals.sent_bytes;
  all_or_none(comm, "counting reads", [&] {
    if (totals.copies != totals.stored)
      throw std::logic_error("blocks hold " + std::to_string(totals.stored) + " copies of reads, but " +
                             std::to_string(totals.copies) + " were delivered");
    if (counted_reads != input_reads)
      throw std::logic_error("buckets hold " + std::to_string(counted_reads) + " reads, but " +
                             std::to_string(input_reads) + " were read");
  });
}

}  // namespace

PlacedCase place_reads(const CaseContext& context, const PlacingOptions& options) {
  const Communicator& comm = context.comm;
  Progress progress(context.log, "place", "reads");
  const auto rank = static_cast<unsigned>(comm.rank());
  const auto ranks = static_cast<unsigned>(comm.size());
  std::optional<RestoredPlacing> before;
  const auto lanes = all_or_none(comm, "opening the reads", [&] {
    if (options.restored != nullptr) before = unpack_placed(options.restored->reads, context.input.samples.size());
    const auto all = list_lanes(context.input);
    return std::make_unique<LaneQueue>(
        before ? resume_lanes(all, before->sum.lanes, rank, ranks) : share_lanes(all, rank, ranks),
        context.reference_path, context.threads, context.assay.umi);
  });
  FirstReads first;
  first.counts.resize(context.input.samples.size());
  if (before) {
    std::uint64_t reads = 0;
    for (const LaneProgress& lane : before->sum.lanes) reads += lane.counts.reads;
    context.log.line(fmt::format("{:<8} {} reads are placed already", "resume", with_commas(reads)));
  }
  if (!before) first = all_or_none(comm, "placing reads", [&] { return place_first_reads(context, *lanes); });
  PlacedCase placed{before ? owners_of(context.genome, before->reads, {}, comm.size()) : choose_owners(context, first),
                    nullptr,
                    {},
                    {},
                    0};
  placed.store = all_or_none(comm, "making the store", [&] {
    auto store = std::make_unique<BlockStore>(placed.owners.range(comm.rank()), options.store_bytes, options.scratch);
    if (before) adopt_reads(before->reads, *store);
    return store;
  });

  PlacedPiece done = stream_all(context, options, {placed.owners, *placed.store, *lanes, progress, options.checkpoint},
                                std::move(first));
  if (before && comm.is_root()) {  // what earlier attempts did counts once
    for (std::size_t sample = 0; sample < done.counts.size(); ++sample)
      done.counts[sample].add(before->sum.counts[sample]);
    done.copies += before->sum.copies;
    done.sent_bytes += before->sum.sent_bytes;
  }
  count_reads(context, done, *lanes, placed);
  progress.finish(std::accumulate(placed.input_reads.begin(), placed.input_reads.end(), std::uint64_t{0}));
  return placed;
}

}  // namespace norrsken
