// The figures of a QC report and what limits say about them.
#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>
#include <utility>

#include "io/qc_report.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

constexpr std::size_t most_decimals = 6;  // counts up to 10^12 x 10^6 stay within 64 bits
constexpr std::size_t most_digits = 12;

std::int64_t power_of_ten(unsigned exponent) {
  std::int64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

std::uint64_t sum_from(const std::vector<std::uint64_t>& histogram, std::size_t first) {
  if (first >= histogram.size()) return 0;
  return std::accumulate(histogram.begin() + static_cast<std::ptrdiff_t>(first), histogram.end(), std::uint64_t{0});
}

// part / total x scale as units of 10^-decimals, half up; no value when total is 0.
QualityMetric ratio(std::string id, std::string title, std::string unit, std::uint64_t part, std::uint64_t total,
                    std::uint64_t scale, unsigned decimals) {
  QualityMetric metric{std::move(id), std::move(title), std::move(unit), 0, decimals, total != 0};
  if (total == 0) return metric;
  scale *= static_cast<std::uint64_t>(power_of_ten(decimals));
  // Whole and rest apart, so that sums over a genome stay within 64 bits.
  const std::uint64_t whole = part / total * scale;
  metric.value = static_cast<std::int64_t>(whole + (2 * (part % total) * scale + total) / (2 * total));
  return metric;
}

QualityMetric percent(std::string id, std::string title, std::uint64_t part, std::uint64_t total) {
  return ratio(std::move(id), std::move(title), "%", part, total, 100, 2);
}

QualityMetric count(std::string id, std::string title, std::string unit, std::uint64_t value, bool has_value = true) {
  return {std::move(id), std::move(title), std::move(unit), static_cast<std::int64_t>(value), 0, has_value};
}

std::uint64_t median_of(const std::vector<std::uint64_t>& histogram) {
  const std::uint64_t needed = (sum_from(histogram, 0) + 1) / 2;
  std::uint64_t seen = 0;
  for (std::size_t value = 0; value < histogram.size(); ++value)
    if ((seen += histogram[value]) >= needed && seen > 0) return value;
  return 0;
}

void add_panel_metrics(const PanelCoverage& panel, std::vector<QualityMetric>& metrics) {
  const Coverage& all = panel.all;
  metrics.push_back(percent("on_target_percent", "On target", panel.on_target_reads, panel.reads));
  metrics.push_back(ratio("target_mean_depth", "Mean target depth", "x", all.depth_sum, all.bases, 1, 1));
  metrics.push_back(count("target_median_depth", "Median target depth", "x", median_of(panel.depth), all.bases != 0));
  for (std::size_t i = 0; i < panel.thresholds.size(); ++i) {
    const std::string threshold = std::to_string(panel.thresholds[i]);
    metrics.push_back(
        percent("target_share_at_" + threshold, "Target bases >= " + threshold + "x", all.at_least[i], all.bases));
  }
  // A fifth of the mean: 5 x depth x bases >= sum.
  const std::uint64_t fifth = all.bases == 0 ? 0 : (all.depth_sum + 5 * all.bases - 1) / (5 * all.bases);
  metrics.push_back(percent("target_uniformity_percent", "Target bases >= 0.2 x mean",
                            sum_from(panel.depth, static_cast<std::size_t>(fifth)), all.bases));
  std::size_t reached = panel.depth.size();  // by 80 % of the bases
  for (std::uint64_t deeper = 0; reached > 0 && 5 * deeper < 4 * all.bases;) deeper += panel.depth[--reached];
  metrics.push_back(ratio("target_fold_80", "Fold-80", "", all.depth_sum, all.bases * reached, 1, 2));
}

void add_umi_metrics(const UmiCounts& umi, std::vector<QualityMetric>& metrics) {
  const auto sum = [](const auto& sizes) { return std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0}); };
  const std::uint64_t duplex = sum(umi.duplex_families);
  const std::uint64_t molecules = duplex + sum(umi.single_families);
  metrics.push_back(count("molecules", "Molecules", "", molecules));
  metrics.push_back(ratio("mean_family_size", "Mean family size", "", umi.fragments, molecules, 1, 2));
  metrics.push_back(percent("duplex_percent", "Duplex molecules", duplex, molecules));
  metrics.push_back(
      percent("strand_disagreement_percent", "Strands disagree", umi.strand_disagreements, umi.duplex_bases));
}

struct Decimal {
  std::int64_t value = 0;
  unsigned decimals = 0;
};

