#include "pipeline/stages/assay.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>

#include "kernels/types/input_error.hpp"
#include "pipeline/annotation/annotation_settings.hpp"
#include "pipeline/stages/embedded_assays.hpp"
#include "pipeline/stages/toml_section.hpp"

namespace norrsken {
namespace {

constexpr std::int64_t most_reads = 1'000'000;

toml::table parse_toml(std::string_view text, const std::string& file) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw InputError(file, fmt::format("line {}", error.source().begin.line), std::string(error.description()),
                     "correct the TOML text");
  }
}

void check_sections(const toml::table& root, const std::string& file, const std::set<std::string, std::less<>>& known,
                    const char* example) {
  for (const auto& [key, value] : root)
    if (!known.contains(std::string(key.str())))
      throw InputError(file, fmt::format("line {}", value.source().begin.line),
                       fmt::format("unknown section \"{}\"", key.str()), fmt::format("see {}", example));
}

const EmbeddedAssay* embedded(std::span<const EmbeddedAssay> all, std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const EmbeddedAssay& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) throw InputError(path, "", "cannot be read", "give the path of a TOML file");
  return text.str();
}

class AssayReader {
 public:
  AssayReader(std::string_view text, std::string file) : file_(std::move(file)), root_(parse_toml(text, file_)) {}

  Assay read() {
    read_head();
    read_placement();
    read_calling();
    read_sex();
    read_limits();
    if (assay_.kind == AssayKind::somatic) read_somatic();
    if (root_.contains("biomarkers")) read_biomarkers();
    if (root_.contains("panel")) read_panel();
    if (root_.contains("umi")) read_umi();
    assay_.annotation = read_annotation(root_, file_, assay_.values);
    if (assay_.annotation.rules.empty()) read_named_rules();
    tables_.insert(annotation_sections.begin(), annotation_sections.end());
    check_sections(root_, file_, tables_, "config/wgs.toml");
    return std::move(assay_);
  }

 private:
  void read_named_rules() {
    const EmbeddedAssay* found = embedded(embedded_rules, rules_);
    if (found == nullptr) return;
    const std::string file = "config/rules/" + rules_ + ".toml";
    assay_.annotation.rules = read_annotation(parse_toml(found->text, file), file, assay_.values).rules;
  }

  TomlSection section(const char* name) {
    tables_.insert(name);
    const toml::table* table = root_[name].as_table();
    if (table == nullptr)
      throw InputError(file_, "", fmt::format("the section [{}] is missing", name), "copy it from config/wgs.toml");
    return {*table, file_, name, assay_.values};
  }

  // Tables of an array [[a.b]].
  std::vector<TomlSection> sections(const toml::table& parent, const char* key, const char* name) {
    return TomlSection::all_of(parent, key, file_, name, assay_.values);
  }

  void read_head() {
    TomlSection head = section("assay");
    assay_.name = head.text("name");
    assay_.kind = head.word("kind", {"germline", "somatic"}) == "somatic" ? AssayKind::somatic : AssayKind::germline;
    if (assay_.kind == AssayKind::somatic) {
      const std::string normal = head.word("normal", {"required", "optional", "none"});
      assay_.normal = normal == "required"   ? NormalSample::required
                      : normal == "optional" ? NormalSample::optional
                                             : NormalSample::none;
    }
    if (head.has("rules")) rules_ = head.word("rules", {"cancer", "rare_disease", "none"});
    if (head.has("hotspots")) read_hotspots(head);
    head.check_all_known();
  }

  void read_placement() {
    TomlSection keys = section("placement");
    assay_.placement.max_insert_bases = static_cast<unsigned>(keys.integer("max_insert_bases", 50, 10000));
    assay_.placement.ambiguous_below_phred = static_cast<unsigned>(keys.integer("ambiguous_below_phred", 0, 60));
    keys.check_all_known();
  }

