#include "pipeline/report/scout_config.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "pipeline/annotation/source_age.hpp"
#include "pipeline/stages/sex.hpp"

namespace norrsken {
namespace {

using boost::json::object;
using boost::json::value;

std::string analysis_of(const CaseContext& context) {
  return context.panel != nullptr ? "panel" : "wgs";
}

std::string phenotype_of(const Sample& sample) {
  return sample.role == SampleRole::tumor || sample.role == SampleRole::proband ? "affected" : "unaffected";
}

// The element of an array of objects whose "sample" is this one; null when there is none.
const object* of_sample(const value* elements, const std::string& name) {
  if (elements == nullptr) return nullptr;
  for (const value& each : elements->as_array())
    if (each.at("sample").as_string() == name) return &each.as_object();
  return nullptr;
}

// A line with a figure, or nothing where it could not be judged.
std::string figure_line(const char* key, const value* figure) {
  return figure == nullptr || figure->is_null() ? "" : fmt::format("    {}: {}\n", key, figure->to_number<double>());
}

std::string tumor_figures(const object& document, const std::string& name) {
  std::string text;
  if (const object* tumor = of_sample(document.if_contains("biomarkers"), name)) {
    text += figure_line("tmb", tumor->at("tmb").as_object().if_contains("per_megabase"));
    text += figure_line("msi", tumor->at("msi").as_object().if_contains("percent"));
  }
  const value* identity = document.if_contains("identity");
  if (identity == nullptr) return text;
  if (const object* tumor = of_sample(identity->as_object().if_contains("tumors"), name))
    text += figure_line("tumor_purity", tumor->if_contains("purity"));
  return text;
}

std::string sample_entry(const CaseContext& context, const Sample& sample) {
  const auto parent = [](const std::string& name) { return yaml_text(name.empty() ? "0" : name); };
  std::string text = fmt::format("  - sample_id: {}\n    sample_name: {}\n    analysis_type: {}\n",
                                 yaml_text(sample.name), yaml_text(sample.name), analysis_of(context));
  text += fmt::format("    sex: {}\n    phenotype: {}\n    father: {}\n    mother: {}\n", sex_name(sample.sex),
                      phenotype_of(sample), parent(sample.father), parent(sample.mother));
  text += fmt::format("    alignment_path: {}\n", yaml_text("bam/" + sample.name + ".evidence.bam"));
  if (sample.role == SampleRole::tumor || sample.role == SampleRole::normal)
    text += fmt::format("    tumor_type: {}\n", role_name(sample.role));
  return text;
}

}  // namespace

std::string yaml_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\')
      (quoted += '\\') += letter;
    else if (byte < 0x20 || byte == 0x7f)
      quoted += fmt::format("\\x{:02x}", byte);
    else
      quoted += letter;
  }
  return quoted + "\"";
}

std::string scout_build(const std::string& build) {
  const std::string plain = plain_build(build);
  return plain == "GRCh38" ? "38" : plain == "GRCh37" ? "37" : "";
}

std::string scout_config(const CaseContext& context, const std::string& case_folder, const object& document) {
  const Case& input = context.input;
  std::string text = "# For `scout load case`; owner and default_gene_panels are the laboratory's to add.\n";
  text += fmt::format("family: {}\nfamily_name: {}\ntrack: {}\n", yaml_text(input.name), yaml_text(input.name),
                      context.calling.has_tumor() ? "cancer" : "rare");
  const GenomeBuild* build = build_of(context.genome, context.assay.sex.builds);
  if (const std::string name = build == nullptr ? "" : scout_build(build->name); !name.empty())
    text += fmt::format("human_genome_build: \"{}\"\n", name);
  else
    text += "# human_genome_build: 37 or 38; this reference is neither by the length of its chromosome X.\n";
  text += "samples:\n";
  for (const Sample& sample : input.samples) {
    text += sample_entry(context, sample);
    if (sample.role == SampleRole::tumor) text += tumor_figures(document, sample.name);
  }
  const auto add_file = [&](const char* key, const std::string& name) {
    if (std::filesystem::exists(case_folder + "/" + name)) text += fmt::format("{}: {}\n", key, yaml_text(name));
  };
  add_file("vcf_cancer", "vcf/" + input.name + ".somatic.vcf.gz");
  add_file("vcf_snv", "vcf/" + input.name + ".germline.vcf.gz");
  if (input.samples.size() == 1) add_file("vcf_snv", "vcf/" + input.samples.front().name + ".vcf.gz");
  text += "delivery_report: \"report.html\"\n";
  return text;
}

}  // namespace norrsken
