// The learned score as a TOML file: how it was made, then one table of points a kind of variant.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "io/provenance.hpp"
#include "kernels/filtering/somatic_score.hpp"
#include "kernels/filtering/train_score.hpp"

namespace norrsken {

struct ScoreModelOrigin {
  std::string program_version;
  std::vector<std::string> held_out_contigs;
  std::vector<FileIdentity> files;        // truth, calls and regions of every set; names with their last folder only
  std::array<std::uint64_t, 2> taught{};  // examples, by ScoreKind
  std::array<ScoreTally, 2> held_out{};
};

[[nodiscard]] std::string score_model_text(const ScoreModel& model, const ScoreModelOrigin& origin);

// Throws InputError (exit code reference) with the line: no such file, no TOML, not what score_model_text() writes.
[[nodiscard]] ScoreModel read_score_model(const std::string& path);

}  // namespace norrsken
