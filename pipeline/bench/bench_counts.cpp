#include "pipeline/bench/bench_counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace norrsken {
namespace {

std::vector<Placement> placements(const BenchInputs& inputs, const std::string& contig, std::string_view reference,
                                  const std::vector<VariantAllele>& alleles, Placement outside_confident) {
  std::vector<Placement> result;
  result.reserve(alleles.size());
  for (const VariantAllele& allele : alleles) {
    const ContigSpan changed = changed_span(reference, allele);
    if (!inputs.is_counted(contig, changed))
      result.push_back(Placement::not_counted);
    else
      result.push_back(inputs.is_confident(contig, changed) ? Placement::counted : outside_confident);
  }
  return result;
}

// A call beyond the border of a confident region that spells a counted truth allele is right, not unknown.
void count_calls_of_counted_truth(ComparedContig& contig) {
  std::unordered_set<std::uint32_t> counted;
  for (std::size_t i = 0; i < contig.truth_placement.size(); ++i)
    if (contig.truth_placement[i] == Placement::counted && contig.comparison.truth[i].verdict == Verdict::matched)
      counted.insert(contig.comparison.truth[i].group);
  for (std::size_t i = 0; i < contig.call_placement.size(); ++i) {
    const ComparedAllele& call = contig.comparison.calls[i];
    if (contig.call_placement[i] == Placement::unknown && call.verdict == Verdict::matched &&
        counted.count(call.group) != 0)
      contig.call_placement[i] = Placement::counted;
  }
}

std::vector<std::size_t> unmatched(const std::vector<ComparedAllele>& alleles,
                                   const std::vector<Placement>& placement) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < alleles.size(); ++i)
    if (placement[i] == Placement::counted && alleles[i].verdict != Verdict::matched) result.push_back(i);
  return result;
}

DiscordantAllele make_discordant(const ComparedContig& contig, const ContigVariants& variants, std::size_t index,
                                 Verdict verdict) {
  const AlleleOrigin origin = variants.origins[index];
  const VcfRecord& record = variants.records[origin.record];
  DiscordantAllele allele;
  allele.contig = contig.name;
  allele.position_1based = record.position + 1;
  allele.reference = record.reference;
  allele.alternate = record.alternates[origin.alternate - 1];
  allele.type = type_of(variants.alleles[index]);
  allele.length_class = length_class_of(variants.alleles[index]);
  allele.verdict = verdict;
  allele.genotype = genotype_text(record);
  allele.quality = record.quality_phred ? fmt::format("{:g}", *record.quality_phred) : ".";
  return allele;
}

// Adds to the whole table and to those of the strata that the allele overlaps.
template <typename Add>
void add_everywhere(const BenchInputs& inputs, const ComparedContig& contig, const VariantAllele& allele,
                    BenchCounts& counts, Add add) {
  add(counts.all.of(allele));
  if (inputs.strata.empty()) return;
  const ContigSpan changed = changed_span(contig.reference, allele);
  for (std::size_t i = 0; i < inputs.strata.size(); ++i) {
    const RegionSet* set = inputs.strata[i].on(contig.name);
    if (set == nullptr || set->overlaps(changed)) add(counts.strata[i].of(allele));
  }
}

// The first that is a fraction.
std::optional<double> fraction_of(const std::vector<std::string>& values) {
  for (const std::string& value : values)
    if (const auto fraction = parse_fraction(value)) return fraction;
  return std::nullopt;
}

std::optional<double> truth_fraction(const ContigVariants& truth, std::size_t index) {
  return fraction_of(truth.records[truth.origins[index].record].info);
}

std::optional<double> call_fraction(const ContigVariants& calls, std::size_t index) {
  const VcfRecord& record = calls.records[calls.origins[index].record];
  const auto key = std::ranges::find(evidence_format, "AF") - evidence_format.begin();
  return static_cast<std::size_t>(key) < record.format.size()
             ? parse_fraction(record.format[static_cast<std::size_t>(key)])
             : std::nullopt;
}

float quality_of(const ContigVariants& calls, std::size_t index) {
  return calls.records[calls.origins[index].record].quality_phred.value_or(0.0F);
}

