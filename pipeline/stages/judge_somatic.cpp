#include "pipeline/stages/judge_somatic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "kernels/filtering/apply_score.hpp"
#include "kernels/filtering/somatic_filters.hpp"
#include "kernels/somatic/case_estimates.hpp"
#include "kernels/somatic/judge_candidates.hpp"
#include "pipeline/annotation/annotate_records.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stages/compare_known_alleles.hpp"

namespace norrsken {
namespace {

constexpr std::uint32_t identity_limit_per_mille = 800;  // national cancer pipelines: same person from 0.8 on
constexpr std::uint32_t min_purity_reads = 20;           // of a variant whose fraction counts

std::string share_text(const std::optional<std::uint32_t>& per_mille) {
  return per_mille ? fmt::format("{:.2f}", static_cast<double>(*per_mille) / 1000) : std::string("not known");
}

class Judge {
 public:
  Judge(const CaseContext& context, const RunOptions& options, CalledCase& called)
      : context_(context), options_(options), called_(called), tumors_(context.calling.tumors()) {
    if (context.hotspots != nullptr) hotspots_ = context.hotspots->list;
    columns_ = {context.calling.normal(), tumors_, 0, {}};
    report_.case_name = context.input.name;
    report_.identity_limit_per_mille = identity_limit_per_mille;
  }

  void judge() {
    if (columns_.normal) estimate_pair();
    for (SomaticCandidate& candidate : called_.candidates) {
      judge_candidate(columns_, candidate);
      candidate.call.is_hotspot = hotspot_of(candidate.call.record) < hotspots_.size();
    }
    apply_somatic_filters(context_.calling.somatic, columns_, called_.candidates);
    if (options_.score) apply_score(*options_.score, columns_, called_.candidates);
    note_hotspots();
    estimate_purities();
    report_.candidates = context_.comm.sum(std::uint64_t{called_.candidates.size()});
    const auto passed = std::count_if(called_.candidates.begin(), called_.candidates.end(), has_passed);
    report_.passed = context_.comm.sum(static_cast<std::uint64_t>(passed));
  }

  [[nodiscard]] const PairReport& report() const { return report_; }

 private:
  static bool has_passed(const SomaticCandidate& candidate) { return candidate.call.record.filters == 0; }

  [[nodiscard]] std::size_t hotspot_of(const VariantCall& record) const {
    return find_hotspot(hotspots_, record.position, record.reference, record.alternate);
  }

  // One rank has the records of a block, so that the sum over the ranks is what that rank says.
  void note_hotspots() {
    called_.hotspots.assign(hotspots_.size(), 0);
    for (const SomaticCandidate& candidate : called_.candidates) {
      const VariantCall& record = candidate.call.record;
      if (!candidate.call.is_hotspot) continue;
      const std::size_t hotspot = hotspot_of(record);
      if (record.position / block_bases != hotspots_[hotspot].position / block_bases) continue;
      std::uint64_t& noted = called_.hotspots[hotspot];
      noted = noted == 0 ? 1 + record.filters : 1 + ((noted - 1) & record.filters);  // of several bases: what all fail
    }
    context_.comm.sum_in_place(called_.hotspots);
  }

  void estimate_pair() {
    report_.normal = context_.input.samples[*columns_.normal].name;
    SomaticSums sums;
    for (const SomaticCandidate& candidate : called_.candidates)
      count_candidate(candidate, *columns_.normal, tumors_, sums);
    sums = context_.comm.sum(sums);
    columns_.content = {estimate_carry_over(sums), estimate_shared_excess(sums)};
    if (columns_.content.carry_over_per_mille >= sure_carry_over_per_mille)
      report_.carry_over_per_mille = columns_.content.carry_over_per_mille;
    report_.carry_over_sites = sums.strong;
    report_.shares_alleles = columns_.content.shared_excess != 0;
    for (const std::size_t tumor : tumors_)
      columns_.contamination_per_mille =
          std::max(columns_.contamination_per_mille, called_.identities[tumor].contamination_per_mille().value_or(0));
  }

  void estimate_purities() {
    for (const std::size_t tumor : tumors_) {
      FractionHistogram histogram{};
      for (const SomaticCandidate& candidate : called_.candidates) {
        const GenotypeCall& sample = candidate.call.record.samples[tumor];
        const std::uint64_t alternate = sample.alternate_depth();
        const std::uint64_t total = alternate + sample.reference_depth();
        if (has_passed(candidate) && alternate != 0 && total >= min_purity_reads) ++histogram[alternate * 100 / total];
      }
      const IdentitySums identity = called_.identities[tumor];
      TumorFigures figures;
      figures.sample = context_.input.samples[tumor].name;
      figures.purity_per_mille = estimate_purity(context_.comm.sum(histogram));
      if (columns_.normal) {
        figures.identity_per_mille = identity.identity_per_mille();
        figures.identity_sites = identity.sites;
        figures.contamination_per_mille = identity.contamination_per_mille();
      }
      report_.tumors.push_back(figures);
    }
  }

