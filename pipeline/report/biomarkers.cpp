#include "pipeline/report/biomarkers.hpp"

#include <algorithm>

#include "kernels/biomarkers/mutation_context.hpp"
#include "kernels/biomarkers/mutational_burden.hpp"
#include "kernels/biomarkers/repeat_instability.hpp"

namespace norrsken {
namespace {

bool is_passed_snv(const Finding& finding) {
  return finding.origin == FindingOrigin::somatic && finding.filters == "PASS" && finding.reference.size() == 1 &&
         finding.alternate.size() == 1;
}

// Changes the protein or its splicing.
bool is_nonsynonymous(const Finding& finding) {
  const Consequence* consequence = finding.named();
  return consequence != nullptr && consequence->impact() >= Impact::moderate;
}

bool has_consequences(std::span<const Finding> findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.named() != nullptr; });
}

// Of the tumour and, where there is one, of the normal: the scarcer decides.
std::uint64_t callable_bases(const CaseContext& context, const PreparedCase& prepared, std::size_t tumor) {
  const BiomarkerRules& rules = context.assay.biomarkers;
  const auto covered = [&](std::size_t sample, std::uint64_t depth) {
    return context.panel != nullptr ? covered_bases(prepared.panels[sample].depth, depth)
                                    : covered_bases(prepared.libraries[sample].depth, depth);
  };
  std::uint64_t bases = covered(tumor, rules.burden_min_depth);
  if (const auto normal = context.calling.normal())
    bases = std::min(bases, covered(*normal, std::max(1U, context.calling.somatic.min_normal_depth)));
  if (rules.burden_bases == 0) return bases;
  const std::uint64_t all = context.panel != nullptr ? covered_bases(prepared.panels[tumor].depth, 0)
                                                     : covered_bases(prepared.libraries[tumor].depth, 0);
  if (all == 0) return 0;
  return static_cast<std::uint64_t>(static_cast<double>(rules.burden_bases) * static_cast<double>(bases) /
                                    static_cast<double>(all));
}

std::string counted_text(bool has_genes, const CaseContext& context) {
  if (context.assay.biomarkers.burden_counts == BurdenCounts::snvs) return "SNVs";
  return has_genes ? "non-synonymous SNVs" : "SNVs of the targets (no genes were given)";
}

TumorBiomarkers measure(const CaseContext& context, const PreparedCase& prepared, std::span<const Finding> findings,
                        std::size_t tumor) {
  TumorBiomarkers measured;
  measured.sample = context.input.samples[tumor].name;
  measured.fractions.assign(101, 0);
  BiomarkerRules rules = context.assay.biomarkers;
  const bool has_genes = has_consequences(findings);
  measured.burden_counts = counted_text(has_genes, context);
  if (!has_genes) rules.burden_counts = BurdenCounts::snvs;
  std::uint64_t counted = 0;
  for (const Finding& finding : findings) {
    if (finding.origin != FindingOrigin::somatic || finding.filters != "PASS") continue;
    const auto& depth = finding.samples[tumor].allele_depth;
    if (depth[1] == 0) continue;
    ++measured.fractions[std::uint64_t{depth[1]} * 100 / (depth[0] + depth[1])];
    if (counts_for_burden(finding, tumor, rules)) ++counted;
    if (!is_passed_snv(finding)) continue;
    if (const auto at = mutation_context(context.genome, finding.position, finding.alternate.front()))
      ++measured.spectrum[*at];
  }
  measured.burden = estimate_burden(counted, callable_bases(context, prepared, tumor));
  return measured;
}

}  // namespace

std::uint64_t covered_bases(std::span<const std::uint64_t> positions_by_depth, std::uint64_t least_depth) {
  std::uint64_t bases = 0;
  // The last element holds deeper positions too.
  const std::uint64_t first =
      std::min<std::uint64_t>(least_depth, positions_by_depth.empty() ? 0 : positions_by_depth.size() - 1);
  for (std::size_t depth = first; depth < positions_by_depth.size(); ++depth) bases += positions_by_depth[depth];
  return bases;
}

bool counts_for_burden(const Finding& finding, std::size_t tumor, const BiomarkerRules& rules) {
  if (!is_passed_snv(finding)) return false;
  if (rules.burden_counts == BurdenCounts::nonsynonymous_snvs && !is_nonsynonymous(finding)) return false;
  const FindingSample& sample = finding.samples[tumor];
  const std::uint64_t total = std::uint64_t{sample.allele_depth[0]} + sample.allele_depth[1];
  const std::uint64_t millionths = std::uint64_t{sample.allele_depth[1]} * 1000000;
  return sample.depth >= rules.burden_min_depth && sample.allele_depth[1] >= rules.burden_min_alternate_reads &&
         millionths >= rules.burden_min_fraction_ppm * total && millionths <= rules.burden_max_fraction_ppm * total;
}

std::vector<TumorBiomarkers> measure_biomarkers(const CaseContext& context, const PreparedCase& prepared,
                                                const JudgedRepeats& repeats, std::span<const Finding> findings) {
  std::vector<TumorBiomarkers> measured;
  for (const std::size_t tumor : context.calling.tumors()) {
    measured.push_back(measure(context, prepared, findings, tumor));
    measured.back().instability = estimate_instability(repeats.counts[tumor]);
  }
  return measured;
}

}  // namespace norrsken
