#include "pipeline/annotation/annotate_records.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "kernels/prioritisation/rules.hpp"

namespace norrsken {
namespace {

bool is_carried_by_the_person(const CallingOptions& calling, const VariantCall& record) {
  for (std::size_t sample = 0; sample < record.samples.size(); ++sample)
    if (!calling.is_tumor(sample) && carries_variant(record.samples[sample])) return true;
  return false;
}

bool is_shown_by_a_rule(const std::vector<PriorityRule>& rules, const Finding& finding) {
  return std::any_of(rules.begin(), rules.end(), [&](const PriorityRule& rule) {
    return rule.origin == FindingOrigin::germline && rule.showing == Showing::shown && holds(rule, finding);
  });
}

}  // namespace

std::vector<Finding> annotate_germline(const CaseContext& context, VariantAnnotator& annotator,
                                       std::vector<VariantCall>& records) {
  std::vector<VariantCall*> order;
  for (VariantCall& record : records) order.push_back(&record);
  std::sort(order.begin(), order.end(), [](const VariantCall* a, const VariantCall* b) {
    return std::tie(a->position, a->reference, a->alternate) < std::tie(b->position, b->reference, b->alternate);
  });
  const std::vector<VariantAnnotation> annotations = annotator.annotate(order);
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool may_be_one = order[i]->filters == 0 || annotations[i].is_known;
    if (!may_be_one || !is_carried_by_the_person(context.calling, *order[i])) continue;
    Finding finding = germline_finding(context.genome, *order[i], annotations[i]);
    if (finding.is_rescued || is_shown_by_a_rule(context.assay.annotation.rules, finding))
      findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<Finding> annotate_somatic(const CaseContext& context, VariantAnnotator* annotator,
                                      std::vector<SomaticCall>& calls) {
  std::vector<VariantAnnotation> annotations(calls.size());
  if (annotator != nullptr) {
    std::vector<VariantCall*> records;
    for (SomaticCall& call : calls) records.push_back(&call.record);
    annotations = annotator->annotate(records);
  }
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const bool may_be_one = calls[i].record.filters == 0 || calls[i].is_hotspot || annotations[i].is_known;
    if (!may_be_one) continue;
    Finding finding = somatic_finding(context.genome, calls[i], annotations[i]);
    if (calls[i].record.filters == 0 || finding.is_rescued) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace norrsken
