#include "pipeline/run.hpp"

#include <fmt/format.h>

#include <memory>

#include "io/provenance.hpp"
#include "kernels/statistics/quality_statistics.hpp"
#include "pipeline/annotation/gather_findings.hpp"
#include "pipeline/annotation/write_findings.hpp"
#include "pipeline/checkpoint/case_key.hpp"
#include "pipeline/checkpoint/checkpoint.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/report/write_report.hpp"
#include "pipeline/stages/call_blocks.hpp"
#include "pipeline/stages/case_attempt.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/case_hold.hpp"
#include "pipeline/stages/case_leftovers.hpp"
#include "pipeline/stages/case_plan.hpp"
#include "pipeline/stages/case_report.hpp"
#include "pipeline/stages/file_hashes.hpp"
#include "pipeline/stages/judge_repeats.hpp"
#include "pipeline/stages/judge_somatic.hpp"
#include "pipeline/stages/memory_limit.hpp"
#include "pipeline/stages/memory_plan.hpp"
#include "pipeline/stages/place_reads.hpp"
#include "pipeline/stages/prepare_blocks.hpp"
#include "pipeline/stages/prepared_piece.hpp"
#include "pipeline/stages/sex.hpp"
#include "pipeline/stages/stage_times.hpp"
#include "pipeline/stages/write_evidence.hpp"

