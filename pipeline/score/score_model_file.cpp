#include "pipeline/score/score_model_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

class ModelReader {
 public:
  explicit ModelReader(const std::string& path) : path_(path) {
    if (!std::filesystem::is_regular_file(path)) fail(nullptr, "no such file");
    try {
      root_ = toml::parse_file(path);
    } catch (const toml::parse_error& error) {
      throw InputError(path, fmt::format("line {}", error.source().begin.line), std::string(error.description()), hint,
                       ExitCode::reference);
    }
  }

  ScoreModel read() const {
    ScoreModel model;
    for (std::size_t kind = 0; kind < model.size(); ++kind) {
      const toml::table* table = root_[score_kind_names[kind]].as_table();
      if (table == nullptr) fail(nullptr, fmt::format("has no table [{}]", score_kind_names[kind]));
      model[kind].base = integer(*table, "base");
      model[kind].least = integer(*table, "least");
      const toml::array* features = table->get_as<toml::array>("feature");
      for (std::size_t i = 0; features != nullptr && i < features->size(); ++i) {
        const toml::table* feature = features->get_as<toml::table>(i);
        if (feature == nullptr) fail(features, "a feature is no table");
        read_feature(*feature, model[kind]);
      }
    }
    return model;
  }

 private:
  static constexpr const char* hint = "give a file that norrsken train wrote";

  [[noreturn]] void fail(const toml::node* node, const std::string& reason) const {
    throw InputError(path_, node == nullptr ? "" : fmt::format("line {}", node->source().begin.line), reason, hint,
                     ExitCode::reference);
  }

  std::int32_t as_integer(const toml::node* node, const toml::node& parent, const char* key) const {
    const auto value = node != nullptr ? node->value_exact<std::int64_t>() : std::nullopt;
    if (!value || *value < std::numeric_limits<std::int32_t>::min() ||
        *value > std::numeric_limits<std::int32_t>::max())
      fail(node != nullptr ? node : &parent, fmt::format("\"{}\" must hold whole numbers", key));
    return static_cast<std::int32_t>(*value);
  }
  std::int32_t integer(const toml::table& table, const char* key) const {
    return as_integer(table.get(key), table, key);
  }
  std::vector<std::int32_t> integers(const toml::table& table, const char* key) const {
    const toml::array* array = table.get_as<toml::array>(key);
    if (array == nullptr) fail(&table, fmt::format("\"{}\" is missing", key));
    std::vector<std::int32_t> values;
    for (const toml::node& node : *array) values.push_back(as_integer(&node, table, key));
    return values;
  }

  void read_feature(const toml::table& feature, ScoreTable& table) const {
    const std::string name = feature["name"].value_or(std::string());
    const auto found = std::find(score_feature_names.begin(), score_feature_names.end(), name);
    if (found == score_feature_names.end()) fail(&feature, fmt::format("the feature \"{}\" is not known", name));
    ScoreTable::Feature& read = table.features[static_cast<std::size_t>(found - score_feature_names.begin())];
    read.from = integers(feature, "from");
    read.points = integers(feature, "points");
    if (read.points.size() != read.from.size() + 1 || !std::is_sorted(read.from.begin(), read.from.end()))
      fail(&feature, "\"from\" must rise, and \"points\" must hold one number more");
  }

  std::string path_;
  toml::table root_;
};

}  // namespace

std::string score_model_text(const ScoreModel& model, const ScoreModelOrigin& origin) {
  std::string text =
      "# Learned score of somatic records, made by norrsken train: not to be edited by hand. A record's score is "
      "`base`\n"
      "# and, of every feature, the number of `points` at the bin of its value (bin 0 below from[0]): 10 log10 of the\n"
      "# odds that it is somatic, x 100. Records under `least` get the filter WeakEvidence. Features: "
      "kernels/filtering/somatic_score.hpp.\n\n[made]\n";
  text += fmt::format(
      "program = \"Norrsken {}\"\nheld_out_contigs = [{}]\n", origin.program_version,
      origin.held_out_contigs.empty() ? "" : fmt::format("\"{}\"", fmt::join(origin.held_out_contigs, "\", \"")));
  for (const FileIdentity& file : origin.files)
    text += fmt::format("[[made.from]]\nrole = \"{}\"\nfile = \"{}\"\nsha256 = \"{}\"\n", file.role, file.path,
                        file.sha256);
  for (std::size_t kind = 0; kind < model.size(); ++kind) {
    const ScoreTable& table = model[kind];
    const ScoreTally& tally = origin.held_out[kind];
    text += fmt::format("\n[{}]\n# taught by {} records; of those held out {} hits, {} false calls, {} misses\n",
                        score_kind_names[kind], origin.taught[kind], tally.true_positives, tally.false_positives,
                        tally.false_negatives);
    text += fmt::format("base = {}\nleast = {}\n", table.base, table.least);
    for (std::size_t feature = 0; feature < score_feature_count; ++feature) {
      const ScoreTable::Feature& points = table.features[feature];
      if (points.points.empty()) continue;
      text += fmt::format("[[{}.feature]]\nname = \"{}\"\nfrom = [{}]\npoints = [{}]\n", score_kind_names[kind],
                          score_feature_names[feature], fmt::join(points.from, ", "), fmt::join(points.points, ", "));
    }
  }
  return text;
}

ScoreModel read_score_model(const std::string& path) {
  return ModelReader(path).read();
}

}  // namespace norrsken
