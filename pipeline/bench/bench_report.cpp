#include "pipeline/bench/bench_report.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "pipeline/bench/somatic_report.hpp"

namespace norrsken {
namespace {

constexpr std::size_t roc_rows = 1000;

struct Row {
  std::string name;
  Tally tally;
};

std::vector<Row> main_rows(const TallyTable& table) {
  return {{"SNV", table.of(VariantType::snv)}, {"other", table.of(VariantType::indel)}, {"all", table.total()}};
}

std::vector<Row> length_rows(const TallyTable& table) {
  std::vector<Row> rows;
  for (std::size_t i = 1; i < length_class_count; ++i)
    rows.push_back({name_of(static_cast<LengthClass>(i)), table.by_class[i]});
  return rows;
}

std::vector<Row> all_rows(const TallyTable& table) {
  std::vector<Row> rows = main_rows(table);
  for (Row& row : length_rows(table)) rows.push_back(std::move(row));
  return rows;
}

bool is_blank(const Tally& tally) {
  return tally.truth_total() + tally.calls_total() + tally.calls_unknown == 0;
}

constexpr const char* tsv_columns =
    "type\ttruth_total\ttruth_TP\tFN\tFN.gt\tFN.al\tcalls_total\tcalls_TP\tFP\tFP.gt\tFP."
    "al\tunknown\trecall\tprecision\tF1";

std::string tsv_row(const Row& row) {
  const Tally& t = row.tally;
  return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.6f}\t{:.6f}\t{:.6f}", row.name,
                     t.truth_total(), t.truth_found, t.truth_lost, t.truth_wrong_genotype, t.truth_wrong_allele,
                     t.calls_total(), t.calls_right, t.calls_wrong, t.calls_wrong_genotype, t.calls_wrong_allele,
                     t.calls_unknown, t.recall(), t.precision(), t.f1());
}

std::string table_header() {
  return fmt::format("{:<10} {:>9} {:>9} {:>7} {:>6} {:>6} | {:>9} {:>9} {:>7} {:>6} {:>6} {:>8} | {:>8} {:>9} {:>8}\n",
                     "type", "truth", "TP", "FN", "FN.gt", "FN.al", "calls", "TP", "FP", "FP.gt", "FP.al", "unknown",
                     "recall", "precision", "F1");
}

std::string table_row(const Row& row) {
  const Tally& t = row.tally;
  return fmt::format(
      "{:<10} {:>9} {:>9} {:>7} {:>6} {:>6} | {:>9} {:>9} {:>7} {:>6} {:>6} {:>8} | {:>8.6f} {:>9.6f} {:>8.6f}\n",
      row.name, t.truth_total(), t.truth_found, t.truth_lost, t.truth_wrong_genotype, t.truth_wrong_allele,
      t.calls_total(), t.calls_right, t.calls_wrong, t.calls_wrong_genotype, t.calls_wrong_allele, t.calls_unknown,
      t.recall(), t.precision(), t.f1());
}

std::string left_out_text(const char* side, const LeftOut& left_out) {
  return fmt::format(
      "{}: left out {} filtered records, {} without variant, {} without genotype, {} symbolic and {} * alleles\n", side,
      left_out.filtered_records, left_out.reference_records, left_out.missing_genotypes, left_out.symbolic_alleles,
      left_out.overlap_alleles);
}

std::string side_text(const VcfReader& file) {
  return file.path() + (file.sample().empty() ? "" : fmt::format(" ({})", file.sample()));
}

boost::json::object tally_json(const Tally& t) {
  return {{"truth_total", t.truth_total()},
          {"truth_tp", t.truth_found},
          {"fn", t.truth_lost},
          {"fn_gt", t.truth_wrong_genotype},
          {"fn_al", t.truth_wrong_allele},
          {"calls_total", t.calls_total()},
          {"calls_tp", t.calls_right},
          {"fp", t.calls_wrong},
          {"fp_gt", t.calls_wrong_genotype},
          {"fp_al", t.calls_wrong_allele},
          {"unknown", t.calls_unknown},
          {"recall", t.recall()},
          {"precision", t.precision()},
          {"f1", t.f1()}};
}

