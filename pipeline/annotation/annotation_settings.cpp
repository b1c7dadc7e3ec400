#include "pipeline/annotation/annotation_settings.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <iterator>
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

// Headers of VCF and GFF3 files may tell when they were made.
enum class Dating { by_file, by_hand };

SourceAge read_age(TomlSection& keys, Dating dating) {
  SourceAge age;
  if (keys.has("version")) age.version = keys.text("version");
  if (keys.has("build")) age.build = keys.text("build");
  if (keys.has("date")) {
    age.date = keys.text("date");
    if (!days_of(age.date)) keys.fail("date", "must be a date such as \"2026-11-01\"");
  }
  if (keys.has("max_days")) {
    age.max_days = keys.integer32("max_days", 1, 36500);
    if (age.date.empty() && dating == Dating::by_hand) keys.fail("max_days", "needs the key date beside it");
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
  source.age = read_age(keys, source.kind == SourceKind::vcf ? Dating::by_file : Dating::by_hand);
  keys.check_all_known();
  return source;
}

bool is_same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// What conditions may speak of beside sources; the first three are known where there are genes.
constexpr std::array<const char*, 8> own_subjects = {"impact",  "term",    "gene",        "filter",
                                                     "hotspot", "rescued", "inheritance", "model"};
constexpr std::size_t subjects_of_genes = 3;

// What a condition asks for and the settings lack: a source, "genes", or nothing.
std::string missing_for(const Condition& condition, const AnnotationSettings& settings) {
  const auto found = std::find_if(own_subjects.begin(), own_subjects.end(),
                                  [&](const char* own) { return is_same_name(own, condition.subject); });
  if (found != own_subjects.end()) {
    const bool needs_genes = found < own_subjects.begin() + subjects_of_genes;
    return needs_genes && !settings.genes ? "genes" : "";
  }
  const std::string source = condition.subject.substr(0, condition.subject.find('.'));
  const bool is_there = std::any_of(settings.sources.begin(), settings.sources.end(),
                                    [&](const SourceSettings& each) { return is_same_name(each.name, source); });
  return is_there ? "" : source;
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
    settings.genes->age = read_age(keys, Dating::by_file);
    keys.check_all_known();
  }
  std::set<std::string> names{"genes"};
  names.insert(own_subjects.begin(), own_subjects.end());
  for (TomlSection& keys : TomlSection::all_of(assay, "annotation", file, "annotation", values)) {
    settings.sources.push_back(read_source(keys, file));
    if (!names.insert(settings.sources.back().name).second) keys.fail("name", "is taken already");
  }
  for (TomlSection& keys : TomlSection::all_of(assay, "rule", file, "rule", values))
    settings.rules.push_back(read_rule(keys));
  return settings;
}

void join(AnnotationSettings& settings, AnnotationSettings more, const std::string& file) {
  if (more.genes) settings.genes = std::move(more.genes);
  if (!more.rules.empty()) settings.rules = std::move(more.rules);
  for (SourceSettings& source : more.sources) {
    for (const SourceSettings& other : settings.sources)
      if (other.name == source.name)
        throw InputError(file, "", "the assay has a source \"" + source.name + "\" already", "name it differently");
    settings.sources.push_back(std::move(source));
  }
}

void leave_out_rules(AnnotationSettings& settings) {
  const auto is_missing = [&](const Condition& condition) { return !missing_for(condition, settings).empty(); };
  std::vector<PriorityRule> kept;
  bool somatic_waits_for_genes = false;
  for (PriorityRule& rule : settings.rules) {
    std::vector<Condition> asked;
    std::copy_if(rule.all.begin(), rule.all.end(), std::back_inserter(asked), is_missing);
    if (std::all_of(rule.any.begin(), rule.any.end(), is_missing))
      asked.insert(asked.end(), rule.any.begin(), rule.any.end());
    for (const Condition& condition : asked) {
      const std::string lacking = missing_for(condition, settings);
      somatic_waits_for_genes =
          somatic_waits_for_genes || (rule.origin == FindingOrigin::somatic && lacking == "genes");
      if (std::find(settings.missing.begin(), settings.missing.end(), lacking) == settings.missing.end())
        settings.missing.push_back(lacking);
    }
    if (!asked.empty()) continue;
    std::erase_if(rule.any, is_missing);
    std::erase_if(rule.none, is_missing);  // what is not known excludes nothing
    kept.push_back(std::move(rule));
  }
  settings.rules = std::move(kept);
  if (!somatic_waits_for_genes) return;
  PriorityRule unknown;
  unknown.tier = "III";
  unknown.reason = "Without genes its effect is not known";
  settings.rules.push_back(std::move(unknown));
}

std::string beside(const std::string& file, const std::string& path) {
  if (path.empty() || std::filesystem::path(path).is_absolute()) return path;
  return (std::filesystem::path(file).parent_path() / path).string();
}

}  // namespace norrsken
