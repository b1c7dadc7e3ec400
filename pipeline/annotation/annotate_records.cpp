#include "pipeline/annotation/annotate_records.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "kernels/consequence/compound.hpp"
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

// Germline alleles that the molecules of somatic records carry, each with the records that it goes with.
using Companions = std::map<const VariantCall*, std::vector<const VariantCall*>>;

// Those that one molecule carries, with the germline alleles that go with its somatic ones.
std::vector<std::vector<std::uint32_t>> haplotypes_with(const std::vector<VariantCall*>& records,
                                                        const Companions& companions) {
  const std::vector<const VariantCall*> read_only(records.begin(), records.end());
  std::vector<std::vector<std::uint32_t>> haplotypes = haplotypes_of(read_only);
  if (companions.empty()) return haplotypes;
  std::map<const VariantCall*, std::uint32_t> index;
  for (std::uint32_t i = 0; i < read_only.size(); ++i) index[read_only[i]] = i;
  for (const auto& [germline, somatic] : companions)
    for (std::vector<std::uint32_t>& haplotype : haplotypes) {
      const bool goes_along = std::any_of(haplotype.begin(), haplotype.end(), [&, own = &somatic](std::uint32_t i) {
        return std::find(own->begin(), own->end(), read_only[i]) != own->end();
      });
      if (goes_along)
        haplotype.insert(std::lower_bound(haplotype.begin(), haplotype.end(), index[germline]), index[germline]);
    }
  return haplotypes;
}

// Annotates a block's records, which are by place, knowing those beside it: a haplotype does not end at a border.
std::vector<VariantAnnotation> annotate_beside(VariantAnnotator& annotator, const std::vector<VariantCall*>& own,
                                               std::vector<VariantCall>& beside, const Companions& companions = {}) {
  if (beside.empty() || own.empty()) return annotator.annotate(own);
  std::vector<VariantCall*> all = own;
  std::set<const VariantCall*> others;
  for (VariantCall& record : beside) {
    all.push_back(&record);
    others.insert(&record);
  }
  std::sort(all.begin(), all.end(), by_place);
  std::vector<VariantAnnotation> annotations = annotator.annotate(all, haplotypes_with(all, companions));
  std::vector<VariantAnnotation> kept;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!others.contains(all[i])) kept.push_back(std::move(annotations[i]));
  return kept;
}

bool is_spelled(const VariantCall& record, const NearAllele& allele) {
  return record.position == allele.position && record.reference == allele.reference &&
         record.alternate == allele.alternate;
}

VariantCall record_of(const NearAllele& allele, std::vector<GenotypeCall> samples) {
  VariantCall record;
  record.position = allele.position;
  record.reference = allele.reference;
  record.alternate = allele.alternate;
  record.samples = std::move(samples);
  return record;
}

// Alleles beyond the block as records of the samples that carry the phase set; each once.
std::vector<VariantCall> records_beyond(const std::vector<SomaticCall>& calls) {
  std::vector<VariantCall> records;
  for (const SomaticCall& call : calls)
    for (const NearAllele& near : call.beyond)
      if (std::none_of(records.begin(), records.end(), [&](const VariantCall& each) { return is_spelled(each, near); }))
        records.push_back(record_of(near, call.record.samples));
  return records;
}

// Appends the germline alleles beside somatic records, each once, of samples that do not show them by themselves.
Companions add_germline(const std::vector<SomaticCall>& calls, std::vector<VariantCall>& records) {
  std::size_t alleles = records.size();
  for (const SomaticCall& call : calls) alleles += call.germline.size();
  records.reserve(alleles);  // the companions point at them
  const std::size_t first = records.size();
  Companions companions;
  for (const SomaticCall& call : calls)
    for (const NearAllele& near : call.germline) {
      auto known = std::find_if(records.begin() + static_cast<std::ptrdiff_t>(first), records.end(),
                                [&](const VariantCall& each) { return is_spelled(each, near); });
      if (known == records.end())
        known = records.insert(known, record_of(near, std::vector<GenotypeCall>(call.record.samples.size())));
      companions[&*known].push_back(&call.record);
    }
  return companions;
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
    records.reserve(calls.size());
    for (SomaticCall& call : calls) records.push_back(&call.record);
    std::vector<VariantCall> beyond = records_beyond(calls);
    const Companions companions = add_germline(calls, beyond);
    annotations = annotate_beside(*annotator, records, beyond, companions);
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