boost::json::object table_json(const TallyTable& table) {
  boost::json::object object;
  for (const Row& row : all_rows(table)) object[row.name] = tally_json(row.tally);
  return object;
}

boost::json::object left_out_json(const LeftOut& left_out) {
  return {{"filtered_records", left_out.filtered_records},
          {"records_without_variant", left_out.reference_records},
          {"records_without_genotype", left_out.missing_genotypes},
          {"symbolic_alleles", left_out.symbolic_alleles},
          {"overlap_alleles", left_out.overlap_alleles}};
}

std::string discordant_line(const DiscordantAllele& f) {
  std::string line = fmt::format("{}:{} {} {} {} QUAL {} {}", f.contig, f.position_1based, f.reference, f.alternate,
                                 f.genotype, f.quality, name_of(f.verdict));
  if (f.stage != LostStage::not_told) line += fmt::format(" [{}]", name_of(f.stage));
  if (!f.explanation.empty()) line += fmt::format(" ({})", f.explanation);
  return line;
}

std::string list_text(const char* title, const std::vector<DiscordantAllele>& alleles, std::size_t limit) {
  if (alleles.empty()) return "";
  std::string text = fmt::format("\n{} ({}):\n", title, alleles.size());
  for (std::size_t i = 0; i < std::min(limit, alleles.size()); ++i) text += "  " + discordant_line(alleles[i]) + "\n";
  if (alleles.size() > limit) text += fmt::format("  ... {} more\n", alleles.size() - limit);
  return text;
}

}  // namespace

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::matched:
      return "matched";
    case Verdict::wrong_genotype:
      return "wrong_genotype";
    case Verdict::wrong_allele:
      return "wrong_allele";
    case Verdict::alone:
      break;
  }
  return "alone";
}

const char* name_of(LostStage stage) {
  constexpr std::array<const char*, lost_stage_count> names = {
      "not told", "not placed", "not active", "not assembled", "not genotyped", "wrong genotype", "filtered"};
  return names[static_cast<std::size_t>(stage)];
}

const char* name_of(VariantType type) {
  return type == VariantType::snv ? "SNV" : "other";
}

std::string bench_table(const BenchOptions& options, const BenchInputs& inputs, const BenchCounts& counts) {
  std::string text = fmt::format("truth: {}\ncalls: {}\n", side_text(inputs.truth), side_text(inputs.calls));
  if (!inputs.confident.is_everywhere())
    text += fmt::format("confident: {} ({} bases)\n", options.confident_path, inputs.confident.bases());
  if (!inputs.regions.is_everywhere())
    text += fmt::format("regions: {} ({} bases)\n", options.regions_path, inputs.regions.bases());
  text += left_out_text("truth", counts.truth_left_out) + left_out_text("calls", counts.calls_left_out);
  text += fmt::format(
      "stretches with variants of both: {}, searched by haplotype: {}, too complex (matched by spelling): {}\n\n",
      counts.comparison.clusters, counts.comparison.searched, counts.comparison.too_complex);
  text += table_header();
  for (const Row& row : main_rows(counts.all)) text += table_row(row);
  for (const Row& row : length_rows(counts.all))
    if (!is_blank(row.tally)) text += table_row(row);
  for (std::size_t i = 0; i < counts.strata.size(); ++i) {
    text += fmt::format("\nin {}:\n{}", options.strata[i].first, table_header());
    for (const Row& row : main_rows(counts.strata[i])) text += table_row(row);
  }
  if (options.comparison.genotypes == GenotypeRule::ignore) text += somatic_table(counts, inputs.judged_bases());
  return text;
}

std::string summary_tsv(const BenchCounts& counts) {
  std::string text = fmt::format("#{}\n", tsv_columns);
  for (const Row& row : all_rows(counts.all)) text += tsv_row(row) + "\n";
  return text;
}

