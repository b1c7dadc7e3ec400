// A learned score of somatic records: every feature adds the points of the bin that its value lies in. The sum is the
// odds that the record is somatic, 10 log10 x 100, as far as the truth sets that taught it tell. Integers only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/types/somatic_call.hpp"

namespace norrsken {

// What a record says of itself, in the units of its VCF text: odds in hundredths of log10, fractions in 1 / 10,000.
// Nothing that just counts reads: a model learnt at 60x is meant to serve other depths.
enum class ScoreFeature : std::uint8_t {
  quality,           // QUAL / 10
  tumor_odds,        // TLOD
  normal_odds,       // NLOD
  odds_per_read,     // TLOD / AD of ALT
  orientation_bias,  // OB
  confidence,        // MQ
  base_quality,      // BQ
  end_distance,      // RPD
  strand_bias,       // FS
  repeat_unit,       // RU, 0 = none
  repeat_length,     // RL
  haplotypes,        // NH
  fraction,          // AF of the tumour
  normal_fraction    // AF of the normal; 0 without one
};
inline constexpr std::size_t score_feature_count = 14;
inline constexpr std::array<const char*, score_feature_count> score_feature_names = {
    "quality",      "tumor_odds",  "normal_odds", "odds_per_read", "orientation_bias", "confidence", "base_quality",
    "end_distance", "strand_bias", "repeat_unit", "repeat_length", "haplotypes",       "fraction",   "normal_fraction"};
using ScoreFeatures = std::array<std::int32_t, score_feature_count>;

// SNVs and MNVs have one table, insertions and deletions another: they fail in other ways.
enum class ScoreKind : std::uint8_t { substitution, indel };
inline constexpr std::array<const char*, 2> score_kind_names = {"substitution", "indel"};

struct ScoreTable {
  struct Feature {
    std::vector<std::int32_t> from;    // rising: bin i + 1 holds values from from[i] on
    std::vector<std::int32_t> points;  // one more than `from`; both empty: the feature adds nothing
  };
  std::array<Feature, score_feature_count> features;
  std::int32_t base = 0;   // of every record
  std::int32_t least = 0;  // a record with a lower score is filtered
};
using ScoreModel = std::array<ScoreTable, 2>;  // by ScoreKind

// Depths of one sample: AD.
struct ScoreDepths {
  std::uint32_t reference = 0;
  std::uint32_t alternate = 0;
};

[[nodiscard]] ScoreKind score_kind_of(std::size_t reference_bases, std::size_t alternate_bases);
// Sets fraction, normal_fraction and odds_per_read from the depths and the odds that are there.
void set_depth_features(ScoreDepths tumor, ScoreDepths normal, ScoreFeatures& features);
// Of a judged call. `tumor`: column of the tumour that shows the allele most.
[[nodiscard]] ScoreFeatures score_features(const SomaticCall& call, std::size_t tumor,
                                           std::optional<std::size_t> normal);
[[nodiscard]] std::int32_t score_of(const ScoreTable& table, const ScoreFeatures& features);
// The bin of a value: how many of `from` it reaches.
[[nodiscard]] std::size_t score_bin(const std::vector<std::int32_t>& from, std::int32_t value);

}  // namespace norrsken
