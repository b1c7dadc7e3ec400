#include "pipeline/stages/case_report.hpp"

#include <fmt/format.h>
#include <tbb/version.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

#include "io/atomic_file.hpp"
#include "io/coverage_table.hpp"
#include "io/hotspot_table.hpp"
#include "io/qc_report.hpp"
#include "kernels/simd/target.hpp"
#include "kernels/statistics/quality_statistics.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/mpi/session.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stages/case_plan.hpp"
#include "pipeline/stages/memory_limit.hpp"

namespace norrsken {
namespace fs = std::filesystem;

namespace {

// What the user or the assay named beside the reads: its role, and the option that names it.
struct NamedFile {
  const char* role;
  const char* option;
  std::string path;  // may be empty
};
std::vector<NamedFile> named_files(const CaseContext& context, const RunOptions& options) {
  return {{"regions", "--regions", options.regions_path},
          {"targets", "--targets", context.panel != nullptr ? context.panel->path : ""},
          {"hot-spots", "--hotspots", context.hotspots != nullptr ? context.hotspots->path : ""},
          {"panel of normals", "--pon", options.known_alleles.panel_path},
          {"population frequencies", "--population", options.known_alleles.population_path},
          {"score", "--score", options.score_path}};
}

}  // namespace

// The index is known by its own checksum, which open() has checked: hashing 5 GB again would say no more.
std::vector<FileIdentity> input_files(const CaseContext& context, const RunOptions& options) {
  std::vector<FileIdentity> files;
  const auto add = [&](const char* role, const std::string& path) {
    if (!path.empty()) files.push_back({role, path, 0, ""});
  };
  for (const Sample& sample : context.input.samples)
    for (const Lane& lane : sample.lanes) {
      add("reads", lane.files.read1);
      add("reads", lane.files.read2);
      add("UMIs", lane.files.umi);
    }
  add("sample sheet", options.sheet_path);
  add("annotation settings", options.annotation_path);
  for (const NamedFile& file : named_files(context, options)) add(file.role, file.path);
  if (context.annotation != nullptr)
    for (const AnnotationSource& source : context.annotation->sources()) add("annotation", source.path);
  add("reference of CRAM", options.reference_path);
  return files;
}

std::uint64_t stored_bytes(const Case& input) {
  std::uint64_t bytes = 0;
  for (const Sample& sample : input.samples)
    for (const Lane& lane : sample.lanes)
      for (const std::string& path : {lane.files.read1, lane.files.read2, lane.files.umi}) {
        std::error_code error;
        const std::uintmax_t size = path.empty() ? 0 : fs::file_size(path, error);
        if (error) continue;  // a pipe has no size; a missing file is told by its reader
        bytes += size;
      }
  return bytes;
}

// VCF, gVCF and tables of a 30x genome are 2 % of its FASTQ.gz; a small case needs a few megabytes whatever its input.
std::uint64_t results_bytes(std::uint64_t input_bytes) {
  return input_bytes / 50 + (16U << 20);
}

// Records take about twice the space of FASTQ.gz; compressed on scratch they take about as much as that. Only a lack
// that is sure to stop the case is told beforehand, so half of it counts.
std::uint64_t spill_bytes(std::uint64_t input_bytes, std::uint64_t store_bytes) {
  const std::uint64_t records = 2 * input_bytes;
  return records <= store_bytes ? 0 : (records - store_bytes) / 4;
}

void mark_failed(const Communicator& comm, const CaseFolders& folders, const std::string& reason) noexcept {
  if (!comm.is_root()) return;
  try {
    write_marker(folders.output, CaseMarker::failed, reason);
  } catch (const std::exception&) {  // the disk may be what has failed
  }
}

CaseReport::CaseReport(const CaseContext& context, const IndexFile& index, const RunOptions& options,
                       const CaseFolders& folders)
    : context_(context), index_(index), options_(options), folders_(folders), started_(utc_timestamp()) {}

std::vector<OutputPlan> CaseReport::outputs() const {
  std::string command = "norrsken run";
  if (context_.input.samples.size() > 1) command += fmt::format(" --case {}", context_.input.name);
  for (const Sample& sample : context_.input.samples) {
    command += fmt::format(" --sample {}", sample.name);
    if (context_.input.samples.size() > 1 || sample.role != SampleRole::proband)
      command += fmt::format(" --role {}", role_name(sample.role));
    if (sample.sex != Sex::unknown) command += fmt::format(" --sex {}", sex_name(sample.sex));
  }
  command += fmt::format(" --assay {}", context_.assay.name);
  for (const NamedFile& file : named_files(context_, options_))
    if (!file.path.empty()) command += fmt::format(" {} {}", file.option, fs::path(file.path).filename().string());
  VcfDescription description{NORRSKEN_VERSION, command, index_.reference_name(), index_.reference_sha256(), {}};
  if (context_.annotation != nullptr) description.annotation_lines = context_.annotation->header_lines();
  return plan_outputs(context_.input, context_.calling, description);
}

std::vector<QualityLimit> CaseReport::limits_of(const Sample& sample) const {
  return limits_of_role(context_.assay.limits, role_name(sample.role));
}

void CaseReport::write_quality(const PlacedCase& placed, const PreparedCase& prepared,
                               const std::vector<VariantStatistics>& variants) const {
  all_or_none(context_.comm, "writing the quality report", [&] {
    const std::string folder = folders_.output + "/qc";
    for (std::size_t sample = 0; sample < variants.size(); ++sample) {
      QualitySummary summary = summarise_quality(placed.input_reads[sample], placed.counts[sample],
                                                 prepared.libraries[sample], variants[sample]);
      if (!context_.comm.is_root()) continue;
      const std::string& name = context_.input.samples[sample].name;
      if (context_.calling.umi.layout.has_umi()) summary.umi = prepared.libraries[sample].umi;
      if (context_.panel != nullptr) {
        summary.panel = prepared.panels[sample];
        write_coverage_tables(folders_.output + "/tables", name, context_.genome, context_.panel->targets.panel(),
                              *summary.panel);
      }
      write_qc_report(folder, name, summary, limits_of(context_.input.samples[sample]));
      tell(context_.input.samples[sample], summary);
    }
  });
}

void CaseReport::write_hotspots(const PreparedCase& prepared, const std::vector<std::uint64_t>& records) const {
  if (context_.hotspots == nullptr || context_.hotspots->list.empty()) return;
  all_or_none(context_.comm, "writing the hot-spots", [&] {
    if (!context_.comm.is_root()) return;
    const std::vector<Hotspot>& hotspots = context_.hotspots->list;
    HotspotTable table{hotspots, {}, prepared.hotspots, records};
    const std::vector<std::uint64_t> none(hotspots.size());
    if (records.empty()) table.records = none;  // no tumor, no somatic records
    for (const Sample& sample : context_.input.samples) table.samples.push_back(sample.name);
    create_private_folders(folders_.output + "/tables");
    write_hotspot_table(folders_.output + "/tables/" + context_.input.name + ".hotspots.tsv", context_.genome, table);
  });
}

void CaseReport::tell(const Sample& sample, const QualitySummary& summary) const {
  if (context_.input.samples.size() > 1)
    context_.log.line(fmt::format("{:<8} {}, {}", "sample", sample.name, role_name(sample.role)));
  const ReadBuckets& buckets = summary.buckets;
  context_.log.line(
      fmt::format("{:<8} {} = {} placed + {} ambiguous + {} orphan + {} duplicate + {} unplaced + {} malformed",
                  "reads", with_commas(summary.input_reads), with_commas(buckets.placed),
                  with_commas(buckets.ambiguous), with_commas(buckets.orphan), with_commas(buckets.duplicate),
                  with_commas(buckets.unplaced), with_commas(buckets.malformed)));
  const VariantCounts& pass = summary.variants.pass;
  context_.log.line(fmt::format("{:<8} {} pass ({} SNVs, {} insertions, {} deletions) of {} records", "variants",
                                with_commas(pass.records), with_commas(pass.snvs), with_commas(pass.insertions),
                                with_commas(pass.deletions), with_commas(summary.variants.all.records)));
  const auto metrics = quality_metrics(summary);
  for (const QualityVerdict& verdict : judge_quality(metrics, limits_of(sample))) {
    if (verdict.outcome == LimitOutcome::pass) continue;
    const QualityMetric& metric = verdict.metric;
    const double value = static_cast<double>(metric.value) / std::pow(10.0, metric.decimals);
    const std::string judged = verdict.outcome == LimitOutcome::fail
                                   ? fmt::format("{:.{}f}{} is outside its limit", value, metric.decimals, metric.unit)
                                   : std::string("is not known");
    context_.log.line(fmt::format("{:<8} {} {} ({} {}{}), see qc/", "quality", metric.title, judged,
                                  verdict.limit.bound == Bound::at_least ? "at least" : "at most", verdict.limit.limit,
                                  metric.unit));
  }
}

void CaseReport::tell_cost(const Provenance& provenance) const {
  double wall = 0;
  double cpu = 0;
  for (const StageCost& cost : provenance.stages) {
    wall += cost.wall_seconds;
    cpu += cost.cpu_seconds;
    context_.log.detail(
        fmt::format("{:<8} {}: {:.3f} s, {:.3f} CPU s", "cost", cost.stage, cost.wall_seconds, cost.cpu_seconds));
  }
  context_.log.line(fmt::format("{:<8} {}, {} of CPU, at most {} of memory a rank", "cost", duration_text(wall),
                                duration_text(cpu), bytes_text(provenance.peak_memory_bytes)));
}

NamedValues CaseReport::parameters() const {
  NamedValues values = {
      {"assay", context_.assay.name},
      {"threads", std::to_string(context_.threads)},
      {"memory_bytes", options_.memory_bytes == 0 ? "automatic" : std::to_string(options_.memory_bytes)},
      {"scratch", folders_.scratch},
      {"regions", options_.regions_path},
      {"pon", options_.known_alleles.panel_path},
      {"population", options_.known_alleles.population_path},
      {"score", options_.score_path},
      {"simd", fmt::format("{} ({})", options_.simd, simd_target_name())}};
  for (const Sample& sample : context_.input.samples) values.emplace_back("sex." + sample.name, sex_name(sample.sex));
  values.insert(values.end(), context_.assay.values.begin(), context_.assay.values.end());
  return values;
}

void CaseReport::write_provenance(const std::vector<FileIdentity>& files, std::span<const SexJudgement> judgements,
                                  const PlacedCase& placed, StageTimes& times) const {
  const std::uint64_t spilled_bytes = context_.comm.sum(placed.store->spilled_bytes());
  const std::uint64_t peak_bytes = context_.comm.maximum(peak_memory_bytes());
  const std::vector<StageCost> stages = times.collect(context_.comm);
  all_or_none(context_.comm, "writing provenance.json", [&] {
    if (!context_.comm.is_root()) return;
    Provenance provenance;
    provenance.case_name = context_.input.name;
    provenance.program_version = NORRSKEN_VERSION;
    provenance.command = fmt::format("norrsken {}", fmt::join(options_.words, " "));
    provenance.parameters = parameters();
    provenance.parameters.emplace_back("index_path", index_.path());
    provenance.parameters.emplace_back("index_checksum", index_.checksum());
    for (std::size_t sample = 0; sample < judgements.size(); ++sample)
      provenance.parameters.emplace_back("sex_by_depth." + context_.input.samples[sample].name,
                                         sex_name(judgements[sample].sex));
    provenance.parameters.emplace_back("exchanged_bytes", std::to_string(placed.exchanged_bytes));
    provenance.parameters.emplace_back("spilled_bytes", std::to_string(spilled_bytes));
    provenance.files = files;
    provenance.files.push_back({"reference", index_.reference_name(), 0, index_.reference_sha256()});
    provenance.libraries = io_library_versions();
    provenance.libraries.emplace_back("MPI", mpi_library_version());
    provenance.libraries.emplace_back("oneTBB", TBB_runtime_version());
    provenance.host = host_name();
    provenance.started = started_;
    provenance.finished = utc_timestamp();
    provenance.ranks = static_cast<unsigned>(context_.comm.size());
    provenance.threads_per_rank = context_.threads;
    provenance.stages = stages;
    provenance.peak_memory_bytes = peak_bytes;
    tell_cost(provenance);
    norrsken::write_provenance(folders_.output + "/provenance.json", provenance);
  });
}

}  // namespace norrsken
