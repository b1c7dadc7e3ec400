#include "pipeline/report/scout_config.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace norrsken {
namespace {

std::string analysis_of(const CaseContext& context) {
  return context.panel != nullptr ? "panel" : "wgs";
}

std::string phenotype_of(const Sample& sample) {
  return sample.role == SampleRole::tumor || sample.role == SampleRole::proband ? "affected" : "unaffected";
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

std::string scout_config(const CaseContext& context, const std::string& case_folder) {
  const Case& input = context.input;
  std::string text = "# For `scout load case`; owner and default_gene_panels are the laboratory's to add.\n";
  text += fmt::format("family: {}\nfamily_name: {}\ntrack: {}\n", yaml_text(input.name), yaml_text(input.name),
                      context.calling.has_tumor() ? "cancer" : "rare");
  text += "samples:\n";
  for (const Sample& sample : input.samples) text += sample_entry(context, sample);
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
