#include <cstdio>
#include <optional>
#include <span>

#include "io/atomic_file.hpp"
#include "pipeline/bench/annotated_vcf.hpp"
#include "pipeline/bench/bench_counts.hpp"
#include "pipeline/bench/bench_inputs.hpp"
#include "pipeline/bench/bench_options.hpp"
#include "pipeline/bench/bench_report.hpp"
#include "pipeline/bench/explain.hpp"
#include "pipeline/commands/command.hpp"

namespace norrsken {
namespace {

constexpr std::size_t shown_findings = 200;  // of each kind on the terminal

// Findings that a contig added, which begin at `first`.
std::span<Finding> added(std::vector<Finding>& findings, std::size_t first) {
  return std::span<Finding>(findings).subspan(first);
}

void write_tables(const BenchOptions& options, const BenchInputs& inputs, const BenchCounts& counts) {
  const std::string folder = options.output_folder + "/";
  write_file(folder + "summary.json", summary_json(options, inputs, counts));
  write_file(folder + "summary.tsv", summary_tsv(counts));
  write_file(folder + "stratified.tsv", stratified_tsv(options, counts));
  write_file(folder + "roc.tsv", roc_tsv(counts));
  write_file(folder + "fn.tsv", findings_tsv(counts.lost));
  write_file(folder + "fp.tsv", findings_tsv(counts.wrong));
}

}  // namespace

ExitCode bench_command(const Arguments& arguments) {
  const BenchOptions options = parse_bench_options(arguments);
  if (options.wants_help) {
    std::fputs(bench_help().c_str(), stdout);
    return ExitCode::ok;
  }
  BenchInputs inputs(options);
  std::optional<Explainer> explainer;
  if (options.wants_explanation) explainer.emplace(inputs, options.calls_path);
  std::optional<AnnotatedVcf> annotated;
  if (!options.output_folder.empty()) {
    create_private_folders(options.output_folder);
    annotated.emplace(options.output_folder + "/annotated.vcf.gz", inputs.reference);
  }

  BenchCounts counts;
  counts.strata.resize(inputs.strata.size());
  for (const std::string& name : inputs.contigs) {
    const ComparedContig contig = compare_contig(inputs, options, name);
    const std::size_t first_lost = counts.lost.size();
    const std::size_t first_wrong = counts.wrong.size();
    add_contig(inputs, contig, counts);
    if (explainer) explainer->explain(contig, added(counts.lost, first_lost), added(counts.wrong, first_wrong));
    if (annotated) annotated->append(contig);
  }

  std::fputs(bench_table(options, inputs, counts).c_str(), stdout);
  if (explainer) std::fputs((findings_text(counts, shown_findings) + explainer->note()).c_str(), stdout);
  if (annotated) {
    annotated->finish();
    write_tables(options, inputs, counts);
    std::fputs(("\nwritten to " + options.output_folder + "\n").c_str(), stdout);
  }
  return ExitCode::ok;
}

}  // namespace norrsken