  void read_calling() {
    TomlSection keys = section("calling");
    assay_.calling.min_quality_phred = static_cast<std::uint32_t>(keys.integer("min_quality_phred", 0, 1000));
    assay_.calling.min_indel_quality_phred =
        static_cast<std::uint32_t>(keys.integer("min_indel_quality_phred", 0, 1000));
    assay_.calling.min_depth = static_cast<std::uint32_t>(keys.integer("min_depth", 0, 100000));
    assay_.calling.max_depth_factor = static_cast<std::uint32_t>(keys.integer("max_depth_factor", 1, 1000000));
    assay_.calling.pileup_cap = static_cast<std::uint32_t>(keys.integer("pileup_cap", 10, 10000000));
    keys.check_all_known();
  }

  void read_sex() {
    TomlSection keys = section("sex");
    assay_.sex.single_x_at_least = keys.per_mille("single_x_at_least");
    assay_.sex.double_x_at_least = keys.per_mille("double_x_at_least");
    assay_.sex.double_x_at_most = keys.per_mille("double_x_at_most");
    assay_.sex.single_y_at_least = keys.per_mille("single_y_at_least");
    assay_.sex.min_reads = keys.integer("min_reads", 1, 1'000'000'000);
    keys.allow("build");
    keys.check_all_known();
    for (TomlSection& build : sections(*root_["sex"].as_table(), "build", "sex.build")) {
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
    for (TomlSection& limit : sections(root_, "quality", "quality")) {
      QualityLimit read;
      read.metric = limit.text("metric");
      const bool is_least = limit.has("at_least");
      read.bound = is_least ? Bound::at_least : Bound::at_most;
      read.limit = limit.text(is_least ? "at_least" : "at_most");
      read.source = limit.text("source");
      if (limit.has("role"))
        read.role = limit.word("role", {"tumor", "normal", "proband", "mother", "father", "sibling"});
      limit.check_all_known();
      assay_.limits.push_back(std::move(read));
    }
  }

  void read_somatic() {
    TomlSection keys = section("somatic");
    SomaticLimits& limits = assay_.somatic;
    constexpr std::int64_t most_phred = 1000;
    limits.min_tumor_depth = keys.integer32("min_tumor_depth", 0, most_reads);
    limits.min_normal_depth = keys.integer32("min_normal_depth", 0, most_reads);
    limits.call = read_support(keys);
    limits.min_tumor_odds_centiphred = keys.hundredths("min_tumor_odds_phred");
    limits.hotspot_min_tumor_odds_centiphred = keys.hundredths("hotspot_min_tumor_odds_phred");
    limits.max_normal_alternate_reads = keys.integer32("max_normal_alternate_reads", 0, most_reads);
    limits.max_normal_allele_fraction_ppm = keys.percent_as_ppm("max_normal_allele_fraction_percent");
    limits.min_normal_odds_centiphred = keys.hundredths("min_normal_odds_phred");
    limits.max_population_frequency_ppm = keys.percent_as_ppm("max_population_frequency_percent");
    limits.max_contamination_ppm = keys.percent_as_ppm("max_contamination_percent");
    limits.max_strand_bias_phred = keys.integer32("max_strand_bias_phred", 0, most_phred);
    limits.max_orientation_bias_phred = keys.integer32("max_orientation_bias_phred", 0, most_phred);
    limits.min_base_quality_phred = keys.integer32("min_base_quality_phred", 0, 60);
    limits.min_confidence_phred = keys.integer32("min_confidence_phred", 0, 60);
    limits.min_end_distance_bases = keys.integer32("min_end_distance_bases", 0, 100);
    limits.clustered_window_bases = keys.integer32("clustered_window_bases", 0, 1000);
    limits.max_clustered_events = keys.integer32("max_clustered_events", 0, 1000);
    limits.slip_min_repeat_units = keys.integer32("slip_min_repeat_units", 1, 1000);
    limits.slip_min_allele_fraction_ppm = keys.percent_as_ppm("slip_min_allele_fraction_percent");
    limits.max_normals_with_allele = keys.integer32("max_normals_with_allele", 0, most_reads);
    limits.min_background_odds_centiphred = keys.hundredths("min_background_odds_phred");
    keys.check_all_known();
    TomlSection report = section("report");
    limits.report = read_support(report);
    report.check_all_known();
  }

  void read_biomarkers() {
    TomlSection keys = section("biomarkers");
    BiomarkerRules& rules = assay_.biomarkers;
    rules.burden_counts = keys.word("tmb_counts", {"snvs", "nonsynonymous_snvs"}) == "snvs"
                              ? BurdenCounts::snvs
                              : BurdenCounts::nonsynonymous_snvs;
    rules.burden_min_depth = keys.integer32("tmb_min_depth", 1, most_reads);
    rules.burden_min_alternate_reads = keys.integer32("tmb_min_alternate_reads", 1, most_reads);
    rules.burden_min_fraction_ppm = keys.percent_as_ppm("tmb_min_allele_fraction_percent");
    rules.burden_max_fraction_ppm = keys.percent_as_ppm("tmb_max_allele_fraction_percent");
    rules.burden_bases = keys.integer("tmb_bases", 0, 4'000'000'000);
    rules.burden_high_x100 = keys.hundredths("tmb_high_per_megabase");
    rules.instability_min_sites = keys.integer32("msi_min_sites", 1, most_reads);
    rules.instability_high_per_10000 = keys.percent_as_ppm("msi_high_percent") / 100;
    keys.check_all_known();
  }

  static SupportLimits read_support(TomlSection& keys) {
    SupportLimits limits;
    limits.min_alternate_reads = keys.integer32("min_alternate_reads", 0, most_reads);
    limits.min_allele_fraction_ppm = keys.percent_as_ppm("min_allele_fraction_percent");
    limits.min_indel_allele_fraction_ppm = keys.percent_as_ppm("min_indel_allele_fraction_percent");
    limits.hotspot_min_alternate_reads = keys.integer32("hotspot_min_alternate_reads", 0, most_reads);
    limits.hotspot_min_allele_fraction_ppm = keys.percent_as_ppm("hotspot_min_allele_fraction_percent");
    return limits;
  }

  void read_hotspots(TomlSection& keys) {
    if (const std::string path = keys.text("hotspots"); !path.empty()) assay_.hotspots_path = beside(file_, path);
  }

  void read_panel() {
    TomlSection keys = section("panel");
    PanelSettings& panel = assay_.panel.emplace();
    panel.padding_bases = keys.integer32("padding_bases", 0, 1000);
    panel.coverage_thresholds = keys.integers("coverage_thresholds", 1, 1'000'000);
    panel.gene_separators = keys.text("gene_separators");
    panel.targets_path = beside(file_, keys.text("targets"));
    read_hotspots(keys);
    keys.check_all_known();
  }

  void read_umi() {
    TomlSection keys = section("umi");
    UmiPattern& umi = assay_.umi;
    const std::string source = keys.word("source", {"none", "name", "read", "file", "tag"});
    umi.source = source == "name"   ? UmiSource::name
                 : source == "read" ? UmiSource::read
                 : source == "file" ? UmiSource::file
                 : source == "tag"  ? UmiSource::tag
                                    : UmiSource::none;
    umi.kind = keys.yes_or_no("is_duplex") ? UmiKind::duplex : UmiKind::simplex;
    umi.bases = keys.integer("bases", 0, 100);
    const std::string structure1 = keys.text("structure1");
    const std::string structure2 = keys.text("structure2");
    if (umi.source == UmiSource::read) {
      umi.read1 = ReadStructure::parse(structure1, file_, "umi.structure1");
      umi.read2 = ReadStructure::parse(structure2, file_, "umi.structure2");
      const std::size_t first = umi.read1.molecular_bases();
      const std::size_t second = umi.read2.molecular_bases();
      if (umi.kind == UmiKind::duplex && first != second)
        keys.fail("structure2", "must hold as many M bases as structure1 for a duplex UMI");
      umi.bases = umi.kind == UmiKind::duplex ? first : first + second;
    }
    if (umi.source != UmiSource::none && umi.bases == 0)
      keys.fail("bases", "must be the length of the UMI, at least 1");
    UmiOptions& options = assay_.calling.umi;
    options.layout = umi.layout();
    options.max_mismatches = static_cast<std::uint8_t>(keys.integer("max_mismatches", 0, 3));
    options.min_family = static_cast<std::uint16_t>(keys.integer("min_family", 1, 100));
    options.max_single_phred = static_cast<std::uint8_t>(keys.integer("max_single_phred", 2, 60));
    options.max_duplex_phred = static_cast<std::uint8_t>(keys.integer("max_duplex_phred", 2, 60));
    keys.check_all_known();
  }

  std::string file_;
  toml::table root_;
  std::string rules_ = "none";
  Assay assay_;
  std::set<std::string, std::less<>> tables_;
};

}  // namespace

Assay load_assay(const std::string& name_or_path) {
  if (const EmbeddedAssay* assay = embedded(embedded_assays, name_or_path))
    return AssayReader(assay->text, "config/" + name_or_path + ".toml").read();
  if (name_or_path.find('/') == std::string::npos && !name_or_path.ends_with(".toml")) {
    std::string names;
    for (const EmbeddedAssay& assay : embedded_assays) names += (names.empty() ? "" : ", ") + std::string(assay.name);
    throw InputError("--assay", "", "there is no assay \"" + name_or_path + "\"",
                     "use one of " + names + ", or the path of a .toml file");
  }
  return AssayReader(text_of(name_or_path), name_or_path).read();
}

void add_annotation(Assay& assay, const std::string& path) {
  const toml::table root = parse_toml(text_of(path), path);
  check_sections(root, path, {annotation_sections.begin(), annotation_sections.end()}, "config/annotation");
  NamedValues values;
  AnnotationSettings added = read_annotation(root, path, values);
  const bool replaces_rules = !added.rules.empty();
  join(assay.annotation, std::move(added), path);
  if (replaces_rules) std::erase_if(assay.values, [](const auto& value) { return value.first.starts_with("rule["); });
  for (auto& [name, value] : values) assay.values.emplace_back("annotation." + name, std::move(value));
}

std::string default_assay(const Case& input) {
  const bool has_tumor = std::any_of(input.samples.begin(), input.samples.end(),
                                     [](const Sample& sample) { return sample.role == SampleRole::tumor; });
  return has_tumor ? "wgs_tumour_normal" : "wgs";
}

void check_fits(const Assay& assay, const Case& input) {
  const auto has = [&](SampleRole role) {
    return std::any_of(input.samples.begin(), input.samples.end(),
                       [&](const Sample& sample) { return sample.role == role; });
  };
  const auto fail = [&](const std::string& reason, const std::string& hint) {
    throw InputError("case " + input.name, "", "assay \"" + assay.name + "\" " + reason, hint);
  };
  const bool has_tumor = has(SampleRole::tumor);
  const bool has_normal = has(SampleRole::normal);
  if (assay.kind == AssayKind::germline) {
    if (has_tumor)
      fail("is a germline assay, and the case has a tumor", "use a somatic one, such as wgs_tumour_normal");
    return;
  }
  if (!has_tumor) fail("is for tumors, and the case has none", "give a sample the role tumor, or use a germline assay");
  if (assay.normal == NormalSample::required && !has_normal)
    fail("demands a normal sample, and the case has none",
         "add the row of the normal, or use an assay that has normal = \"optional\"");
  if (assay.normal == NormalSample::none && has_normal)
    fail("takes no normal sample, and the case has one", "remove its row, or set normal = \"optional\" in the assay");
}

}  // namespace norrsken
