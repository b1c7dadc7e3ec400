#include "pipeline/report/case_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/report/genome_overview.hpp"
#include "pipeline/report/json_file.hpp"

namespace norrsken {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr GenomePosition slice_bases = 250;  // of the reference on both sides of a finding
constexpr std::size_t max_scatter = 2000;    // points of tumour against normal

// A gene or sample may be called "7".
bool is_name(const std::string& column) {
  constexpr std::array<const char*, 7> names = {"contig", "reference", "alternate", "gene", "name", "sample", "record"};
  return std::find(names.begin(), names.end(), column) != names.end();
}

// A table with a header line, one object a line; numbers stay numbers.
array rows_of(const std::string& path) {
  array rows;
  std::error_code none;
  if (!std::filesystem::exists(path, none)) return rows;
  std::istringstream text(read_whole_file(path));
  std::vector<std::string> names;
  for (std::string line; std::getline(text, line);) {
    std::vector<std::string> fields;
    std::istringstream words(line);
    for (std::string field; std::getline(words, field, '\t');) fields.push_back(field);
    if (names.empty()) {
      names = fields;
      continue;
    }
    object row;
    for (std::size_t i = 0; i < names.size() && i < fields.size(); ++i) {
      char* end = nullptr;
      const double number = std::strtod(fields[i].c_str(), &end);
      const bool is_number = !fields[i].empty() && *end == '\0' && std::isfinite(number) && !is_name(names[i]);
      row[names[i]] = is_number ? value(number) : value(fields[i]);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

array samples_array(const CaseContext& context, const std::string& case_folder) {
  array samples;
  for (std::size_t column = 0; column < context.input.samples.size(); ++column) {
    const Sample& sample = context.input.samples[column];
    const std::string& name = sample.name;
    samples.push_back({{"name", name},
                       {"role", role_name(sample.role)},
                       {"sex", sex_name(sample.sex)},
                       {"is_tumor", context.calling.is_tumor(column)},
                       {"quality", read_json_object(case_folder + "/qc/" + name + ".json")},
                       {"genes", rows_of(case_folder + "/tables/" + name + ".coverage.genes.tsv")}});
  }
  return samples;
}

// Fail when one limit is failed; unknown when one could not be judged.
const char* light_of(const array& samples) {
  bool is_unknown = false;
  for (const value& sample : samples)
    for (const value& limit : sample.at("quality").at("limits").as_array()) {
      const auto& verdict = limit.at("verdict").as_string();
      if (verdict == "fail") return "fail";
      is_unknown = is_unknown || verdict != "pass";
    }
  return is_unknown ? "unknown" : "pass";
}

object burden_object(const TumorBiomarkers& tumor, const BiomarkerRules& rules) {
  const BurdenEstimate& burden = tumor.burden;
  object content{{"variants", burden.variants},
                 {"bases", burden.bases},
                 {"counted", tumor.burden_counts},
                 {"high_from", rules.burden_high_x100 / 100.0}};
  if (burden.bases == 0) return content;
  content["per_megabase"] = burden.per_megabase_x100 / 100.0;
  content["low"] = burden.low_x100 / 100.0;
  content["high"] = burden.high_x100 / 100.0;
  content["verdict"] = burden.per_megabase_x100 >= rules.burden_high_x100 ? "high" : "low";
  return content;
}

const char* name_of(RepeatReference reference) {
  return reference == RepeatReference::normal             ? "normal"
         : reference == RepeatReference::panel_of_normals ? "panel of normals"
                                                          : "expectation";
}

object instability_object(const InstabilityEstimate& estimate, RepeatReference against, const BiomarkerRules& rules) {
  object content{{"against", name_of(against)},
                 {"sites", estimate.counts.sites},
                 {"unstable", estimate.counts.unstable},
                 {"high_from_percent", rules.instability_high_per_10000 / 100.0},
                 {"sites_needed", rules.instability_min_sites}};
  if (estimate.counts.sites == 0) return content;
  content["percent"] = estimate.share_per_10000 / 100.0;
  content["low"] = estimate.low_per_10000 / 100.0;
  content["high"] = estimate.high_per_10000 / 100.0;
  if (estimate.counts.sites >= rules.instability_min_sites)
    content["verdict"] = estimate.share_per_10000 >= rules.instability_high_per_10000 ? "MSI-high" : "stable";
  return content;
}

array biomarkers_array(const CaseContext& context, const CaseFacts& facts) {
  array tumors;
  for (const TumorBiomarkers& tumor : measure_biomarkers(context, facts.prepared, facts.repeats, facts.findings)) {
    object content{{"sample", tumor.sample}, {"tmb", burden_object(tumor, context.assay.biomarkers)}};
    content["msi"] = instability_object(tumor.instability, facts.repeats.against, context.assay.biomarkers);
    object spectrum;
    for (std::size_t i = 0; i < mutation_contexts; ++i) spectrum[mutation_context_name(i)] = tumor.spectrum[i];
    content["spectrum"] = std::move(spectrum);
    content["fractions"] = array(tumor.fractions.begin(), tumor.fractions.end());
    tumors.push_back(std::move(content));
  }
  return tumors;
}

// Reference around a finding, where the viewer of reads needs it.
object slice_object(const CaseContext& context, const Finding& finding) {
  const Contig* contig = contig_named(context.genome.contigs, finding.contig);
  if (contig == nullptr) return {};
  const GenomePosition start = std::max(contig->start, finding.position - std::min(finding.position, slice_bases));
  const auto length = static_cast<GenomePosition>(finding.reference.size());
  ReferenceWindow window;
  window.assign(context.genome, start, std::min(contig->end(), finding.position + length + slice_bases));
  std::string bases;
  for (const BaseCode base : window.bases()) bases += base_letter(base);
  return {{"start", start - contig->start}, {"bases", bases}, {"contig_bases", contig->length}};
}

object findings_object(const CaseContext& context, std::span<const Finding> findings) {
  array items;
  std::size_t discuss = 0;
  for (const Finding& finding : findings) {
    if (finding.section == FindingSection::discuss) ++discuss;
    if (items.size() == max_document_findings) continue;
    object item = finding_object(finding);
    if (items.size() < max_shown_findings) item["slice"] = slice_object(context, finding);
    items.push_back(std::move(item));
  }
  return {{"total", findings.size()}, {"discuss", discuss}, {"items", std::move(items)}};
}

// [tumour ALT, tumour depth, normal ALT, normal depth] of somatic findings without filter, evenly picked.
array scatter_array(const CaseContext& context, std::span<const Finding> findings) {
  array points;
  const auto normal = context.calling.normal();
  if (!normal) return points;
  const std::size_t tumor = context.calling.tumors().front();
  std::vector<const Finding*> somatic;
  for (const Finding& finding : findings)
    if (finding.origin == FindingOrigin::somatic && finding.filters == "PASS") somatic.push_back(&finding);
  const std::size_t step = std::max<std::size_t>(1, (somatic.size() + max_scatter - 1) / max_scatter);
  for (std::size_t i = 0; i < somatic.size(); i += step) {
    const FindingSample& a = somatic[i]->samples[tumor];
    const FindingSample& b = somatic[i]->samples[*normal];
    points.push_back(array{a.allele_depth[1], a.allele_depth[0] + a.allele_depth[1], b.allele_depth[1],
                           b.allele_depth[0] + b.allele_depth[1]});
  }
  return points;
}

array sources_array(std::span<const AnnotationSource> sources) {
  array list;
  for (const AnnotationSource& source : sources)
    list.push_back({{"name", source.name},
                    {"file", std::filesystem::path(source.path).filename().string()},
                    {"version", source.version},
                    {"date", source.date},
                    {"build", source.build},
                    {"warning", source.warning}});
  return list;
}

}  // namespace

object make_case_document(const CaseContext& context, const std::string& case_folder, const CaseFacts& facts) {
  object document{{"schema", "norrsken-case-1"},
                  {"program", {{"name", "norrsken"}, {"version", NORRSKEN_VERSION}}},
                  {"case", context.input.name},
                  {"assay", context.assay.name},
                  {"kind", context.assay.kind == AssayKind::somatic ? "somatic" : "germline"}};
  document["has_rules"] = !context.assay.annotation.rules.empty();
  const std::vector<std::string>& missing = context.assay.annotation.missing;
  document["rules_missing"] = array(missing.begin(), missing.end());
  array samples = samples_array(context, case_folder);
  document["light"] = light_of(samples);
  document["samples"] = std::move(samples);
  document["findings"] = findings_object(context, facts.findings);
  document["biomarkers"] = biomarkers_array(context, facts);
  const std::string identity = case_folder + "/qc/identity.json";
  if (std::filesystem::exists(identity)) document["identity"] = read_json_object(identity);
  document["overview"] = overview_object(context, facts.prepared.depth_track, facts.balances);
  document["scatter"] = scatter_array(context, facts.findings);
  document["hotspots"] = rows_of(case_folder + "/tables/" + context.input.name + ".hotspots.tsv");
  document["sources"] = sources_array(facts.sources);
  object settings;
  for (const auto& [name, text] : context.assay.values) settings[name] = text;
  document["settings"] = std::move(settings);
  return document;
}

}  // namespace norrsken
