#include "pipeline/annotation/annotation_settings.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <string_view>
#include <utility>

#include "kernels/types/input_error.hpp"
#include "pipeline/annotation/source_age.hpp"
#include "pipeline/stages/toml_section.hpp"

namespace norrsken {
namespace {

bool is_plain_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
  });
}

SourceAge read_age(TomlSection& keys) {
  SourceAge age;
  if (keys.has("version")) age.version = keys.text("version");
  if (keys.has("build")) age.build = keys.text("build");
  if (keys.has("date")) {
    age.date = keys.text("date");
    if (!days_of(age.date)) keys.fail("date", "must be a date such as \"2026-11-01\"");
  }
  if (keys.has("max_days")) {
    age.max_days = keys.integer32("max_days", 1, 36500);
    if (age.date.empty()) keys.fail("max_days", "needs the key date beside it");
  }
  if (keys.has("when_old"))
    age.when_old = keys.word("when_old", {"error", "warning"}) == "error" ? WhenOld::error : WhenOld::warning;
  return age;
}

std::vector<Condition> read_conditions(TomlSection& keys, const char* key) {
  std::vector<Condition> conditions;
  if (!keys.has(key)) return conditions;
  for (const std::string& text : keys.texts(key)) {
    std::optional<Condition> condition = parse_condition(text);
    if (!condition) keys.fail(key, "holds \"" + text + "\", which is no condition such as \"gnomAD.AF<0.01\"");
    conditions.push_back(std::move(*condition));
  }
  return conditions;
}

SourceSettings read_source(TomlSection& keys, const std::string& file) {
  SourceSettings source;
  source.name = keys.text("name");
  if (!is_plain_name(source.name)) keys.fail("name", "must hold letters, digits and _ only");
  const std::string kind = keys.word("kind", {"vcf", "table", "bed"});
  source.kind = kind == "vcf" ? SourceKind::vcf : kind == "table" ? SourceKind::table : SourceKind::bed;
  source.path = beside(file, keys.text("file"));
  if (source.kind != SourceKind::bed) source.fields = keys.texts("fields");
  for (const std::string& field : source.fields)
    if (!is_plain_name(field)) keys.fail("fields", "holds \"" + field + "\": letters, digits and _ only");
  if (source.kind == SourceKind::bed) source.fields = {"name"};
  source.rescues = read_conditions(keys, "rescues");
  source.age = read_age(keys);
  keys.check_all_known();
  return source;
}

PriorityRule read_rule(TomlSection& keys) {
  PriorityRule rule;
  const bool is_somatic = keys.word("origin", {"somatic", "germline"}) == "somatic";
  rule.origin = is_somatic ? FindingOrigin::somatic : FindingOrigin::germline;
  if (is_somatic) rule.tier = keys.text("tier");
  if (!is_somatic && keys.has("evidence")) rule.evidence = keys.text("evidence");
  rule.reason = keys.text("reason");
  if (rule.reason.empty()) keys.fail("reason", "must say why: a tier is never shown without");
  rule.showing = keys.yes_or_no("show") ? Showing::shown : Showing::folded;
  rule.all = read_conditions(keys, "all");
  rule.any = read_conditions(keys, "any");
  rule.none = read_conditions(keys, "none");
  keys.check_all_known();
  return rule;
}

}  // namespace

AnnotationSettings read_annotation(const toml::table& assay, const std::string& file, NamedValues& values) {
  AnnotationSettings settings;
  if (const toml::node* node = assay.get("genes")) {
    const toml::table* table = node->as_table();
    if (table == nullptr) throw InputError(file, "", "\"genes\" must be written as [genes]", "see docs/formats.md");
    TomlSection keys(*table, file, "genes", values);
    settings.genes.emplace();
    settings.genes->path = beside(file, keys.text("file"));
    if (keys.has("near_bases")) settings.genes->near_bases = keys.integer32("near_bases", 0, 1'000'000);
    settings.genes->age = read_age(keys);
    keys.check_all_known();
  }
  std::set<std::string> names{"genes",   "impact",  "term",        "gene", "filter",
                              "hotspot", "rescued", "inheritance", "model"};
  for (TomlSection& keys : TomlSection::all_of(assay, "annotation", file, "annotation", values)) {
    settings.sources.push_back(read_source(keys, file));
    if (!names.insert(settings.sources.back().name).second) keys.fail("name", "is taken already");
  }
  for (TomlSection& keys : TomlSection::all_of(assay, "rule", file, "rule", values))
    settings.rules.push_back(read_rule(keys));
  return settings;
}

std::string beside(const std::string& file, const std::string& path) {
  if (path.empty() || std::filesystem::path(path).is_absolute()) return path;
  return (std::filesystem::path(file).parent_path() / path).string();
}

}  // namespace norrsken