std::string stratified_tsv(const BenchOptions& options, const BenchCounts& counts) {
  std::string text = fmt::format("#region\t{}\n", tsv_columns);
  for (const Row& row : all_rows(counts.all)) text += "*\t" + tsv_row(row) + "\n";
  for (std::size_t i = 0; i < counts.strata.size(); ++i)
    for (const Row& row : all_rows(counts.strata[i])) text += options.strata[i].first + "\t" + tsv_row(row) + "\n";
  return text;
}

std::string roc_tsv(const BenchCounts& counts) {
  std::string text = "#type\tthreshold\ttruth_TP\tcalls_TP\tFP\tFN\tprecision\trecall\n";
  for (const VariantType type : {VariantType::snv, VariantType::indel})
    for (const RocPoint& point : counts.roc[static_cast<std::size_t>(type)].points(roc_rows))
      text += fmt::format("{}\t{:g}\t{}\t{}\t{}\t{}\t{:.6f}\t{:.6f}\n", name_of(type), point.quality_phred,
                          point.truth_found, point.calls_right, point.calls_wrong, point.truth_lost, point.precision(),
                          point.recall());
  return text;
}

std::string discordant_tsv(const std::vector<DiscordantAllele>& alleles) {
  std::string text = "#contig\tposition\tREF\tALT\ttype\tclass\tGT\tQUAL\tverdict\tstage\texplanation\n";
  for (const DiscordantAllele& f : alleles)
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", f.contig, f.position_1based, f.reference,
                        f.alternate, name_of(f.type), name_of(f.length_class), f.genotype, f.quality,
                        name_of(f.verdict), f.stage == LostStage::not_told ? "." : name_of(f.stage),
                        f.explanation.empty() ? "." : f.explanation);
  return text;
}

std::string summary_json(const BenchOptions& options, const BenchInputs& inputs, const BenchCounts& counts) {
  boost::json::object strata;
  for (std::size_t i = 0; i < counts.strata.size(); ++i) strata[options.strata[i].first] = table_json(counts.strata[i]);
  boost::json::object summary = {
      {"truth",
       {{"path", inputs.truth.path()},
        {"sample", inputs.truth.sample()},
        {"left_out", left_out_json(counts.truth_left_out)}}},
      {"calls",
       {{"path", inputs.calls.path()},
        {"sample", inputs.calls.sample()},
        {"left_out", left_out_json(counts.calls_left_out)}}},
      {"reference", options.reference_path},
      {"confident", {{"path", options.confident_path}, {"bases", inputs.confident.bases()}}},
      {"regions", {{"path", options.regions_path}, {"bases", inputs.regions.bases()}}},
      {"genotypes", options.comparison.genotypes == GenotypeRule::ignore ? "ignored" : "compared"},
      {"filters", options.filters == FilterRule::all ? "all records" : "PASS records"},
      {"stretches",
       {{"of_both", counts.comparison.clusters},
        {"searched", counts.comparison.searched},
        {"too_complex", counts.comparison.too_complex}}},
      {"counts", table_json(counts.all)},
      {"strata", strata}};
  if (options.comparison.genotypes == GenotypeRule::ignore)
    summary["somatic"] = somatic_json(counts, inputs.judged_bases());
  return boost::json::serialize(summary) + "\n";
}

std::string discordant_text(const BenchCounts& counts, std::size_t limit) {
  std::array<std::array<std::uint64_t, 2>, lost_stage_count> lost_at{};
  for (const DiscordantAllele& allele : counts.lost)
    ++lost_at[static_cast<std::size_t>(allele.stage)][static_cast<std::size_t>(allele.type)];
  std::string text = fmt::format("\n{:<16} {:>7} {:>7}\n", "FN lost by stage", "SNV", "other");
  for (std::size_t i = 1; i < lost_stage_count; ++i)
    text += fmt::format("{:<16} {:>7} {:>7}\n", name_of(static_cast<LostStage>(i)), lost_at[i][0], lost_at[i][1]);
  if (lost_at[0][0] + lost_at[0][1] > 0)
    text += fmt::format("{:<16} {:>7} {:>7}\n", name_of(LostStage::not_told), lost_at[0][0], lost_at[0][1]);
  return text + list_text("lost (FN)", counts.lost, limit) + list_text("wrong (FP)", counts.wrong, limit);
}

}  // namespace norrsken
