#include "pipeline/stages/assay.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <array>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>

#include "kernels/types/input_error.hpp"
#include "pipeline/stages/embedded_assays.hpp"

namespace norrsken {
namespace {

// Reads the keys of one table and knows which it has seen, so that misspelt ones are found.
class Section {
 public:
  Section(const toml::table& table, std::string file, std::string name, NamedValues& values)
      : table_(table), file_(std::move(file)), name_(std::move(name)), values_(values) {}

  std::string text(const char* key) {
    const auto value = node(key).value_exact<std::string>();
    if (!value) fail(key, "must be a text in quotes");
    note(key, *value);
    return *value;
  }

  std::uint64_t integer(const char* key, std::int64_t least, std::int64_t most) {
    const auto value = node(key).value_exact<std::int64_t>();
    if (!value || *value < least || *value > most)
      fail(key, fmt::format("must be an integer from {} to {}", least, most));
    note(key, std::to_string(*value));
    return static_cast<std::uint64_t>(*value);
  }

  // 0.3 -> 300
  std::uint64_t per_mille(const char* key) {
    const auto value = node(key).value<double>();
    if (!value || *value < 0 || *value > 10) fail(key, "must be a number from 0 to 10");
    note(key, fmt::format("{:.3f}", *value));
    return static_cast<std::uint64_t>(*value * 1000 + 0.5);
  }

  // [[1-based first, last], ...] -> 0-based half-open
  std::vector<GenomeInterval> intervals(const char* key) {
    std::vector<GenomeInterval> found;
    const toml::array* pairs = node(key).as_array();
    if (pairs == nullptr) fail(key, "must be a list of [first, last]");
    for (const toml::node& pair : *pairs) {
      const toml::array* ends = pair.as_array();
      const auto first = ends != nullptr && ends->size() == 2 ? (*ends)[0].value_exact<std::int64_t>() : std::nullopt;
      const auto last = ends != nullptr && ends->size() == 2 ? (*ends)[1].value_exact<std::int64_t>() : std::nullopt;
      if (!first || !last || *first < 1 || *last < *first || *last >= (std::int64_t{1} << 32))
        fail(key, "must hold pairs [first, last] of positions");
      found.push_back({static_cast<GenomePosition>(*first - 1), static_cast<GenomePosition>(*last)});
    }
    return found;
  }

  [[nodiscard]] bool has(const char* key) const { return table_.contains(key); }
  void allow(const char* key) { seen_.insert(key); }

  void check_all_known() const {
    for (const auto& [key, value] : table_)
      if (!seen_.contains(std::string(key.str())))
        throw InputError(file_, line(value), fmt::format("unknown key \"{}\" in [{}]", key.str(), name_),
                         "remove it, or see config/wgs.toml for the keys there are");
  }

 private:
  const toml::node& node(const char* key) {
    seen_.insert(key);
    const toml::node* found = table_.get(key);
    if (found == nullptr)
      throw InputError(file_, line(table_), fmt::format("[{}] lacks the key \"{}\"", name_, key),
                       "copy it from config/wgs.toml");
    return *found;
  }
  [[noreturn]] void fail(const char* key, const std::string& reason) const {
    throw InputError(file_, line(*table_.get(key)), fmt::format("{}.{} {}", name_, key, reason), "");
  }
  static std::string line(const toml::node& node) { return fmt::format("line {}", node.source().begin.line); }
  void note(const char* key, const std::string& value) { values_.emplace_back(name_ + "." + key, value); }

  const toml::table& table_;
  std::string file_;
  std::string name_;
  NamedValues& values_;
  std::set<std::string, std::less<>> seen_;
};

class AssayReader {
 public:
  AssayReader(std::string_view text, std::string file) : file_(std::move(file)), root_(parse(text)) {}

  Assay read() {
    read_head();
    read_placement();
    read_calling();
    read_sex();
    read_limits();
    for (const auto& [key, value] : root_)
      if (!tables_.contains(std::string(key.str())))
        throw InputError(file_, fmt::format("line {}", value.source().begin.line),
                         fmt::format("unknown section \"{}\"", key.str()), "see config/wgs.toml");
    return std::move(assay_);
  }

 private:
  toml::table parse(std::string_view text) const {
    try {
      return toml::parse(text, file_);
    } catch (const toml::parse_error& error) {
      throw InputError(file_, fmt::format("line {}", error.source().begin.line), std::string(error.description()),
                       "correct the TOML text");
    }
  }

  Section section(const char* name) {
    tables_.insert(name);
    const toml::table* table = root_[name].as_table();
    if (table == nullptr)
      throw InputError(file_, "", fmt::format("the section [{}] is missing", name), "copy it from config/wgs.toml");
    return {*table, file_, name, assay_.values};
  }