// "25" -> {25, 0}, "0.80" -> {80, 2}.
std::optional<Decimal> parse_decimal(const std::string& text) {
  const std::size_t point = text.find('.');
  const std::size_t decimals = point == std::string::npos ? 0 : text.size() - point - 1;
  std::string digits = text;
  if (point != std::string::npos) digits.erase(point, 1);
  const auto value = parse_number<std::int64_t>(digits);
  if (digits.size() > most_digits || decimals > most_decimals || !value) return std::nullopt;
  return Decimal{*value, static_cast<unsigned>(decimals)};
}

LimitOutcome judge(const QualityMetric& metric, Bound bound, const Decimal& limit) {
  if (!metric.has_value) return LimitOutcome::unknown;
  const std::int64_t value = metric.value * power_of_ten(limit.decimals);
  const std::int64_t bar = limit.value * power_of_ten(metric.decimals);
  return (bound == Bound::at_least ? value >= bar : value <= bar) ? LimitOutcome::pass : LimitOutcome::fail;
}

}  // namespace

std::vector<QualityMetric> quality_metrics(const QualitySummary& summary) {
  const ReadBuckets& buckets = summary.buckets;
  const std::uint64_t input = summary.input_reads;
  const std::uint64_t with_place = buckets.placed + buckets.ambiguous + buckets.orphan + buckets.duplicate;
  const std::uint64_t positions = sum_from(summary.depth, 0);
  const VariantCounts& pass = summary.variants.pass;
  std::vector<QualityMetric> metrics = {
      count("input_reads", "Reads", "", input),
      percent("placed_percent", "Placed", buckets.placed, input),
      percent("ambiguous_percent", "Ambiguous", buckets.ambiguous, input),
      percent("orphan_percent", "Orphans", buckets.orphan, input),
      percent("duplicate_percent", "Duplicates", buckets.duplicate, with_place),
      percent("unplaced_percent", "Unplaced", buckets.unplaced, input),
      percent("malformed_percent", "Malformed", buckets.malformed, input),
      ratio("mean_depth", "Mean depth", "x", summary.depth_sum, positions, 1, 2),
      count("median_depth", "Median depth", "x", summary.depth_quartiles.median, positions != 0),
      percent("percent_10x", "Bases >= 10x", sum_from(summary.depth, 10), positions),
      percent("percent_20x", "Bases >= 20x", sum_from(summary.depth, 20), positions),
      percent("percent_30x", "Bases >= 30x", sum_from(summary.depth, 30), positions),
      percent("percent_60x", "Bases >= 60x", sum_from(summary.depth, 60), positions),
      count("median_insert", "Median insert", "bp", summary.insert.median, summary.insert.count != 0),
      ratio("mean_read_length", "Mean read length", "bp", summary.bases, sum_from(summary.read_length_bases, 0), 1, 1),
      count("median_confidence", "Median confidence", "", median_of(summary.confidence_phred),
            sum_from(summary.confidence_phred, 0) != 0),
      count("variants_pass", "Variants", "", pass.records),
      count("snvs_pass", "SNVs", "", pass.snvs),
      count("indels_pass", "Indels", "", pass.insertions + pass.deletions),
      ratio("ti_tv", "Ti/Tv", "", pass.transitions, pass.transversions, 1, 3),
      ratio("het_hom", "Het/hom", "", pass.heterozygous, pass.homozygous_alternate, 1, 3),
  };
  if (summary.panel) add_panel_metrics(*summary.panel, metrics);
  if (summary.umi) add_umi_metrics(*summary.umi, metrics);
  return metrics;
}

std::vector<QualityLimit> limits_of_role(std::span<const QualityLimit> limits, const std::string& role) {
  std::vector<QualityLimit> found;
  std::copy_if(limits.begin(), limits.end(), std::back_inserter(found),
               [&](const QualityLimit& limit) { return limit.role.empty() || limit.role == role; });
  return found;
}

std::vector<QualityVerdict> judge_quality(std::span<const QualityMetric> metrics,
                                          std::span<const QualityLimit> limits) {
  std::vector<QualityVerdict> verdicts;
  for (const QualityLimit& limit : limits) {
    const auto metric = std::find_if(metrics.begin(), metrics.end(),
                                     [&](const QualityMetric& candidate) { return candidate.id == limit.metric; });
    if (metric == metrics.end()) {
      std::string known;
      for (const QualityMetric& candidate : metrics) known += (known.empty() ? "" : ", ") + candidate.id;
      throw InputError("limits", limit.metric, "there is no such quality figure", "use one of " + known);
    }
    const auto bar = parse_decimal(limit.limit);
    if (!bar)
      throw InputError("limits", limit.metric, "\"" + limit.limit + "\" is not a number",
                       "give a decimal number of at most 12 digits, 6 of them after the point");
    verdicts.push_back({limit, *metric, judge(*metric, limit.bound, *bar)});
  }
  return verdicts;
}

}  // namespace norrsken
