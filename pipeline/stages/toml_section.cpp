#include "pipeline/stages/toml_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

std::string line(const toml::node& node) {
  return fmt::format("line {}", node.source().begin.line);
}

}  // namespace

TomlSection::TomlSection(const toml::table& table, std::string file, std::string name, NamedValues& values)
    : table_(table), file_(std::move(file)), name_(std::move(name)), values_(values) {}

const toml::node& TomlSection::node(const char* key) {
  seen_.insert(key);
  const toml::node* found = table_.get(key);
  if (found == nullptr)
    throw InputError(file_, line(table_), fmt::format("[{}] lacks the key \"{}\"", name_, key),
                     "copy it from an assay in config/");
  return *found;
}

void TomlSection::fail(const char* key, const std::string& reason) const {
  throw InputError(file_, line(*table_.get(key)), fmt::format("{}.{} {}", name_, key, reason), "");
}

void TomlSection::check_all_known() const {
  for (const auto& [key, value] : table_)
    if (!seen_.contains(std::string(key.str())))
      throw InputError(file_, line(value), fmt::format("unknown key \"{}\" in [{}]", key.str(), name_),
                       "remove it, or see config/ for the keys there are");
}

std::string TomlSection::text(const char* key) {
  const auto value = node(key).value_exact<std::string>();
  if (!value) fail(key, "must be a text in quotes");
  note(key, *value);
  return *value;
}

std::string TomlSection::word(const char* key, const std::vector<std::string>& words) {
  const auto value = node(key).value_exact<std::string>();
  if (!value || std::find(words.begin(), words.end(), *value) == words.end())
    fail(key, fmt::format("must be one of \"{}\"", fmt::join(words, "\", \"")));
  note(key, *value);
  return *value;
}

bool TomlSection::yes_or_no(const char* key) {
  const auto value = node(key).value_exact<bool>();
  if (!value) fail(key, "must be true or false");
  note(key, *value ? "true" : "false");
  return *value;
}

std::uint64_t TomlSection::integer(const char* key, std::int64_t least, std::int64_t most) {
  const auto value = node(key).value_exact<std::int64_t>();
  if (!value || *value < least || *value > most)
    fail(key, fmt::format("must be an integer from {} to {}", least, most));
  note(key, std::to_string(*value));
  return static_cast<std::uint64_t>(*value);
}

std::vector<std::string> TomlSection::texts(const char* key) {
  std::vector<std::string> found;
  const toml::array* list = node(key).as_array();
  for (std::size_t index = 0; list != nullptr && index < list->size(); ++index)
    if (auto value = (*list)[index].value_exact<std::string>()) found.push_back(std::move(*value));
  if (list == nullptr || found.size() != list->size()) fail(key, "must be a list of texts in quotes");
  note(key, fmt::format("{}", fmt::join(found, ",")));
  return found;
}

std::vector<TomlSection> TomlSection::all_of(const toml::table& parent, const char* key, const std::string& file,
                                             const std::string& name, NamedValues& values) {
  std::vector<TomlSection> found;
  const toml::node* node = parent.get(key);
  if (node == nullptr) return found;
  const toml::array* tables = node->as_array();
  for (std::size_t index = 0; tables != nullptr && index < tables->size(); ++index)
    if (const toml::table* table = (*tables)[index].as_table())
      found.emplace_back(*table, file, fmt::format("{}[{}]", name, index), values);
  if (tables == nullptr || found.size() != tables->size())
    throw InputError(file, line(*node), fmt::format("\"{}\" must be written as [[{}]]", name, name),
                     "see the assays in config/");
  return found;
}

std::vector<std::uint32_t> TomlSection::integers(const char* key, std::int64_t least, std::int64_t most) {
  std::vector<std::uint32_t> found;
  const toml::array* list = node(key).as_array();
  for (std::size_t index = 0; list != nullptr && index < list->size(); ++index) {
    const auto value = (*list)[index].value_exact<std::int64_t>();
    if (!value || *value < least || *value > most || (!found.empty() && *value <= found.back())) break;
    found.push_back(static_cast<std::uint32_t>(*value));
  }
  if (list == nullptr || list->empty() || found.size() != list->size())
    fail(key, fmt::format("must be a list of rising integers from {} to {}", least, most));
  note(key, fmt::format("{}", fmt::join(found, ",")));
  return found;
}

double TomlSection::number(const char* key, double most) {
  const auto value = node(key).value<double>();
  if (!value || !(*value >= 0) || *value > most) fail(key, fmt::format("must be a number from 0 to {}", most));
  return *value;
}

std::uint64_t TomlSection::per_mille(const char* key) {
  const double value = number(key, 10);
  note(key, fmt::format("{:.3f}", value));
  return static_cast<std::uint64_t>(std::llround(value * 1000));
}

std::uint32_t TomlSection::percent_as_ppm(const char* key) {
  const double value = number(key, 100);
  note(key, fmt::format("{:.4f}", value));
  return static_cast<std::uint32_t>(std::lround(value * 10'000));
}

std::uint32_t TomlSection::hundredths(const char* key) {
  const double value = number(key, 10'000);
  note(key, fmt::format("{:.2f}", value));
  return static_cast<std::uint32_t>(std::lround(value * 100));
}

std::vector<GenomeInterval> TomlSection::intervals(const char* key) {
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

}  // namespace norrsken
