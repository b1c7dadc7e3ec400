#include "pipeline/annotation/annotate_records.hpp"

#include <algorithm>
#include <set>
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

bool by_place(const VariantCall* a, const VariantCall* b) {
  return std::tie(a->position, a->reference, a->alternate) < std::tie(b->position, b->reference, b->alternate);
}

// Annotates a block's records, which are by place, knowing those beside it: a haplotype does not end at a border.
std::vector<VariantAnnotation> annotate_beside(VariantAnnotator& annotator, const std::vector<VariantCall*>& own,
                                               std::vector<VariantCall>& beside) {
  if (beside.empty() || own.empty()) return annotator.annotate(own);
  std::vector<VariantCall*> all = own;
  std::set<const VariantCall*> others;
  for (VariantCall& record : beside) {
    all.push_back(&record);
    others.insert(&record);
  }
  std::sort(all.begin(), all.end(), by_place);
  std::vector<VariantAnnotation> annotations = annotator.annotate(all);
  std::vector<VariantAnnotation> kept;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!others.contains(all[i])) kept.push_back(std::move(annotations[i]));
  return kept;
}

// Alleles beyond the block as records of the samples that carry the phase set; each once.
std::vector<VariantCall> records_beyond(const std::vector<SomaticCall>& calls) {
  std::vector<VariantCall> records;
  for (const SomaticCall& call : calls)
    for (const NearAllele& near : call.beyond) {
      const bool is_there = std::any_of(records.begin(), records.end(), [&](const VariantCall& each) {
        return each.position == near.position && each.reference == near.reference && each.alternate == near.alternate;
      });
      if (is_there) continue;
      VariantCall& record = records.emplace_back();
      record.position = near.position;
      record.reference = near.reference;
      record.alternate = near.alternate;
      record.samples = call.record.samples;
    }
  return records;
}

bool is_shown_by_a_rule(const std::vector<PriorityRule>& rules, const Finding& finding) {
  return std::any_of(rules.begin(), rules.end(), [&](const PriorityRule& rule) {
    return rule.origin == FindingOrigin::germline && rule.showing == Showing::shown && holds(rule, finding);
  });
}

}  // namespace

std::vector<Finding> annotate_germline(const CaseContext& context, VariantAnnotator& annotator, BlockCalls& calls) {
  std::vector<VariantCall*> order;
  for (VariantCall& record : calls.variants) order.push_back(&record);
  std::sort(order.begin(), order.end(), by_place);
  const std::vector<VariantAnnotation> annotations = annotate_beside(annotator, order, calls.beside);
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
    std::vector<VariantCall> beyond = records_beyond(calls);
    annotations = annotate_beside(*annotator, records, beyond);
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
