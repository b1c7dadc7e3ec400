#include "pipeline/annotation/gather_findings.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "kernels/prioritisation/inheritance.hpp"
#include "kernels/prioritisation/rules.hpp"
#include "kernels/types/contig_alias.hpp"
#include "pipeline/annotation/finding_pack.hpp"
#include "pipeline/mpi/all_or_none.hpp"

namespace norrsken {
namespace {

std::vector<std::string> x_contigs(std::span<const Contig> contigs) {
  std::vector<std::string> names;
  for (const Contig& contig : contigs)
    if (plain_contig_name(contig.name) == "X") names.push_back(contig.name);
  return names;
}

void judge(const CaseContext& context, std::vector<Finding>& findings) {
  const std::vector<std::string> on_x = x_contigs(context.genome.contigs);
  for (const Trio& trio : context.calling.trios) find_models(findings, {trio.child, trio.mother, trio.father}, on_x);
  for (Finding& finding : findings) apply_rules(context.assay.annotation.rules, finding);
  const auto key = [](const Finding& each) {
    return std::tie(each.section, each.rank, each.position, each.reference, each.alternate, each.origin);
  };
  std::sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
}

}  // namespace

std::vector<Finding> gather_findings(const CaseContext& context, std::vector<Finding> mine) {
  std::string packed;
  all_or_none(context.comm, "collecting findings", [&] {
    if (!context.comm.is_root()) packed = pack_findings(mine);
  });
  const std::vector<std::string> others = context.comm.gather(packed);
  std::vector<Finding> findings;
  all_or_none(context.comm, "judging findings", [&] {
    if (!context.comm.is_root()) return;
    findings = std::move(mine);
    for (const std::string& bytes : others) unpack_findings(bytes, findings);
    judge(context, findings);
  });
  return findings;
}

}  // namespace norrsken
