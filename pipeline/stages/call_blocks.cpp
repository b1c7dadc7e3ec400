#include "pipeline/stages/call_blocks.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include "io/packer.hpp"
#include "kernels/coverage/genome_tracks.hpp"
#include "kernels/statistics/variant_statistics.hpp"
#include "pipeline/annotation/annotate_records.hpp"
#include "pipeline/checkpoint/stop_request.hpp"
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
  const RestoredBlock* restored = nullptr;  // called by an earlier attempt
  CalledBlock called;                       // for the checkpoint
  std::size_t first_candidate = 0;          // of the rank's
  std::size_t first_finding = 0;            // the same
  OutputShards shards;
  std::vector<Finding> findings;  // germline ones
};
using JobPointer = std::shared_ptr<Job>;

struct ThreadState {
  BlockCaller caller;
  PlacedReads reads;
  OutputFormatter formatter;
  CallCounts counts;
  std::optional<VariantAnnotator> annotator;
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
        next_(blocks_.first),
        budget_(input.work_bytes),
        states_([this] { return make_state(); }),
        held_counts_(context.input.samples.size()),
        counted_(context.input.samples.size()) {}

  // Until the last block, or until a checkpoint is due.
  void run() {
    const std::size_t jobs_under_way = 4 * std::size_t{context_.threads};  // a slow block holds up so many others
    tbb::task_arena(static_cast<int>(context_.threads), 1).execute([&] {
      tbb::parallel_pipeline(
          jobs_under_way, tbb::make_filter<void, JobPointer>(tbb::filter_mode::serial_in_order,
                                                             [&](tbb::flow_control& control) -> JobPointer {
                                                               if (!is_finished() && !input_.checkpoint.should_pause())
                                                                 return start(next_++);
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

  [[nodiscard]] bool is_finished() const { return next_ == blocks_.last; }

  // Between two runs: what was called since the last time, packed. The held block is left out.
  [[nodiscard]] std::vector<std::byte> take_called_piece() {
    std::vector<SomaticCandidate> candidates;
    for (const Finished& block : finished_)
      candidates.insert(
          candidates.end(), candidates_.begin() + static_cast<std::ptrdiff_t>(block.first_candidate),
          candidates_.begin() + static_cast<std::ptrdiff_t>(block.first_candidate + block.called.candidates));
    std::vector<CalledBlock> blocks;
    std::vector<Finding> findings;
    for (const Finished& block : finished_) {
      blocks.push_back(block.called);
      const auto first = findings_.begin() + static_cast<std::ptrdiff_t>(block.first_finding);
      findings.insert(findings.end(), first, first + static_cast<std::ptrdiff_t>(block.called.findings));
    }
    const CallCounts counts = take_counts();
    counted_.add(counts);
    finished_.clear();
    return pack_called(blocks, counts, candidates, findings);
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

  // Of this rank; without what earlier attempts counted.
  [[nodiscard]] CalledCase take_called() {
    counted_.add(take_counts());
    counted_.add(held_counts_);
    return {std::move(counted_.variants),
            std::move(counted_.identities),
            std::move(candidates_),
            std::move(counted_.balances),
            {},
            std::move(findings_)};
  }
  Progress& progress() { return progress_; }

 private:
  struct Finished {
    CalledBlock called;
    std::size_t first_candidate = 0;
    std::size_t first_finding = 0;
  };

  ThreadState make_state() const {
    ThreadState state{
        make_caller(), {}, {context_.genome, input_.outputs}, CallCounts(context_.input.samples.size()), {}};
    if (context_.annotation != nullptr) state.annotator.emplace(*context_.annotation, context_.genome);
    return state;
  }

  CallCounts take_counts() {
    CallCounts sum(context_.input.samples.size());
    for (ThreadState& state : states_) {
      sum.add(state.counts);
      state.counts = CallCounts(context_.input.samples.size());
    }
    return sum;
  }

  void count(const Job& job, CallCounts& counts) const {
    for (std::size_t sample = 0; sample < counts.variants.size(); ++sample)
      count_variants(job.calls.variants, static_cast<std::uint8_t>(sample), counts.variants[sample]);
    note_allele_balance(job.calls.variants, context_.calling.normal().value_or(0), counts.balances);
    if (const auto normal = context_.calling.normal())
      for (const std::size_t tumor : context_.calling.tumors())
        count_identity(job.calls.variants, *normal, tumor, counts.identities[tumor]);
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
    if (const auto found = input_.restored.blocks.find(block); found != input_.restored.blocks.end())
      job->restored = &found->second;
    job->is_held = block == blocks_.first && !context_.comm.is_root() && job->restored == nullptr;
    return job;
  }

  JobPointer call(const JobPointer& job) {
    progress_.add(1, static_cast<double>(job->block - blocks_.first) / (blocks_.last - blocks_.first));
    if (job->restored != nullptr) return job;
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
    if (state.annotator) job->findings = annotate_germline(context_, *state.annotator, job->calls);
    count(*job, job->is_held ? held_counts_ : state.counts);
    return job;
  }

  JobPointer find_range(const JobPointer& job) {
    if (job->restored != nullptr) {
      covered_end_ = std::max(covered_end_, static_cast<GenomePosition>(job->restored->called.covered_end));
      candidates_.insert(candidates_.end(), job->restored->candidates.begin(), job->restored->candidates.end());
      findings_.insert(findings_.end(), job->restored->findings.begin(), job->restored->findings.end());
      return job;
    }
    job->reference_range.start = std::min(std::max(job->reference_range.start, covered_end_), job->reference_range.end);
    covered_end_ = std::max(covered_end_, norrsken::covered_end(job->calls.variants));
    auto& candidates = job->calls.somatic;  // judged when those of the whole case are known
    job->called = {job->block, covered_end_, {}, candidates.size(), job->findings.size()};
    job->first_candidate = candidates_.size();
    job->first_finding = findings_.size();
    findings_.insert(findings_.end(), std::make_move_iterator(job->findings.begin()),
                     std::make_move_iterator(job->findings.end()));
    candidates_.insert(candidates_.end(), std::make_move_iterator(candidates.begin()),
                       std::make_move_iterator(candidates.end()));
    candidates.clear();
    if (job->is_held) held_ = job;
    return job;
  }

  JobPointer format(const JobPointer& job) {
    if (job->is_held || job->restored != nullptr) return job;
    const BlockCalls& calls = job->calls;
    states_.local().formatter.format({calls.variants, {}, calls.reference_blocks, calls.regions, job->reference_range},
                                     job->shards);
    job->calls = {};
    return job;
  }

  void append(Job& job) {
    if (job.is_held) return;
    if (job.restored != nullptr) return files_.append_restored({job.restored->file, job.restored->called.shards});
    job.called.shards = files_.append(job.shards);
    finished_.push_back({job.called, job.first_candidate, job.first_finding});
  }

  const CaseContext& context_;
  const CallingInput& input_;
  BlockStore& store_;
  CaseFiles& files_;
  BlockRange blocks_;
  Progress progress_;
  std::uint32_t next_;
  ByteBudget budget_;
  tbb::enumerable_thread_specific<ThreadState> states_;
  GenomePosition covered_end_ = 0;
  JobPointer held_;
  CallCounts held_counts_;
  CallCounts counted_;  // in the pieces saved so far
  std::vector<SomaticCandidate> candidates_;
  std::vector<Finding> findings_;
  std::vector<Finished> finished_;  // since the last piece
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

// On the root, of all ranks, by position.
std::vector<std::uint64_t> gather_balances(const Communicator& comm, const std::vector<std::uint64_t>& mine,
                                           std::size_t samples) {
  const std::string_view bytes(reinterpret_cast<const char*>(mine.data()), mine.size() * sizeof(std::uint64_t));
  std::map<std::uint64_t, std::vector<std::uint64_t>> points;
  for (const std::string& piece : comm.gather(bytes)) {
    std::vector<std::uint64_t> values(piece.size() / sizeof(std::uint64_t));
    if (!values.empty()) std::memcpy(values.data(), piece.data(), piece.size());
    const auto step = static_cast<std::ptrdiff_t>(balance_point_size(samples));
    for (auto point = values.begin(); point != values.end(); point += step) points[*point].assign(point, point + step);
  }
  std::vector<std::uint64_t> all;
  for (const auto& [place, point] : points) all.insert(all.end(), point.begin(), point.end());
  return all;
}

}  // namespace

CalledCase call_blocks(const CaseContext& context, const CallingInput& input, BlockStore& store, CaseFiles& files) {
  const Communicator& comm = context.comm;
  CallingPipeline pipeline(context, input, store, files);
  while (true) {
    all_or_none(comm, "calling", [&] { pipeline.run(); });
    const bool is_finished = comm.minimum(pipeline.is_finished() ? 1 : 0) == 1;
    // Also who was asked to stop in the last blocks saves them: what follows may take longer than there is time.
    if (is_finished && comm.maximum(is_stop_requested() ? 1 : 0) == 0) break;
    Packer reads;
    all_or_none(comm, "saving a checkpoint", [&] { reads.put(store.flush()); });
    input.checkpoint.save_calls(input.prepared, reads.take(), pipeline.take_called_piece());
  }
  const GenomePosition below = covered_below(comm, pipeline.covered_end());
  all_or_none(comm, "calling", [&] { pipeline.finish_held(below); });
  CalledCase called = pipeline.take_called();
  if (comm.is_root()) {
    const auto& earlier = input.restored.counts.balances;
    called.balances.insert(called.balances.end(), earlier.begin(), earlier.end());
  }
  called.balances = gather_balances(comm, called.balances, called.variants.size());
  for (std::size_t sample = 0; sample < called.variants.size(); ++sample) {
    if (comm.is_root()) {  // what earlier attempts counted
      called.variants[sample].add(input.restored.counts.variants[sample]);
      called.identities[sample].add(input.restored.counts.identities[sample]);
    }
    called.variants[sample] = comm.sum(called.variants[sample]);
    called.identities[sample] = comm.sum(called.identities[sample]);
  }
  pipeline.progress().finish(block_count(context.genome));
  return called;
}

}  // namespace norrsken
