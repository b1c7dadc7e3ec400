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
#include "pipeline/commands/command_line.hpp"

namespace norrsken {
namespace {

namespace po = boost::program_options;

constexpr const char* usage =
    "usage: norrsken bench TRUTH.vcf.gz CALLS.vcf.gz --reference REF.fa [options]\n\n"
    "Compares calls with a truth set by the haplotypes they spell, not by how they are written.\n\n";

constexpr std::size_t shown_alleles = 200;  // of each kind on the terminal

// Alleles that a contig added, which begin at `first`.
std::span<DiscordantAllele> added(std::vector<DiscordantAllele>& alleles, std::size_t first) {
  return std::span<DiscordantAllele>(alleles).subspan(first);
}

void write_tables(const BenchOptions& options, const BenchInputs& inputs, const BenchCounts& counts) {
  const std::string folder = options.output_folder + "/";
  write_file(folder + "summary.json", summary_json(options, inputs, counts));
  write_file(folder + "summary.tsv", summary_tsv(counts));
  write_file(folder + "stratified.tsv", stratified_tsv(options, counts));
  write_file(folder + "roc.tsv", roc_tsv(counts));
  write_file(folder + "fn.tsv", discordant_tsv(counts.lost));
  write_file(folder + "fp.tsv", discordant_tsv(counts.wrong));
}

[[noreturn]] void refuse(const std::string& reason, const std::string& hint) {
  throw InputError("bench", "", reason, hint);
}

// "NAME=BED"
std::pair<std::string, std::string> parse_stratum(const std::string& word) {
  const std::size_t sign = word.find('=');
  if (sign == std::string::npos || sign == 0 || sign + 1 == word.size())
    refuse("--stratify \"" + word + "\" is not of the form NAME=BED", "give each BED a name: --stratify repeats=r.bed");
  return {word.substr(0, sign), word.substr(sign + 1)};
}

// Nothing: the help was printed.
std::optional<BenchOptions> parse(const Arguments& arguments) {
  BenchOptions options;
  std::vector<std::string> strata;
  CommandLine line("bench", usage);
  line.options()  //
      ("reference,r", po::value(&options.reference_path)->value_name("FASTA"),
       "genome that both files refer to (.fa or bgzipped .fa.gz)")  //
      ("confident,c", po::value(&options.confident_path)->value_name("BED"),
       "where the truth is complete; calls outside are unknown, not wrong")  //
      ("regions,R", po::value(&options.regions_path)->value_name("BED"),
       "count here only (targets of a panel, a part of the genome)")  //
      ("stratify,s", po::value(&strata)->composing()->value_name("NAME=BED"),
       "count again inside these regions; may be given many times")  //
      ("ignore-genotype,g",
       "an allele found counts, whatever its genotype: somatic calls. Adds recall by allele fraction and false calls "
       "per Mb")  //
      ("sample", po::value(&options.calls_sample)->value_name("NAME"),
       "sample of the calls, where the file has several")  //
      ("truth-sample", po::value(&options.truth_sample)->value_name("NAME"),
       "sample of the truth, where the file has several")                                       //
      ("all-filters", "count records that did not pass a filter too (of both files)")           //
      ("explain,e", "tell where each lost variant was lost and what each wrong call rests on")  //
      ("output,o", po::value(&options.output_folder)->value_name("FOLDER"),
       "write summary, ROC, strata, annotated VCF, lists of FN and FP");
  line.words("truth", po::value(&options.truth_path));
  line.words("calls", po::value(&options.calls_path));
  if (!line.read(arguments)) return std::nullopt;
  if (options.calls_path.empty()) refuse("two files are needed: truth and calls", "norrsken bench --help shows how");
  if (options.reference_path.empty()) refuse("--reference is missing", "add --reference REF.fa, as both files used");
  options.wants_explanation = line.has("explain");
  if (line.has("all-filters")) options.filters = FilterRule::all;
  if (line.has("ignore-genotype")) options.comparison.genotypes = GenotypeRule::ignore;
  for (const std::string& word : strata) options.strata.push_back(parse_stratum(word));
  return options;
}

}  // namespace

ExitCode bench_command(const Arguments& arguments) {
  const std::optional<BenchOptions> parsed = parse(arguments);
  if (!parsed) return ExitCode::ok;
  const BenchOptions& options = *parsed;
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
  if (explainer) std::fputs((discordant_text(counts, shown_alleles) + explainer->note()).c_str(), stdout);
  if (annotated) {
    annotated->finish();
    write_tables(options, inputs, counts);
    std::fputs(("\nwritten to " + options.output_folder + "\n").c_str(), stdout);
  }
  return ExitCode::ok;
}

}  // namespace norrsken
