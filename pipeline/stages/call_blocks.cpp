#include "pipeline/stages/call_blocks.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <stdexcept>

#include "kernels/statistics/variant_statistics.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stages/block_owners.hpp"
#include "pipeline/stages/memory_limit.hpp"
#include "pipeline/stages/prepare_blocks.hpp"

namespace norrsken {
namespace {

// One block on its way through the pipeline.
struct Job {
  std::uint32_t block = 0;
  BlockCalls calls;
  GenomeInterval reference_range;  // cut back where deletions of earlier blocks reach in
  bool is_held = false;            // the rank's first block: its range is known only when lower ranks have called
  OutputShards shards;
};
using JobPointer = std::shared_ptr<Job>;

struct ThreadState {
  BlockCaller caller;
  PlacedReads reads;
  OutputFormatter formatter;
  std::vector<VariantStatistics> statistics;
  std::vector<IdentitySums> identities;
};

class CallingPipeline {
 public:
  CallingPipeline(const CaseContext& context, const CallingInput& input, BlockStore& store, CaseFiles& files)
      : context_(context),
        input_(input),
        store_(store),
        files_(files),
        blocks_(store.blocks()),
        progress_(context.log, "call", "blocks"),
        budget_(input.work_bytes),
        states_([this] { return make_state(); }) {}

  void run() {
    const std::size_t jobs_under_way = 4 * std::size_t{context_.threads};  // a slow block holds up so many others
    std::uint32_t next = blocks_.first;
    tbb::task_arena(static_cast<int>(context_.threads), 1).execute([&] {
      tbb::parallel_pipeline(
          jobs_under_way, tbb::make_filter<void, JobPointer>(tbb::filter_mode::serial_in_order,
                                                             [&](tbb::flow_control& control) -> JobPointer {
                                                               if (next < blocks_.last) return start(next++);
                                                               control.stop();
                                                               return nullptr;
                                                             }) &
                              tbb::make_filter<JobPointer, JobPointer>(tbb::filter_mode::parallel,
                                                                       [&](JobPointer job) { return call(job); }) &
                              tbb::make_filter<JobPointer, JobPointer>(
                                  tbb::filter_mode::serial_in_order, [&](JobPointer job) { return find_range(job); }) &
                              tbb::make_filter<JobPointer, JobPointer>(tbb::filter_mode::parallel,
                                                                       [&](JobPointer job) { return format(job); }) &
                              tbb::make_filter<JobPointer, void>(tbb::filter_mode::serial_in_order,
                                                                 [&](JobPointer job) { append(*job); }));
    });
  }

  // One past the last base that any variant so far covers; 0 when there is none.
  [[nodiscard]] GenomePosition covered_end() const { return covered_end_; }

  // Formats the rank's first block, now that it is known how far the variants of lower ranks reach.
  void finish_held(GenomePosition covered_below) {
    if (!held_) return;
    if (covered_below > held_->reference_range.end)
      throw std::logic_error("a deletion reaches over a whole block of the genome");
    held_->reference_range.start = std::max(held_->reference_range.start, covered_below);
    held_->is_held = false;
    files_.put_first(format(held_)->shards);
  }

  // Of this rank.
  [[nodiscard]] CalledCase take_called() {
    const std::size_t samples = context_.input.samples.size();
    CalledCase called{std::vector<VariantStatistics>(samples), std::vector<IdentitySums>(samples),
                      std::move(candidates_)};
    for (const ThreadState& state : states_)
      for (std::size_t sample = 0; sample < samples; ++sample) {
        called.variants[sample].add(state.statistics[sample]);
        called.identities[sample].add(state.identities[sample]);
      }
    return called;
  }
  Progress& progress() { return progress_; }

 private:
  ThreadState make_state() const {
    ThreadState state{make_caller(), {}, {context_.genome, input_.outputs}, {}, {}};
    state.statistics.resize(context_.input.samples.size());
    state.identities.resize(context_.input.samples.size());
    return state;
  }