  const CaseContext& context_;
  const RunOptions& options_;
  CalledCase& called_;
  std::vector<std::size_t> tumors_;
  std::span<const Hotspot> hotspots_;
  SomaticColumns columns_;
  PairReport report_;
};

void tell(Log& log, const PairReport& report) {
  for (const TumorFigures& tumor : report.tumors) {
    if (!report.normal.empty())
      log.line(fmt::format("{:<8} {} and {}: identity {} over {} sites, reads of another person {}", "pair",
                           tumor.sample, report.normal, share_text(tumor.identity_per_mille),
                           with_commas(tumor.identity_sites), share_text(tumor.contamination_per_mille)));
    log.line(fmt::format("{:<8} {}: tumor cells {}", "purity", tumor.sample, share_text(tumor.purity_per_mille)));
  }
  if (report.carry_over_per_mille != 0)
    log.line(fmt::format("{:<8} the normal holds tumor cells: somatic alleles at {} of their fraction in the tumor",
                         "pair", share_text(report.carry_over_per_mille)));
  if (report.shares_alleles)
    log.line(fmt::format("{:<8} {} shows most somatic alleles as often as the tumor: is it a normal?", "pair",
                         report.normal));
  log.line(fmt::format("{:<8} {} pass of {} candidates", "somatic", with_commas(report.passed),
                       with_commas(report.candidates)));
}

void check_identity(const PairReport& report, const RunOptions& options, const std::string& folder) {
  const bool is_allowed = std::find(options.allowed_mismatches.begin(), options.allowed_mismatches.end(),
                                    report.case_name) != options.allowed_mismatches.end();
  for (const TumorFigures& tumor : report.tumors)
    if (tumor.identity_per_mille && *tumor.identity_per_mille < identity_limit_per_mille && !is_allowed)
      throw InputError(
          report.case_name, "",
          fmt::format("{} and {} are not the same person (identity {}, limit {})", tumor.sample, report.normal,
                      share_text(tumor.identity_per_mille), share_text(report.identity_limit_per_mille)),
          fmt::format("see {}/identity.json; to go on anyway: --allow-mismatch {}", folder, report.case_name),
          ExitCode::quality_stop);
}

void append_records(const CaseContext& context, const std::vector<OutputPlan>& outputs, CalledCase& called,
                    CaseFiles& files) {
  OutputFormatter formatter(context.genome, outputs);
  std::vector<SomaticCandidate>& candidates = called.candidates;
  std::optional<VariantAnnotator> annotator;
  if (context.annotation != nullptr) annotator.emplace(*context.annotation, context.genome);
  std::vector<SomaticCall> calls;
  for (std::size_t first = 0; first < candidates.size();) {
    // One block of the genome at a time, so that the compressed bytes do not depend on the ranks.
    const GenomePosition block = candidates[first].call.record.position / block_bases;
    calls.clear();
    for (; first < candidates.size() && candidates[first].call.record.position / block_bases == block; ++first)
      calls.push_back(std::move(candidates[first].call));
    std::vector<Finding> findings = annotate_somatic(context, annotator ? &*annotator : nullptr, calls);
    called.findings.insert(called.findings.end(), std::make_move_iterator(findings.begin()),
                           std::make_move_iterator(findings.end()));
    OutputShards shards;
    OutputRecords records;
    records.somatic = calls;
    formatter.format(records, shards);
    files.append(shards);
  }
  candidates = {};
}

}  // namespace

void judge_somatic_candidates(const CaseContext& context, const RunOptions& options, const CaseFolders& folders,
                              const std::vector<OutputPlan>& outputs, CalledCase& called, CaseFiles& files) {
  if (!context.calling.has_tumor()) return;
  all_or_none(context.comm, "looking up known alleles",
              [&] { compare_known_alleles(context, options.known_alleles, called.candidates); });
  Judge judge(context, options, called);
  judge.judge();
  const PairReport& report = judge.report();
  all_or_none(context.comm, "judging somatic variants", [&] {
    const std::string folder = folders.output + "/qc";
    if (context.comm.is_root()) {
      write_pair_report(folder, report);
      tell(context.log, report);
    }
    check_identity(report, options, folder);
    append_records(context, outputs, called, files);
  });
}

}  // namespace norrsken
