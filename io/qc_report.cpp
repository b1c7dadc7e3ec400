#include "io/qc_report.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <string_view>

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"

namespace norrsken {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value number_of(const QualityMetric& metric) {
  if (!metric.has_value) return nullptr;
  if (metric.decimals == 0) return metric.value;
  double scale = 1;
  for (unsigned digit = 0; digit < metric.decimals; ++digit) scale *= 10;
  return static_cast<double>(metric.value) / scale;  // the double next to the decimal: printed as the decimal
}

std::string_view name_of(LimitOutcome outcome) {
  switch (outcome) {
    case LimitOutcome::pass:
      return "pass";
    case LimitOutcome::fail:
      return "fail";
    case LimitOutcome::unknown:
      break;
  }
  return "unknown";
}

std::string_view sign_of(Bound bound) {
  return bound == Bound::at_least ? ">=" : "<=";
}

// [[value, count], ...] without empty ones; `first` is the value of the first element.
template <class Histogram>
array pairs_of(const Histogram& histogram, std::int64_t first) {
  array pairs;
  for (std::size_t index = 0; index < histogram.size(); ++index)
    if (histogram[index] != 0) pairs.push_back({first + static_cast<std::int64_t>(index), histogram[index]});
  return pairs;
}

object buckets_object(const ReadBuckets& buckets) {
  return {{"placed", buckets.placed},       {"ambiguous", buckets.ambiguous}, {"orphan", buckets.orphan},
          {"duplicate", buckets.duplicate}, {"unplaced", buckets.unplaced},   {"malformed", buckets.malformed}};
}

object quartiles_object(const Quartiles& quartiles, const char* counted, const std::vector<std::uint64_t>& histogram) {
  return {{counted, quartiles.count},
          {"first_quartile", quartiles.first},
          {"median", quartiles.median},
          {"third_quartile", quartiles.third},
          {"histogram", pairs_of(histogram, 0)}};
}

object variants_object(const VariantCounts& counts) {
  return {{"records", counts.records},
          {"snvs", counts.snvs},
          {"insertions", counts.insertions},
          {"deletions", counts.deletions},
          {"other", counts.other},
          {"transitions", counts.transitions},
          {"transversions", counts.transversions},
          {"heterozygous", counts.heterozygous},
          {"homozygous_alternate", counts.homozygous_alternate},
          {"haploid_alternate", counts.haploid_alternate},
          {"no_alternate", counts.no_alternate},
          {"phased", counts.phased},
          {"indel_lengths", pairs_of(counts.indel_lengths, -VariantCounts::longest_indel_bases)}};
}

object panel_object(const PanelCoverage& panel) {
  object at_least;
  for (std::size_t i = 0; i < panel.thresholds.size(); ++i)
    at_least[std::to_string(panel.thresholds[i])] = panel.all.at_least[i];
  return {{"reads", panel.reads},
          {"on_target_reads", panel.on_target_reads},
          {"bases", panel.all.bases},
          {"depth_sum", panel.all.depth_sum},
          {"min_depth", panel.all.min_depth},
          {"bases_of_depth_at_least", std::move(at_least)},
          {"depth", pairs_of(panel.depth, 0)}};
}

object umi_object(const UmiCounts& umi) {
  return {{"fragments", umi.fragments},
          {"single_strand_families", pairs_of(umi.single_families, 0)},
          {"duplex_families", pairs_of(umi.duplex_families, 0)},
          {"small_families", umi.small_families},
          {"duplex_bases", umi.duplex_bases},
          {"strand_disagreements", umi.strand_disagreements}};
}

object summary_object(const std::string& sample, const QualitySummary& summary,
                      const std::vector<QualityMetric>& metrics, const std::vector<QualityVerdict>& verdicts) {
  object reads = {{"input", summary.input_reads}, {"sum_of_buckets", summary.buckets.total()}};
  reads["buckets"] = buckets_object(summary.buckets);
  reads["fragments"] = summary.fragments;
  reads["bases"] = summary.bases;
  object figures;
  for (const QualityMetric& metric : metrics) figures[metric.id] = number_of(metric);
  array judged;
  for (const QualityVerdict& verdict : verdicts)
    judged.push_back({{"metric", verdict.limit.metric},
                      {"value", number_of(verdict.metric)},
                      {"bound", sign_of(verdict.limit.bound)},
                      {"limit", std::strtod(verdict.limit.limit.c_str(), nullptr)},
                      {"verdict", name_of(verdict.outcome)},
                      {"source", verdict.limit.source}});
  object content = {
      {"sample", sample},
      {"reads", std::move(reads)},
      {"metrics", std::move(figures)},
      {"limits", std::move(judged)},
      {"depth", quartiles_object(summary.depth_quartiles, "positions", summary.depth)},
      {"insert_size", quartiles_object(summary.insert, "pairs", summary.insert_bases)},
      {"mapping_confidence", pairs_of(summary.confidence_phred, 0)},
      {"read_length", pairs_of(summary.read_length_bases, 0)},
      {"variants", {{"all", variants_object(summary.variants.all)}, {"pass", variants_object(summary.variants.pass)}}}};
  if (summary.panel) content["targets"] = panel_object(*summary.panel);
  if (summary.umi) content["umi"] = umi_object(*summary.umi);
  return content;
}

// MultiQC custom content: https://docs.seqera.io/multiqc/custom_content
object multiqc_object(const std::string& id, const char* section, const char* description, const char* plot,
                      value plot_config) {
  return {{"id", id},
          {"parent_id", "norrsken"},
          {"parent_name", "Norrsken"},
          {"parent_description", "Germline calling without alignment."},
          {"section_name", section},
          {"description", description},
          {"plot_type", plot},
          {"pconfig", std::move(plot_config)}};
}

// Colours the cells of a metric by its limit.
object colour_rules(const QualityVerdict& verdict) {
  const double bar = std::strtod(verdict.limit.limit.c_str(), nullptr);
  const bool is_least = verdict.limit.bound == Bound::at_least;
  return {{"pass", array{object{{is_least ? "gt" : "lt", bar}}, object{{"eq", bar}}}},
          {"fail", array{object{{is_least ? "lt" : "gt", bar}}}}};
}

object general_content(const std::string& sample, const std::vector<QualityMetric>& metrics,
                       const std::vector<QualityVerdict>& verdicts) {
  array columns;
  object row;
  for (const QualityMetric& metric : metrics) {
    object column = {{"title", metric.title},
                     {"description", metric.title},
                     {"namespace", "Norrsken"},
                     {"min", 0},
                     {"format", "{:,." + std::to_string(metric.decimals) + "f}"}};
    if (!metric.unit.empty()) column["suffix"] = metric.unit == "%" ? "%" : " " + metric.unit;
    if (metric.unit == "%") column["max"] = 100;
    for (const QualityVerdict& verdict : verdicts) {
      if (verdict.limit.metric != metric.id) continue;
      column["description"] = metric.title + ", limit " + std::string(sign_of(verdict.limit.bound)) + " " +
                              verdict.limit.limit + " (" + verdict.limit.source + ")";
      column["cond_formatting_rules"] = colour_rules(verdict);
    }
    columns.push_back(object{{metric.id, std::move(column)}});
    if (metric.has_value) row[metric.id] = number_of(metric);
  }
  return {{"id", "norrsken_general"},
          {"plot_type", "generalstats"},
          {"pconfig", std::move(columns)},
          {"data", object{{sample, std::move(row)}}}};
}

object gates_content(const std::string& sample, const std::vector<QualityVerdict>& verdicts) {
  object content = multiqc_object("norrsken_gates", "QC limits", "Every figure with a limit: pass or fail.", "table",
                                  object{{"id", "norrsken_gates_table"}, {"title", "Norrsken: QC limits"}});
  object headers;
  object row;
  for (const QualityVerdict& verdict : verdicts) {
    const std::string key = verdict.limit.metric + (verdict.limit.bound == Bound::at_least ? "_min" : "_max");
    headers[key] = object{
        {"title", verdict.metric.title + " " + std::string(sign_of(verdict.limit.bound)) + " " + verdict.limit.limit},
        {"description", verdict.limit.source},
        {"scale", false},
        {"cond_formatting_rules",
         object{{"pass", array{object{{"s_eq", "pass"}}}}, {"fail", array{object{{"s_eq", "fail"}}}}}}};
    row[key] = name_of(verdict.outcome);
  }
  content["headers"] = std::move(headers);
  content["data"] = object{{sample, std::move(row)}};
  return content;
}

object buckets_content(const std::string& sample, const ReadBuckets& buckets) {
  object content = multiqc_object(
      "norrsken_buckets", "Reads by bucket", "Every read is counted in exactly one bucket.", "bargraph",
      object{{"id", "norrsken_buckets_plot"}, {"title", "Norrsken: reads by bucket"}, {"ylab", "Reads"}});
  object categories;
  for (const auto& [bucket, reads] : buckets_object(buckets)) {
    std::string name(bucket);
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
    categories[bucket] = object{{"name", name}};
  }
  content["categories"] = std::move(categories);
  content["data"] = object{{sample, buckets_object(buckets)}};
  return content;
}

// With five decimals.
double percent_of(std::uint64_t part, std::uint64_t total) {
  return std::round(static_cast<double>(part) / static_cast<double>(total) * 1e7) / 1e5;
}

// Percent of all by value, up to where all but a thousandth lie.
object shares_of(const std::vector<std::uint64_t>& histogram) {
  const std::uint64_t total = std::accumulate(histogram.begin(), histogram.end(), std::uint64_t{0});
  object shares;
  std::uint64_t seen = 0;
  for (std::size_t index = 0; index < histogram.size() && seen < total - total / 1000; ++index) {
    seen += histogram[index];
    shares[std::to_string(index)] = percent_of(histogram[index], total);
  }
  return shares;
}

struct LineGraph {
  const char* id;
  const char* title;
  const char* plot_title;
  const char* description;
  const char* x_title;
  const char* y_title;
};
object line_graph(const LineGraph& graph, object data) {
  const std::string id = std::string("norrsken_") + graph.id;
  object content = multiqc_object(id, graph.title, graph.description, "linegraph",
                                  object{{"id", id + "_plot"},
                                         {"title", std::string("Norrsken: ") + graph.plot_title},
                                         {"xlab", graph.x_title},
                                         {"ylab", graph.y_title},
                                         {"ymin", 0}});
  content["data"] = std::move(data);
  return content;
}

object insert_content(const std::string& sample, const std::vector<std::uint64_t>& histogram) {
  return line_graph(
      {"insert", "Insert size", "insert size", "Outer distance of proper pairs.", "Insert size (bp)", "% of pairs"},
      object{{sample, shares_of(histogram)}});
}

object depth_content(const std::string& sample, const std::vector<std::uint64_t>& histogram) {
  return line_graph({"depth", "Depth", "depth", "Positions of the reference by depth.", "Depth", "% of positions"},
                    object{{sample, shares_of(histogram)}});
}

// Percent of the target bases that reach each threshold.
object targets_content(const std::string& sample, const PanelCoverage& panel) {
  object shares;
  for (std::size_t i = 0; i < panel.thresholds.size(); ++i)
    shares[std::to_string(panel.thresholds[i])] = percent_of(panel.all.at_least[i], panel.all.bases);
  object content =
      line_graph({"targets", "Target coverage", "target coverage",
                  "Share of the target bases that reach a depth, without duplicates.", "Depth", "% of target bases"},
                 object{{sample, std::move(shares)}});
  content["pconfig"].as_object()["ymax"] = 100;
  return content;
}

object umi_content(const std::string& sample, const UmiCounts& umi) {
  object lines;
  const auto add = [&](const char* kind, const auto& sizes) {
    const std::vector<std::uint64_t> histogram(sizes.begin(), sizes.end());
    if (std::accumulate(histogram.begin(), histogram.end(), std::uint64_t{0}) != 0)
      lines[sample + kind] = shares_of(histogram);
  };
  add(" single strand", umi.single_families);
  add(" duplex", umi.duplex_families);
  return line_graph({"umi", "UMI families", "UMI families",
                     "Molecules by the number of their fragments; duplex: both strands were seen.",
                     "Fragments of a molecule", "% of molecules"},
                    std::move(lines));
}

}  // namespace

