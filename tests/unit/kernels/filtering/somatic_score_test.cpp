#include "kernels/filtering/somatic_score.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <vector>

#include "kernels/filtering/apply_score.hpp"
#include "kernels/filtering/train_score.hpp"

using namespace norrsken;

namespace {

constexpr auto odds = static_cast<std::size_t>(ScoreFeature::tumor_odds);
constexpr auto confidence = static_cast<std::size_t>(ScoreFeature::confidence);
constexpr auto strand_bias = static_cast<std::size_t>(ScoreFeature::strand_bias);

// Somatic when odds and confidence together are high; the strand bias is noise.
std::vector<ScoreExample> examples_of(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  std::vector<ScoreExample> examples(count);
  for (ScoreExample& example : examples) {
    example.features[odds] = static_cast<std::int32_t>(random() % 1000);
    example.features[confidence] = static_cast<std::int32_t>(random() % 60);
    example.features[strand_bias] = static_cast<std::int32_t>(random() % 30);
    example.is_somatic = example.features[odds] + 10 * example.features[confidence] > 800;
  }
  return examples;
}

}  // namespace

TEST_CASE("a score is the base and the points of the bins") {
  ScoreTable table;
  table.base = 7;
  table.features[odds] = {{10, 20}, {100, 200, 300}};
  table.features[confidence] = {{}, {-5}};
  ScoreFeatures features{};
  features[odds] = 9;
  CHECK(score_of(table, features) == 102);
  features[odds] = 10;
  CHECK(score_of(table, features) == 202);
  features[odds] = 1000;
  CHECK(score_of(table, features) == 302);
  CHECK(score_of({}, features) == 0);
}

TEST_CASE("features of a call have the units of its text") {
  SomaticCall call;
  call.record.quality_centiphred = 5'005;
  call.record.mean_confidence_phred = 58;
  call.record.repeat_length_bases = 12;  // without a unit there is no repeat
  call.record.samples.resize(2);
  call.samples.resize(2);
  call.samples[0].odds_centiphred = 12'345;
  call.normal_odds_centiphred = -309;
  call.record.samples[0].forward_depth = {10, 3};
  call.record.samples[0].reverse_depth = {14, 3};
  call.record.samples[1].forward_depth = {30, 0};
  call.record.samples[1].reverse_depth = {29, 1};
  const ScoreFeatures features = score_features(call, 0, 1);
  const auto of = [&](ScoreFeature feature) { return features[static_cast<std::size_t>(feature)]; };
  CHECK(of(ScoreFeature::quality) == 500);
  CHECK(of(ScoreFeature::tumor_odds) == 1'234);
  CHECK(of(ScoreFeature::normal_odds) == -30);
  CHECK(of(ScoreFeature::odds_per_read) == 205);
  CHECK(of(ScoreFeature::confidence) == 58);
  CHECK(of(ScoreFeature::repeat_length) == 0);
  CHECK(of(ScoreFeature::fraction) == 2'000);
  CHECK(of(ScoreFeature::normal_fraction) == 167);
  CHECK(score_features(call, 0, std::nullopt)[static_cast<std::size_t>(ScoreFeature::normal_fraction)] == 0);
  CHECK(score_kind_of(2, 2) == ScoreKind::substitution);
  CHECK(score_kind_of(1, 2) == ScoreKind::indel);
}

TEST_CASE("a table that was taught tells records apart that it has not seen") {
  const ScoreTable table = train_score(examples_of(1, 2000));
  const ScoreTally tally = tally_score(table, examples_of(2, 2000));
  CHECK(tally.true_positives > 900);
  CHECK(tally.false_positives < tally.true_positives / 20);
  CHECK(tally.false_negatives < tally.true_positives / 10);  // the limit favours precision
  const auto spread = [&](std::size_t feature) {
    const auto& points = table.features[feature].points;
    return points.empty()
               ? 0
               : *std::max_element(points.begin(), points.end()) - *std::min_element(points.begin(), points.end());
  };
  CHECK(spread(odds) > 10 * spread(strand_bias));
}

TEST_CASE("the same examples teach the same table") {
  const std::vector<ScoreExample> examples = examples_of(3, 500);
  const ScoreTable one = train_score(examples);
  const ScoreTable two = train_score(examples);
  CHECK(one.least == two.least);
  for (std::size_t feature = 0; feature < score_feature_count; ++feature)
    CHECK(one.features[feature].points == two.features[feature].points);
}

TEST_CASE("nothing is learnt from nothing, or from examples of one sort") {
  CHECK(train_score({}).least == std::numeric_limits<std::int32_t>::min());
  std::vector<ScoreExample> examples = examples_of(4, 50);
  for (ScoreExample& example : examples) example.is_somatic = true;
  const ScoreTally tally = tally_score(train_score(examples), examples);
  CHECK(tally.true_positives == 50);
}

TEST_CASE("a score takes the place of the filters of single features, and of no others") {
  ScoreModel model;
  model[0].base = 100;
  model[0].least = 50;
  model[1].base = -30;
  const std::vector<std::size_t> tumors{0};
  const SomaticColumns columns{std::nullopt, tumors, 0, {}};
  std::vector<SomaticCandidate> candidates(3);
  for (SomaticCandidate& candidate : candidates) {
    candidate.call.record.reference = "A";
    candidate.call.record.alternate = "C";
    candidate.call.record.filters = somatic_strand | somatic_position;
    candidate.call.record.samples.resize(1);
    candidate.call.samples.resize(1);
  }
  candidates[0].call.record.filters |= somatic_panel_of_normals;
  candidates[1].call.record.alternate = "CG";
  candidates[2].call.is_hotspot = true;
  apply_score(model, columns, candidates);
  CHECK(candidates[0].call.record.filters == somatic_panel_of_normals);
  CHECK(candidates[0].call.record.quality_centiphred == 100);
  CHECK(candidates[1].call.record.filters == somatic_weak_evidence);
  CHECK(candidates[1].call.record.quality_centiphred == 0);
  CHECK(candidates[2].call.record.filters == (somatic_strand | somatic_position));
}