  BlockCaller make_caller() const {
    BlockCaller caller(context_.genome, context_.calling);
    caller.set_library(input_.libraries, input_.ploidies);
    return caller;
  }

  JobPointer start(std::uint32_t block) const {
    auto job = std::make_shared<Job>();
    job->block = block;
    job->reference_range = block_interval(context_.genome, block);
    job->is_held = block == blocks_.first && !context_.comm.is_root();
    return job;
  }

  JobPointer call(const JobPointer& job) {
    if (input_.regions && !input_.regions->touches(job->reference_range)) return job;
    const ByteBudget::Loan loan(budget_, working_copies * store_.bytes_in(job->block));
    ThreadState& state = states_.local();
    store_.lend(job->block, state.reads);
    job->calls = state.caller.call(job->block, state.reads);
    if (is_deep(state.reads)) {  // do not keep its memory
      state.reads = {};
      state.caller = make_caller();
    }
    if (input_.regions) input_.regions->apply(job->calls);
    for (std::size_t sample = 0; sample < state.statistics.size(); ++sample)
      count_variants(job->calls.variants, static_cast<std::uint8_t>(sample), state.statistics[sample]);
    if (const auto normal = context_.calling.normal())
      for (const std::size_t tumor : context_.calling.tumors())
        count_identity(job->calls.variants, *normal, tumor, state.identities[tumor]);
    progress_.add(1, static_cast<double>(job->block - blocks_.first) / (blocks_.last - blocks_.first));
    return job;
  }

  JobPointer find_range(const JobPointer& job) {
    job->reference_range.start = std::min(std::max(job->reference_range.start, covered_end_), job->reference_range.end);
    covered_end_ = std::max(covered_end_, norrsken::covered_end(job->calls.variants));
    auto& candidates = job->calls.somatic;  // judged when those of the whole case are known
    candidates_.insert(candidates_.end(), std::make_move_iterator(candidates.begin()),
                       std::make_move_iterator(candidates.end()));
    candidates.clear();
    if (job->is_held) held_ = job;
    return job;
  }

  JobPointer format(const JobPointer& job) {
    if (job->is_held) return job;
    const BlockCalls& calls = job->calls;
    states_.local().formatter.format({calls.variants, {}, calls.reference_blocks, calls.regions, job->reference_range},
                                     job->shards);
    job->calls = {};
    return job;
  }

  void append(const Job& job) {
    if (!job.is_held) files_.append(job.shards);
  }

  const CaseContext& context_;
  const CallingInput& input_;
  BlockStore& store_;
  CaseFiles& files_;
  BlockRange blocks_;
  Progress progress_;
  ByteBudget budget_;
  tbb::enumerable_thread_specific<ThreadState> states_;
  GenomePosition covered_end_ = 0;
  JobPointer held_;
  std::vector<SomaticCandidate> candidates_;
};

// How far the variants of the ranks below reach. Collective.
GenomePosition covered_below(const Communicator& comm, GenomePosition mine) {
  std::vector<std::uint64_t> ends(static_cast<std::size_t>(comm.size()));
  ends[static_cast<std::size_t>(comm.rank())] = mine;
  comm.sum_in_place(ends);
  std::uint64_t below = 0;
  for (int rank = 0; rank < comm.rank(); ++rank) below = std::max(below, ends[static_cast<std::size_t>(rank)]);
  return static_cast<GenomePosition>(below);
}

}  // namespace

CalledCase call_blocks(const CaseContext& context, const CallingInput& input, BlockStore& store, CaseFiles& files) {
  CallingPipeline pipeline(context, input, store, files);
  all_or_none(context.comm, "calling", [&] { pipeline.run(); });
  const GenomePosition below = covered_below(context.comm, pipeline.covered_end());
  all_or_none(context.comm, "calling", [&] { pipeline.finish_held(below); });
  CalledCase called = pipeline.take_called();
  for (VariantStatistics& sample : called.variants) sample = context.comm.sum(sample);
  for (IdentitySums& sample : called.identities) sample = context.comm.sum(sample);
  pipeline.progress().finish(block_count(context.genome));
  return called;
}

}  // namespace norrsken
