#include "kernels/prioritisation/inheritance.hpp"

#include <algorithm>
#include <map>

namespace norrsken {
namespace {

bool carries(const FindingSample& sample) {
  return sample.genotype.find('1') != std::string::npos;
}
// Every chromosome that the sample has.
bool is_homozygous(const FindingSample& sample) {
  return carries(sample) && sample.genotype.find_first_of("0.") == std::string::npos;
}
bool is_haploid(const FindingSample& sample) {
  return sample.genotype.find_first_of("/|") == std::string::npos;
}

// sentence: with one "{}" for `value`, or none.
void add(Finding& finding, const std::string& model, const std::string& sentence, const std::string& value = "") {
  if (std::find(finding.models.begin(), finding.models.end(), model) == finding.models.end())
    finding.models.push_back(model);
  Reason reason{.sentence = model + ": " + sentence};
  if (!value.empty()) reason.values = {value};
  finding.reasons.push_back(std::move(reason));
}

std::string name_of(const Finding& finding) {
  const Consequence* named = finding.named();
  return named != nullptr && !named->hgvs_coding.empty() ? named->hgvs_coding : finding.hgvs_genomic;
}

bool may_change_protein(const Finding& finding) {
  return finding.worst && finding.worst->impact() >= Impact::moderate;
}

void find_pairs(std::span<Finding> findings, const ChildAndParents& family) {
  struct Parts {
    std::vector<Finding*> of_mother;
    std::vector<Finding*> of_father;
  };
  std::map<std::string, Parts> genes;
  for (Finding& finding : findings) {
    if (finding.origin != FindingOrigin::germline) continue;
    const FindingSample& child = finding.samples.at(family.child);
    if (finding.filters != "PASS" || !may_change_protein(finding) || is_homozygous(child) || !carries(child)) continue;
    if (child.inheritance == Inheritance::mother) genes[finding.worst->gene_id].of_mother.push_back(&finding);
    if (child.inheritance == Inheritance::father) genes[finding.worst->gene_id].of_father.push_back(&finding);
  }
  for (auto& [gene, parts] : genes)
    for (Finding* maternal : parts.of_mother)
      for (Finding* paternal : parts.of_father) {
        add(*maternal, "compound heterozygous", "from the mother; with {} from the father", name_of(*paternal));
        add(*paternal, "compound heterozygous", "from the father; with {} from the mother", name_of(*maternal));
      }
}

}  // namespace

void find_models(std::span<Finding> findings, const ChildAndParents& family, std::span<const std::string> x_contigs) {
  for (Finding& finding : findings) {
    if (finding.origin != FindingOrigin::germline || finding.filters != "PASS") continue;
    const FindingSample& child = finding.samples.at(family.child);
    const FindingSample& mother = finding.samples.at(family.mother);
    const FindingSample& father = finding.samples.at(family.father);
    const bool is_on_x = std::find(x_contigs.begin(), x_contigs.end(), finding.contig) != x_contigs.end();
    if (child.inheritance == Inheritance::de_novo)
      add(finding, "de novo", "neither parent has it (DQ {})", std::to_string(child.de_novo_phred));
    else if (is_on_x && is_haploid(child) && is_homozygous(child) && carries(mother) && !carries(father))
      add(finding, "X-linked", "the only copy of a son; his mother carries it");
    else if (!is_haploid(child) && is_homozygous(child) && carries(mother) && carries(father))
      add(finding, "recessive", "on both copies, one from each parent");
  }
  find_pairs(findings, family);
}

}  // namespace norrsken
