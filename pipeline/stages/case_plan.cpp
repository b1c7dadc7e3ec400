#include "pipeline/stages/case_plan.hpp"

#include <algorithm>
#include <optional>

namespace norrsken {
namespace {

std::optional<std::size_t> column_of(const Case& input, const std::string& name, SampleRole role) {
  const auto found = std::find_if(input.samples.begin(), input.samples.end(), [&](const Sample& sample) {
    return name.empty() ? sample.role == role : sample.name == name;
  });
  if (found == input.samples.end()) return std::nullopt;
  return static_cast<std::size_t>(found - input.samples.begin());
}

class Planner {
 public:
  Planner(const Case& input, const VcfDescription& description, bool has_trios)
      : input_(input), description_(description), has_trios_(has_trios) {}

  void add(OutputKind kind, const std::string& name, std::vector<std::uint8_t> columns) {
    OutputPlan plan{kind, name, std::move(columns), description_};
    plan.description.has_trios = has_trios_;
    for (const std::uint8_t column : plan.columns) plan.description.samples.push_back(input_.samples[column].name);
    plans_.push_back(std::move(plan));
  }
  std::vector<OutputPlan> take() { return std::move(plans_); }

 private:
  const Case& input_;
  const VcfDescription& description_;
  bool has_trios_;
  std::vector<OutputPlan> plans_;
};

}  // namespace

CallingOptions calling_of(const Assay& assay, const Case& input) {
  CallingOptions options = assay.calling;
  options.somatic = assay.somatic;
  // Genes are put on a panel because they are often changed.
  if (assay.panel) {
    options.tumor.snv_prior_centiphred = 1700;
    options.somatic.min_quality_centiphred = 300;
  }
  // Rare alleles of a deep sample must not be thinned out where its reads were not.
  if (assay.kind == AssayKind::somatic) options.max_fragments = std::max(options.max_fragments, options.pileup_cap);
  // Sites are looked at from half of the least fraction that may be reported, as chance halves what is there.
  const std::uint32_t least_ppm =
      std::min({assay.somatic.call.min_allele_fraction_ppm, assay.somatic.call.min_indel_allele_fraction_ppm,
                assay.somatic.call.hotspot_min_allele_fraction_ppm});
  options.tumor.min_share_per_mille = std::max(1U, least_ppm / 2000);
  options.tumor.min_reads =
      std::max(2U, std::min(assay.somatic.call.min_alternate_reads, assay.somatic.call.hotspot_min_alternate_reads));
  options.samples.clear();
  options.trios.clear();
  for (std::size_t column = 0; column < input.samples.size(); ++column) {
    const Sample& sample = input.samples[column];
    options.samples.push_back(sample.role == SampleRole::tumor ? SampleKind::tumor : SampleKind::germline);
    if (sample.role != SampleRole::proband && (sample.father.empty() || sample.mother.empty())) continue;
    if (sample.role == SampleRole::tumor || sample.role == SampleRole::normal) continue;
    const auto mother = column_of(input, sample.mother, SampleRole::mother);
    const auto father = column_of(input, sample.father, SampleRole::father);
    if (mother && father) options.trios.push_back({column, *mother, *father});
  }
  return options;
}

std::vector<OutputPlan> plan_outputs(const Case& input, const CallingOptions& options,
                                     const VcfDescription& description) {
  Planner planner(input, description, !options.trios.empty());
  std::vector<std::uint8_t> all;
  std::vector<std::uint8_t> paired;  // the normal first
  for (std::size_t column = 0; column < input.samples.size(); ++column) {
    all.push_back(static_cast<std::uint8_t>(column));
    paired.insert(options.is_tumor(column) ? paired.end() : paired.begin(), all.back());
  }
  const bool is_alone = all.size() == 1 && !options.has_tumor();
  const std::string prefix = is_alone ? input.samples[0].name : input.name;
  const std::string germline = "vcf/" + prefix + (is_alone ? "" : ".germline");
  planner.add(OutputKind::germline, germline + ".vcf.gz", all);
  planner.add(OutputKind::germline_pass, germline + ".pass.vcf.gz", all);
  for (const std::uint8_t column : all)
    if (options.is_germline_source(column))
      planner.add(OutputKind::gvcf, "vcf/" + input.samples[column].name + ".g.vcf.gz", {column});
  if (options.has_tumor()) {
    planner.add(OutputKind::somatic, "vcf/" + prefix + ".somatic.vcf.gz", paired);
    planner.add(OutputKind::somatic_pass, "vcf/" + prefix + ".somatic.pass.vcf.gz", paired);
  }
  planner.add(OutputKind::regions, "tables/" + prefix + ".regions.tsv.gz", all);
  return planner.take();
}

}  // namespace norrsken