  // Tables of an array [[a.b]].
  std::vector<Section> sections(const toml::table& parent, const char* key, const char* name) {
    std::vector<Section> found;
    const toml::node* node = parent.get(key);
    if (node == nullptr) return found;
    const toml::array* tables = node->as_array();
    for (std::size_t index = 0; tables != nullptr && index < tables->size(); ++index)
      if (const toml::table* table = (*tables)[index].as_table())
        found.emplace_back(*table, file_, fmt::format("{}[{}]", name, index), assay_.values);
    if (tables == nullptr || found.size() != tables->size())
      throw InputError(file_, fmt::format("line {}", node->source().begin.line),
                       fmt::format("\"{}\" must be written as [[{}]]", name, name), "see config/wgs.toml");
    return found;
  }

  void read_head() {
    Section head = section("assay");
    assay_.name = head.text("name");
    if (const std::string kind = head.text("kind"); kind != "germline")
      throw InputError(file_, "", "the assay kind \"" + kind + "\" is not supported", "set assay.kind to \"germline\"");
    head.check_all_known();
  }

  void read_placement() {
    Section keys = section("placement");
    assay_.placement.max_insert_bases = static_cast<unsigned>(keys.integer("max_insert_bases", 50, 10000));
    assay_.placement.ambiguous_below_phred = static_cast<unsigned>(keys.integer("ambiguous_below_phred", 0, 60));
    keys.check_all_known();
  }

  void read_calling() {
    Section keys = section("calling");
    assay_.calling.min_quality_phred = static_cast<std::uint32_t>(keys.integer("min_quality_phred", 0, 1000));
    assay_.calling.min_depth = static_cast<std::uint32_t>(keys.integer("min_depth", 0, 100000));
    assay_.calling.max_depth_factor = static_cast<std::uint32_t>(keys.integer("max_depth_factor", 1, 1000000));
    assay_.calling.pileup_cap = static_cast<std::uint32_t>(keys.integer("pileup_cap", 10, 10000000));
    keys.check_all_known();
  }

  void read_sex() {
    Section keys = section("sex");
    assay_.sex.single_x_at_least = keys.per_mille("single_x_at_least");
    assay_.sex.double_x_at_least = keys.per_mille("double_x_at_least");
    assay_.sex.double_x_at_most = keys.per_mille("double_x_at_most");
    assay_.sex.single_y_at_least = keys.per_mille("single_y_at_least");
    assay_.sex.min_reads = keys.integer("min_reads", 1, 1'000'000'000);
    keys.allow("build");
    keys.check_all_known();
    for (Section& build : sections(*root_["sex"].as_table(), "build", "sex.build")) {
      GenomeBuild read;
      read.name = build.text("name");
      read.x_length = static_cast<GenomePosition>(build.integer("x_length", 1, (std::int64_t{1} << 32) - 1));
      read.x_par = build.intervals("x_par");
      read.y_par = build.intervals("y_par");
      build.check_all_known();
      assay_.sex.builds.push_back(std::move(read));
    }
  }

  void read_limits() {
    tables_.insert("quality");
    for (Section& limit : sections(root_, "quality", "quality")) {
      QualityLimit read;
      read.metric = limit.text("metric");
      const bool is_least = limit.has("at_least");
      read.bound = is_least ? Bound::at_least : Bound::at_most;
      read.limit = limit.text(is_least ? "at_least" : "at_most");
      read.source = limit.text("source");
      limit.check_all_known();
      assay_.limits.push_back(std::move(read));
    }
  }

  std::string file_;
  toml::table root_;
  Assay assay_;
  std::set<std::string, std::less<>> tables_;
};

}  // namespace

Assay load_assay(const std::string& name_or_path) {
  for (const EmbeddedAssay& assay : embedded_assays)
    if (assay.name == name_or_path) return AssayReader(assay.text, "config/" + name_or_path + ".toml").read();
  if (name_or_path.find('/') == std::string::npos && !name_or_path.ends_with(".toml")) {
    std::string names;
    for (const EmbeddedAssay& assay : embedded_assays) names += (names.empty() ? "" : ", ") + std::string(assay.name);
    throw InputError("--assay", "", "there is no assay \"" + name_or_path + "\"",
                     "use one of " + names + ", or the path of a .toml file");
  }
  std::ifstream file(name_or_path);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf()))
    throw InputError(name_or_path, "", "cannot be read", "give the path of a TOML file");
  return AssayReader(text.str(), name_or_path).read();
}

}  // namespace norrsken
