#include "kernels/filtering/somatic_score.hpp"

#include <algorithm>

namespace norrsken {
namespace {

std::int32_t& at(ScoreFeatures& features, ScoreFeature feature) {
  return features[static_cast<std::size_t>(feature)];
}

std::int32_t fraction_per_10000(ScoreDepths depths) {
  const std::uint64_t total = std::uint64_t{depths.reference} + depths.alternate;
  return total == 0 ? 0 : static_cast<std::int32_t>((std::uint64_t{depths.alternate} * 10000 + total / 2) / total);
}

ScoreDepths depths_of(const GenotypeCall& sample) {
  return {sample.reference_depth(), sample.alternate_depth()};
}

}  // namespace

ScoreKind score_kind_of(std::size_t reference_bases, std::size_t alternate_bases) {
  return reference_bases == alternate_bases ? ScoreKind::substitution : ScoreKind::indel;
}

void set_depth_features(ScoreDepths tumor, ScoreDepths normal, ScoreFeatures& features) {
  at(features, ScoreFeature::fraction) = fraction_per_10000(tumor);
  at(features, ScoreFeature::normal_fraction) = fraction_per_10000(normal);
  at(features, ScoreFeature::odds_per_read) =
      at(features, ScoreFeature::tumor_odds) / static_cast<std::int32_t>(std::max(tumor.alternate, 1U));
}

ScoreFeatures score_features(const SomaticCall& call, std::size_t tumor, std::optional<std::size_t> normal) {
  const VariantCall& record = call.record;
  ScoreFeatures features{};
  at(features, ScoreFeature::quality) = static_cast<std::int32_t>(record.quality_centiphred / 10);
  at(features, ScoreFeature::tumor_odds) = best_odds_centiphred(call) / 10;
  at(features, ScoreFeature::normal_odds) = call.normal_odds_centiphred / 10;
  at(features, ScoreFeature::orientation_bias) = call.orientation_bias_phred;
  at(features, ScoreFeature::confidence) = record.mean_confidence_phred;
  at(features, ScoreFeature::base_quality) = record.mean_base_quality_phred;
  at(features, ScoreFeature::end_distance) = record.median_end_distance_bases;
  at(features, ScoreFeature::strand_bias) = record.strand_bias_phred;
  at(features, ScoreFeature::repeat_unit) = record.repeat_unit_bases;
  at(features, ScoreFeature::repeat_length) = record.repeat_unit_bases != 0 ? record.repeat_length_bases : 0;
  at(features, ScoreFeature::haplotypes) = record.haplotypes;
  set_depth_features(depths_of(record.samples[tumor]), normal ? depths_of(record.samples[*normal]) : ScoreDepths{},
                     features);
  return features;
}

std::size_t score_bin(const std::vector<std::int32_t>& from, std::int32_t value) {
  return static_cast<std::size_t>(std::upper_bound(from.begin(), from.end(), value) - from.begin());
}

std::int32_t score_of(const ScoreTable& table, const ScoreFeatures& features) {
  std::int32_t score = table.base;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const ScoreTable::Feature& feature = table.features[i];
    if (!feature.points.empty()) score += feature.points[score_bin(feature.from, features[i])];
  }
  return score;
}

}  // namespace norrsken