// A group is found only while its weakest call is kept.
std::unordered_map<std::uint32_t, float> group_qualities(const ComparedContig& contig) {
  std::unordered_map<std::uint32_t, float> weakest;
  for (std::size_t i = 0; i < contig.comparison.calls.size(); ++i) {
    const ComparedAllele& call = contig.comparison.calls[i];
    if (call.verdict != Verdict::matched) continue;
    const float quality = quality_of(contig.calls, i);
    const auto [entry, is_new] = weakest.try_emplace(call.group, quality);
    if (!is_new) entry->second = std::min(entry->second, quality);
  }
  return weakest;
}

void add_truth(const BenchInputs& inputs, const ComparedContig& contig, BenchCounts& counts) {
  const auto weakest = group_qualities(contig);
  for (std::size_t i = 0; i < contig.truth.alleles.size(); ++i) {
    if (contig.truth_placement[i] != Placement::counted) continue;
    const VariantAllele& allele = contig.truth.alleles[i];
    const ComparedAllele& result = contig.comparison.truth[i];
    add_everywhere(inputs, contig, allele, counts, [&](Tally& tally) { tally.add_truth(result.verdict); });
    counts.by_fraction.of(type_of(allele), truth_fraction(contig.truth, i)).add_truth(result.verdict);
    RocCurve& roc = counts.roc[static_cast<std::size_t>(type_of(allele))];
    if (result.verdict == Verdict::matched)
      roc.add_found_truth(weakest.at(result.group));
    else
      roc.add_lost_truth();
  }
}

void add_calls(const BenchInputs& inputs, const ComparedContig& contig, BenchCounts& counts) {
  for (std::size_t i = 0; i < contig.calls.alleles.size(); ++i) {
    const VariantAllele& allele = contig.calls.alleles[i];
    const Verdict verdict = contig.comparison.calls[i].verdict;
    if (contig.call_placement[i] == Placement::not_counted) continue;
    if (contig.call_placement[i] == Placement::unknown) {
      add_everywhere(inputs, contig, allele, counts, [](Tally& tally) { ++tally.calls_unknown; });
      continue;
    }
    add_everywhere(inputs, contig, allele, counts, [&](Tally& tally) { tally.add_call(verdict); });
    counts.by_fraction.of(type_of(allele), call_fraction(contig.calls, i)).add_call(verdict);
    RocCurve& roc = counts.roc[static_cast<std::size_t>(type_of(allele))];
    if (verdict == Verdict::matched)
      roc.add_right_call(quality_of(contig.calls, i));
    else
      roc.add_wrong_call(quality_of(contig.calls, i));
  }
}

}  // namespace

ComparedContig compare_contig(BenchInputs& inputs, const BenchOptions& options, const std::string& name) {
  ComparedContig contig;
  contig.name = name;
  contig.reference = inputs.reference.sequence(name);
  contig.truth = make_contig_variants(inputs.truth.take(name), contig.reference, inputs.truth.path(), name,
                                      options.filters, inputs.missing_truth);
  contig.calls = make_contig_variants(inputs.calls.take(name), contig.reference, inputs.calls.path(), name,
                                      options.filters, inputs.missing_calls);
  contig.comparison = compare_alleles(contig.reference, contig.truth.alleles, contig.calls.alleles, options.comparison);
  contig.truth_placement = placements(inputs, name, contig.reference, contig.truth.alleles, Placement::not_counted);
  contig.call_placement = placements(inputs, name, contig.reference, contig.calls.alleles, Placement::unknown);
  count_calls_of_counted_truth(contig);
  return contig;
}

void add_contig(const BenchInputs& inputs, const ComparedContig& contig, BenchCounts& counts) {
  counts.strata.resize(inputs.strata.size());
  counts.truth_left_out.add(contig.truth.left_out);
  counts.calls_left_out.add(contig.calls.left_out);
  counts.comparison.add(contig.comparison.counts);
  add_truth(inputs, contig, counts);
  add_calls(inputs, contig, counts);
  for (const std::size_t index : lost_alleles(contig))
    counts.lost.push_back(make_discordant(contig, contig.truth, index, contig.comparison.truth[index].verdict));
  for (const std::size_t index : wrong_calls(contig))
    counts.wrong.push_back(make_discordant(contig, contig.calls, index, contig.comparison.calls[index].verdict));
}

std::vector<std::size_t> lost_alleles(const ComparedContig& contig) {
  return unmatched(contig.comparison.truth, contig.truth_placement);
}

std::vector<std::size_t> wrong_calls(const ComparedContig& contig) {
  return unmatched(contig.comparison.calls, contig.call_placement);
}

}  // namespace norrsken
