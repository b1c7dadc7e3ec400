// Learns the points of a ScoreTable from records that are known to be somatic or not: an additive logistic model,
// grown a feature at a time (gradient boosting with one table a feature). The same examples in the same order give the
// same table.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/filtering/somatic_score.hpp"

namespace norrsken {

struct ScoreExample {
  ScoreFeatures features{};
  bool is_somatic = false;
};

struct ScoreTraining {
  unsigned rounds = 200;  // each adds to the points of one feature
  unsigned bins = 5;      // of a feature, with about as many examples of one sort in each
  double step = 0.1;      // share of the best change that is made
  double damping = 2;     // added to the second derivative of every bin
};

// All of one kind. `least`: the limit with the best F0.5 on the examples, precision counting twice.
// Without an example of either sort the table is empty and filters nothing.
[[nodiscard]] ScoreTable train_score(std::span<const ScoreExample> examples, const ScoreTraining& training = {});

struct ScoreTally {
  std::uint64_t true_positives = 0;
  std::uint64_t false_positives = 0;
  std::uint64_t false_negatives = 0;
};
// Examples by the verdict of a table.
[[nodiscard]] ScoreTally tally_score(const ScoreTable& table, std::span<const ScoreExample> examples);

}  // namespace norrsken