namespace norrsken {
namespace {

void log_sex(const CaseContext& context, const Sample& sample, const SexJudgement& judgement) {
  const auto ratio = [](const std::optional<std::uint64_t>& per_mille) {
    return per_mille ? fmt::format("{:.2f}", static_cast<double>(*per_mille) / 1000) : std::string("not known");
  };
  const std::string who = context.input.samples.size() == 1 ? "" : sample.name + ": ";
  context.log.line(fmt::format("{:<8} {}{} declared, {} by depth (X {}, Y {} of the autosomes)", "sex", who,
                               sex_name(sample.sex), sex_name(judgement.sex), ratio(judgement.x_per_mille),
                               ratio(judgement.y_per_mille)));
  if (sample.sex != Sex::unknown && judgement.sex != Sex::unknown && sample.sex != judgement.sex)
    context.log.line(fmt::format(
        "{:<8} {}the declared sex does not fit the reads: check that the sample is the right one", "sex", who));
}

std::vector<SexJudgement> judge_sexes(const CaseContext& context, const ChromosomeMap& chromosomes,
                                      const PreparedCase& prepared) {
  std::vector<SexJudgement> judgements;
  for (std::size_t sample = 0; sample < context.input.samples.size(); ++sample) {
    judgements.push_back(judge_sex(chromosomes, prepared.depths[sample], context.assay.sex));
    log_sex(context, context.input.samples[sample], judgements.back());
  }
  return judgements;
}

// A tumour may have lost or gained X and Y: its normal tells what it began with.
std::vector<std::vector<PloidyInterval>> ploidies_of_case(const CaseContext& context, const ChromosomeMap& chromosomes,
                                                          std::span<const SexJudgement> judgements) {
  std::vector<std::vector<PloidyInterval>> ploidies;
  for (std::size_t sample = 0; sample < judgements.size(); ++sample) {
    const std::size_t source = context.calling.is_tumor(sample) ? context.calling.normal().value_or(sample) : sample;
    ploidies.push_back(ploidies_of(chromosomes, context.input.samples[source].sex, judgements[source]));
  }
  return ploidies;
}

// Places the reads, or takes up those that an earlier attempt has prepared.
ReadyCase make_ready(const CaseContext& context, CaseAttempt& attempt) {
  const MemoryPlan& memory = attempt.memory;
  const RestoredWork* const restored = attempt.restored ? &*attempt.restored : nullptr;
  const PlacingOptions placing{memory.store_bytes, memory.exchange_bytes, *attempt.files, attempt.checkpoint, restored};
  const std::vector<bool> is_called = attempt.calls.is_called(block_count(context.genome));
  ReadyCase ready = restored != nullptr && restored->stage == CheckpointStage::calling
                        ? all_or_none(context.comm, "reading the checkpoint",
                                      [&] { return restore_ready_case(context, *restored, is_called, placing); })
                        : ReadyCase{place_reads(context, placing), {}};
  BlockStore& store = *ready.placed.store;
  ready.work_bytes = divide_for_work(memory, store, context.threads);
  all_or_none(context.comm, "spilling", [&] { store.shrink(memory.store_bytes - ready.work_bytes); });
  return ready;
}

// An input that was taken away or changed explains more than what reading it then failed with.
ReadyCase make_ready_from_same_inputs(const CaseContext& context, CaseAttempt& attempt) {
  try {
    return make_ready(context, attempt);
  } catch (const AgreedError& error) {
    if (error.code() != ExitCode::requeue)
      all_or_none(context.comm, "looking at the inputs", [&] { attempt.inputs.check(); });
    throw;
  }
}

// Which sources the records are annotated with, and which rules lack some; a warning where one is too old.
void tell_sources(const CaseContext& context) {
  const std::vector<std::string>& missing = context.assay.annotation.missing;
  if (!missing.empty())
    context.log.line(fmt::format("{:<8} some are left out: the assay has no {}", "rules", fmt::join(missing, ", ")));
  if (context.annotation == nullptr) return;
  for (const AnnotationSource& source : context.annotation->sources()) {
    const std::string version = source.version.empty() ? "" : ", version " + source.version;
    const std::string date = source.date.empty() ? "" : ", of " + source.date;
    context.log.line(fmt::format("{:<8} {}{}{}", "source", source.name, version, date));
    if (!source.warning.empty()) context.log.line(fmt::format("{:<8} {}", "warning", source.warning));
  }
}

// The spine: what happens to the reads of a case.
void call_case(const CaseContext& context, const IndexFile& index, const RunOptions& options,
               const CaseFolders& folders, const CaseHold& hold, const std::string& key) {
  const Communicator& comm = context.comm;
  CaseReport report(context, index, options, folders);
  StageTimes times(context.log);
  times.begin("plan");
  CaseAttempt attempt(context, index, options, folders, {hold.label(), key});
  FileHashes hashes(comm, input_files(context, options));

  const ChromosomeMap chromosomes(context.genome, context.assay.sex.builds);
  times.begin("place");
  ReadyCase ready = make_ready_from_same_inputs(context, attempt);
  const PlacedCase& placed = ready.placed;
  times.begin("prepare");
  if (!ready.is_prepared) ready.prepared = prepare_blocks(context, chromosomes, *placed.store, ready.work_bytes);
  const PreparedCase& prepared = ready.prepared;
  const std::vector<SexJudgement> judgements = judge_sexes(context, chromosomes, prepared);
  const auto ploidies = ploidies_of_case(context, chromosomes, judgements);

  const std::vector<OutputPlan> outputs = report.outputs();
  const auto files = all_or_none(comm, "opening the output files", [&] {
    return std::make_unique<CaseFiles>(comm, folders.output, outputs, context.genome.contigs, *attempt.files);
  });
  const std::optional<CallRegions>& regions = context.panel == nullptr ? options.regions : context.panel->regions;
  const std::vector<std::byte> prepared_piece = pack_prepared(placed, prepared);
  const CallingInput calling{prepared.libraries, ploidies,           outputs,        regions,
                             ready.work_bytes,   attempt.checkpoint, prepared_piece, attempt.calls};
  times.begin("call");
  CalledCase called = call_blocks(context, calling, *placed.store, *files);
  times.begin("judge");
  judge_somatic_candidates(context, options, folders, outputs, called, *files);
  const std::vector<Finding> findings = gather_findings(context, std::move(called.findings));
  times.begin("evidence");
  write_findings(context, folders, findings, index.reference_name());
  write_evidence(context, calling, folders, findings, *placed.store);
  all_or_none(comm, "looking at the inputs", [&] { attempt.inputs.check(); });
  times.begin("gather");
  files->gather();
  report.write_quality(placed, prepared, called.variants);
  report.write_hotspots(prepared, called.hotspots);
  const JudgedRepeats repeats =
      judge_repeats(context, prepared, folders.output + "/tables", options.known_alleles.panel_path);
  times.begin("hash");
  report.write_provenance(hashes.collect(), judgements, placed, times);
  context.log.begin_stage("report");
  const std::vector<AnnotationSource> no_sources;
  write_case_report(context, folders,
                    {prepared, repeats, called.balances, findings,
                     context.annotation != nullptr ? context.annotation->sources() : no_sources});
  all_or_none(comm, "writing the marker", [&] {
    if (comm.is_root()) write_marker(folders.output, CaseMarker::done, done_line(key));
  });
  attempt.end();
}

// Same on all ranks.
bool was_done(const Communicator& comm, const CaseFolders& folders, const RunOptions& options, const std::string& key) {
  if (options.overwrite == Overwrite::allow) return false;
  const bool is_done = all_or_none(comm, "looking for finished results",
                                   [&] { return comm.is_root() && is_done_with(folders.output, key); });
  return comm.maximum(is_done ? 1 : 0) == 1;
}

}  // namespace

CaseEnd run_case(const Communicator& comm, const IndexFile& index, const Case& input, const Assay& assay,
                 const CaseParts& parts, const RunOptions& options) {
  const CaseFolders folders = case_folders(options.output, options.scratch, input.name);
  Log log;
  const CaseContext context{comm,
                            input,
                            assay,
                            calling_of(assay, input),
                            SeedIndex(index.seed_table(), index.seed_lists()),
                            index.genome(),
                            options.threads,
                            options.reference_path,
                            log,
                            parts.panel,
                            parts.hotspots,
                            parts.annotation};
  const std::string key = comm.broadcast(all_or_none(comm, "looking at the inputs", [&] {
    return comm.is_root() ? case_key(context, index, options, input_files(context, options)) : std::string();
  }));
  if (was_done(comm, folders, options, key)) {
    clear_leftovers(comm, folders);
    return CaseEnd::was_done;
  }
  std::vector<std::string> names{input.name};
  for (const Sample& sample : input.samples) names.push_back(sample.name);
  const CaseHold hold(comm, folders, options, names, log);
  try {
    log.line(fmt::format("{:<8} {}: {} ranks, {} threads each, index {}", "case", input.name, comm.size(),
                         options.threads, index.reference_name()));
    for (const std::string& note : options.notes) log.line(note);
    tell_sources(context);
    call_case(context, index, options, folders, hold, key);
    // Nobody leaves before: the others speak for the root should it be killed while it clears up.
    all_or_none(comm, "ending the attempt", [&] { hold.release(); });
    log.line(fmt::format("{:<8} {}", "done", folders.output));
    return CaseEnd::done;
  } catch (const AgreedError& error) {
    if (error.code() == ExitCode::requeue) {
      log.line(fmt::format("{:<8} {}", "stopped", error.what()));
      throw;
    }
    log.detail(fmt::format("failed: {}", error.what()));
    mark_failed(comm, folders, fmt::format("{} [exit {}]", error.what(), static_cast<int>(error.code())));
    throw;
  }
}

}  // namespace norrsken
