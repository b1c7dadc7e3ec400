#include "kernels/filtering/train_score.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace norrsken {
namespace {

constexpr double centiphred_per_nat = 434.29448190325183;  // 1000 / ln 10

class Trainer {
 public:
  Trainer(std::span<const ScoreExample> examples, const ScoreTraining& training)
      : examples_(examples), training_(training), odds_(examples.size(), 0.0) {
    for (std::size_t feature = 0; feature < score_feature_count; ++feature) cut(feature);
  }

  ScoreTable train() {
    for (unsigned round = 0; round < training_.rounds; ++round) improve();
    return rounded();
  }

 private:
  // Bins by the values of both sorts of examples, as there may be few of one; a value is never split.
  void cut(std::size_t feature) {
    std::vector<std::int32_t>& from = from_[feature];
    for (const bool is_somatic : {false, true}) {
      std::vector<std::int32_t> values;
      for (const ScoreExample& example : examples_)
        if (example.is_somatic == is_somatic) values.push_back(example.features[feature]);
      std::sort(values.begin(), values.end());
      for (unsigned bin = 1; bin < training_.bins; ++bin) from.push_back(values[values.size() * bin / training_.bins]);
    }
    std::sort(from.begin(), from.end());
    from.erase(std::unique(from.begin(), from.end()), from.end());
    points_[feature].assign(from.size() + 1, 0.0);
    for (const ScoreExample& example : examples_)
      bins_[feature].push_back(static_cast<std::uint8_t>(score_bin(from, example.features[feature])));
  }

  // One Newton step of the logistic loss, in the feature that gains most by it.
  void improve() {
    std::vector<std::pair<double, double>> slopes;  // first and second derivative of each example
    slopes.reserve(examples_.size());
    for (std::size_t i = 0; i < examples_.size(); ++i) {
      const double probability = 1 / (1 + std::exp(-odds_[i]));
      slopes.emplace_back((examples_[i].is_somatic ? 1 : 0) - probability, probability * (1 - probability));
    }
    double best_gain = 0;
    std::size_t best = 0;
    std::vector<double> best_changes;
    for (std::size_t feature = 0; feature < score_feature_count; ++feature) {
      std::vector<std::pair<double, double>> sums(points_[feature].size());
      for (std::size_t i = 0; i < examples_.size(); ++i) {
        auto& [first, second] = sums[bins_[feature][i]];
        first += slopes[i].first;
        second += slopes[i].second;
      }
      double gain = 0;
      std::vector<double> changes;
      for (const auto& [first, second] : sums) {
        gain += first * first / (second + training_.damping);
        changes.push_back(first / (second + training_.damping));
      }
      if (gain > best_gain) {
        best_gain = gain;
        best = feature;
        best_changes = std::move(changes);
      }
    }
    if (best_changes.empty()) return;
    for (std::size_t bin = 0; bin < best_changes.size(); ++bin)
      points_[best][bin] += training_.step * best_changes[bin];
    for (std::size_t i = 0; i < examples_.size(); ++i) odds_[i] += training_.step * best_changes[bins_[best][i]];
  }

  [[nodiscard]] ScoreTable rounded() const {
    ScoreTable table;
    for (std::size_t feature = 0; feature < score_feature_count; ++feature) {
      const std::vector<double>& points = points_[feature];
      if (std::all_of(points.begin(), points.end(), [](double value) { return value == 0; })) continue;
      table.features[feature].from = from_[feature];
      for (const double value : points)
        table.features[feature].points.push_back(static_cast<std::int32_t>(std::lround(value * centiphred_per_nat)));
    }
    return table;
  }

  std::span<const ScoreExample> examples_;
  const ScoreTraining& training_;
  std::vector<double> odds_;  // of each example so far, natural logarithm
  std::array<std::vector<std::int32_t>, score_feature_count> from_;
  std::array<std::vector<double>, score_feature_count> points_;
  std::array<std::vector<std::uint8_t>, score_feature_count> bins_;
};

// The limit with the best F0.5, by which a false call costs twice as much as a missed one; between two scores, the
// middle.
std::int32_t best_limit(const ScoreTable& table, std::span<const ScoreExample> examples) {
  std::vector<std::pair<std::int32_t, bool>> scored;
  for (const ScoreExample& example : examples)
    scored.emplace_back(score_of(table, example.features), example.is_somatic);
  std::sort(scored.rbegin(), scored.rend());
  const auto all = static_cast<std::uint64_t>(
      std::count_if(scored.begin(), scored.end(), [](const auto& each) { return each.second; }));
  std::uint64_t hits = 0;
  std::uint64_t best_hits = 0;
  std::uint64_t best_size = 1;  // 4 calls + truth; F0.5 = 5 hits / size
  std::int32_t limit = scored.front().first;
  for (std::size_t i = 0; i < scored.size(); ++i) {
    hits += scored[i].second;
    const bool is_last = i + 1 == scored.size();
    if (!is_last && scored[i + 1].first == scored[i].first) continue;
    const std::uint64_t size = 4 * (i + 1) + all;
    if (hits * best_size <= best_hits * size) continue;
    best_hits = hits;
    best_size = size;
    limit = is_last ? scored[i].first : (scored[i].first + scored[i + 1].first) / 2;
  }
  return limit;
}

}  // namespace

ScoreTable train_score(std::span<const ScoreExample> examples, const ScoreTraining& training) {
  const auto somatic =
      std::count_if(examples.begin(), examples.end(), [](const ScoreExample& each) { return each.is_somatic; });
  if (somatic == 0 || static_cast<std::size_t>(somatic) == examples.size()) {
    ScoreTable empty;
    empty.least = std::numeric_limits<std::int32_t>::min();
    return empty;
  }
  ScoreTable table = Trainer(examples, training).train();
  table.least = best_limit(table, examples);
  return table;
}

ScoreTally tally_score(const ScoreTable& table, std::span<const ScoreExample> examples) {
  ScoreTally tally;
  for (const ScoreExample& example : examples) {
    const bool passes = score_of(table, example.features) >= table.least;
    tally.true_positives += passes && example.is_somatic;
    tally.false_positives += passes && !example.is_somatic;
    tally.false_negatives += !passes && example.is_somatic;
  }
  return tally;
}

}  // namespace norrsken
