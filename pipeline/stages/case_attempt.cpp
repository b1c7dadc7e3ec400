#include "pipeline/stages/case_attempt.hpp"

#include <fmt/format.h>

#include "io/index_file.hpp"
#include "kernels/statistics/quality_statistics.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stages/case_report.hpp"
#include "pipeline/stages/file_hashes.hpp"
#include "pipeline/stages/memory_limit.hpp"

namespace norrsken {
namespace {

MemoryPlan plan_and_check(const CaseContext& context, const CaseFolders& folders, std::uint64_t memory_bytes,
                          std::uint64_t index_bytes) {
  const MemoryPlan memory = plan_memory(context, memory_bytes, index_bytes);
  all_or_none(context.comm, "checking disks", [&] {
    const std::uint64_t input_bytes = stored_bytes(context.input);
    if (context.comm.is_root()) check_disk_space(folders.output, results_bytes(input_bytes), "results");
    const auto ranks = static_cast<std::uint64_t>(context.comm.size());
    check_disk_space(folders.scratch, spill_bytes(input_bytes / ranks, memory.store_bytes), "scratch files");
  });
  return memory;
}

void tell_restored(const CaseContext& context, const std::optional<RestoredWork>& restored, std::size_t called) {
  if (restored && restored->stage == CheckpointStage::calling)
    context.log.line(fmt::format("{:<8} {} of {} blocks are called already", "resume", with_commas(called),
                                 with_commas(block_count(context.genome))));
}

}  // namespace

CaseAttempt::CaseAttempt(const CaseContext& context, const IndexFile& index, const RunOptions& options,
                         const CaseFolders& folders, const AttemptName& name)
    : scratch(all_or_none(context.comm, "making the scratch folder",
                          [&] { return std::make_unique<ScratchFolder>(folders.scratch, name.label); })),
      memory(plan_and_check(context, folders, options.memory_bytes, index.size_bytes())),
      files(all_or_none(context.comm, "making the scratch file",
                        [&] {
                          return std::make_unique<ScratchFiles>(scratch->path(),
                                                                fmt::format("rank-{}", context.comm.rank()));
                        })),
      inputs(all_or_none(context.comm, "looking at the inputs",
                         [&] { return InputWatch(input_files(context, options), index.path()); })),
      checkpoint(
          context.comm,
          {folders.output, folders.scratch, name.key, name.label, options.checkpoint_every, [this] { inputs.check(); }},
          *files, context.log),
      restored(options.starts_over ? std::nullopt : checkpoint.restore()),
      calls(all_or_none(context.comm, "reading the checkpoint", [&] {
        return unpack_called(restored ? restored->calls : std::vector<RestoredPiece>(), context.input.samples.size());
      })) {
  scratch->remove_other_attempts(checkpoint.needed_files());
  if (restored) context.log.go_on();
  tell_restored(context, restored, calls.blocks.size());
}

void CaseAttempt::end() {
  checkpoint.discard();
  scratch->remove_all();
}

}  // namespace norrsken