void write_qc_report(const std::string& folder, const std::string& sample, const QualitySummary& summary,
                     std::span<const QualityLimit> limits) {
  const std::vector<QualityMetric> metrics = quality_metrics(summary);
  const std::vector<QualityVerdict> verdicts = judge_quality(metrics, limits);
  create_private_folders(folder);
  const std::string prefix = folder + "/" + sample;
  // Content without data makes MultiQC complain: such a file is left out, also one of an earlier run.
  const auto write_content = [&](const char* name, bool has_data, const object& content) {
    const std::string path = prefix + "_" + name + "_mqc.json";
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    if (has_data) write_file(path, json_text(content));
  };
  write_content("general", true, general_content(sample, metrics, verdicts));
  write_content("gates", !verdicts.empty(), gates_content(sample, verdicts));
  write_content("buckets", summary.input_reads != 0, buckets_content(sample, summary.buckets));
  write_content("insert", summary.insert.count != 0, insert_content(sample, summary.insert_bases));
  write_content("depth", summary.depth_quartiles.count != 0, depth_content(sample, summary.depth));
  const bool has_targets = summary.panel && summary.panel->all.bases != 0;
  write_content("targets", has_targets, has_targets ? targets_content(sample, *summary.panel) : object());
  const bool has_molecules = summary.umi && summary.umi->fragments != 0;
  write_content("umi", has_molecules, has_molecules ? umi_content(sample, *summary.umi) : object());
  write_file(prefix + ".json", json_text(summary_object(sample, summary, metrics, verdicts)));
}

}  // namespace norrsken
