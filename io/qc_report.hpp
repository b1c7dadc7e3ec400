// QC of one sample: qc/SAMPLE.json and MultiQC custom content qc/SAMPLE_*_mqc.json. Same numbers, same bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/types/quality_summary.hpp"

namespace norrsken {

// A figure as whole units of 10^-decimals: {"ti_tv", ..., 2051, 3} is 2.051. Not known (0/0): has_value false.
struct QualityMetric {
  std::string id;     // "median_depth"
  std::string title;  // "Median depth"
  std::string unit;   // "x", "%", "bp" or empty
  std::int64_t value = 0;
  unsigned decimals = 0;
  bool has_value = true;
};

// The figures of a summary in the order of the files. Ids: input_reads, placed_percent, ambiguous_percent,
// orphan_percent, duplicate_percent, unplaced_percent, malformed_percent, mean_depth, median_depth, percent_10x,
// percent_20x, percent_30x, percent_60x, median_insert, mean_read_length, median_confidence, variants_pass, snvs_pass,
// indels_pass, ti_tv, het_hom; of a panel on_target_percent, target_mean_depth, target_median_depth, target_share_at_N
// (percent of target bases of depth N and more, for each threshold N of the assay), target_uniformity_percent (bases of
// a fifth of the mean depth and more), target_fold_80 (mean depth over that which 80 % of the bases reach); with UMIs
// molecules, mean_family_size, duplex_percent (of molecules), strand_disagreement_percent (of bases seen on both).
[[nodiscard]] std::vector<QualityMetric> quality_metrics(const QualitySummary& summary);

enum class Bound { at_least, at_most };
// A limit on a metric by its id, in the units of the metric: {"median_depth", at_least, "25"}.
struct QualityLimit {
  std::string metric;
  Bound bound = Bound::at_least;
  std::string limit;      // decimal number
  std::string source;     // where the threshold comes from, one line
  std::string role = {};  // "tumor": of samples of that role only; empty: of all
};
// Those that hold for a sample of a role.
[[nodiscard]] std::vector<QualityLimit> limits_of_role(std::span<const QualityLimit> limits, const std::string& role);
enum class LimitOutcome { pass, fail, unknown };  // unknown: the metric has no value
struct QualityVerdict {
  QualityLimit limit;
  QualityMetric metric;
  LimitOutcome outcome = LimitOutcome::unknown;
};
// One verdict a limit. Throws InputError (file "limits") for an unknown metric id or a malformed number.
[[nodiscard]] std::vector<QualityVerdict> judge_quality(std::span<const QualityMetric> metrics,
                                                        std::span<const QualityLimit> limits);

// Writes into folder (made when absent): SAMPLE.json and
// SAMPLE_{general,gates,buckets,insert,depth,targets,umi}_mqc.json; the last two for panels and assays with UMIs.
// Throws SystemError.
void write_qc_report(const std::string& folder, const std::string& sample, const QualitySummary& summary,
                     std::span<const QualityLimit> limits);

}  // namespace norrsken
