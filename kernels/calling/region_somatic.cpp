// What the tumours of a case have beside the germline pair of their normal.
#include <algorithm>

#include "kernels/calling/record.hpp"
#include "kernels/calling/region_caller.hpp"
#include "kernels/statistics/fisher.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_somatic_candidates = 12;
constexpr std::size_t more_haplotypes = 48;
constexpr std::size_t max_united_candidates = 5;
constexpr std::int64_t worth_uniting = 3000;    // log10 x 1000 of the odds in the best tumour
constexpr std::int64_t worth_reporting = 2500;  // the same
// Log10 x 1000. What changes often in the germline changes more often in a tumour too, and in every library, but less
// so.
constexpr std::int64_t somatic_snv_prior = -5000;  // ten in a million bases
constexpr std::int64_t somatic_indel_prior = -5500;
constexpr std::int64_t artefact_prior = -5000;
constexpr std::int64_t indel_germline_prior = -3600;  // outside of tracts

SomaticPriors priors_of(const HaplotypeVariant& variant, std::uint32_t germline_centiphred) {
  SomaticPriors priors{somatic_snv_prior, -static_cast<std::int64_t>(germline_centiphred), artefact_prior};
  if (variant.is_snv()) return priors;
  const std::int64_t mutability = priors.germline - indel_germline_prior;
  priors.somatic = somatic_indel_prior + mutability / 2;
  priors.artefact += mutability / 2;
  return priors;
}

bool is_shown(const std::vector<HaplotypeVariant>& variants, const HaplotypeVariant& wanted) {
  return std::find(variants.begin(), variants.end(), wanted) != variants.end();
}

}  // namespace

AlleleEvidence RegionCaller::evidence_of(std::size_t sample, std::size_t variant, const CostMatrix& costs) const {
  AlleleEvidence evidence;
  for (std::size_t f = first_fragment_[sample]; f < first_fragment_[sample + 1]; ++f) {
    const FragmentCosts by = costs_by_variant(f, variant, costs);
    evidence.add(by.with_phred, by.without_phred);
  }
  return evidence;
}

// Variants that are not the normal's and that reads of some tumour show better than the normal's pair, the likeliest
// first.
std::vector<HaplotypeVariant> RegionCaller::likely_in_tumors(const PairPosterior& pair) const {
  const CostMatrix costs = relative_costs();
  const std::uint64_t germline = masks_[pair.first] | masks_[pair.second];
  std::vector<std::pair<std::int64_t, std::size_t>> likely;
  for (std::size_t v = 0; v < variants_.size(); ++v) {
    if (germline >> v & 1) continue;
    std::int64_t best = 0;
    for (const std::size_t sample : options_.tumors()) {
      AlleleEvidence evidence;
      for (std::size_t f = first_fragment_[sample]; f < first_fragment_[sample + 1]; ++f)
        evidence.add(costs_by_variant(f, v, costs).with_phred,
                     std::min(costs.at(pair.first, f), costs.at(pair.second, f)));
      const FractionLikelihoods likelihoods = evidence.likelihoods();
      best = std::max(best, *std::max_element(likelihoods.begin(), likelihoods.end()));
    }
    if (best >= worth_uniting) likely.emplace_back(-best, v);
  }
  std::sort(likely.begin(), likely.end());
  std::vector<HaplotypeVariant> variants;
  for (const auto& [odds, v] : likely) variants.push_back(variants_[v]);
  return variants;
}

// Every candidate on each of the normal's haplotypes; then the likely ones together, as one clone may carry several.
void RegionCaller::add_somatic_haplotypes(const BlockReads& block, const PairPosterior& pair,
                                          const RegionContext& context) {
  max_haplotypes_ = haplotypes_.size() + more_haplotypes;
  const std::uint64_t germline = masks_[pair.first] | masks_[pair.second];
  std::vector<Haplotype> bases{haplotypes_[pair.first]};
  if (pair.second != pair.first) bases.push_back(haplotypes_[pair.second]);
  std::vector<HaplotypeVariant> candidates;
  for (std::size_t v = 0; v < variants_.size(); ++v)
    if ((germline >> v & 1) == 0) candidates.push_back(variants_[v]);
  for (const HaplotypeVariant& event : events_)
    if (!is_shown(variants_, event)) candidates.push_back(event);
  if (candidates.size() > max_somatic_candidates) candidates.resize(max_somatic_candidates);
  std::size_t before = haplotypes_.size();
  for (const HaplotypeVariant& candidate : candidates)
    for (const Haplotype& base : bases) add_with_event(base, candidate);
  score_from(before, block);
  index_variants(context.tracts);

  std::vector<HaplotypeVariant> likely = likely_in_tumors(pair);
  if (likely.size() < 2) return;
  if (likely.size() > max_united_candidates) likely.resize(max_united_candidates);
  before = haplotypes_.size();
  for (const Haplotype& base : bases) {
    std::optional<Haplotype> all = base;
    for (std::size_t i = 0; i < likely.size(); ++i) {
      if (auto more = with_event(*all, likely[i])) all = std::move(more);
      const std::optional<Haplotype> with_one = with_event(base, likely[i]);
      for (std::size_t j = i + 1; with_one && j < likely.size(); ++j) add_with_event(*with_one, likely[j]);
    }
    add_haplotype(std::move(*all));
  }
  score_from(before, block);
  index_variants(context.tracts);
}

SomaticCall RegionCaller::describe_somatic(const PlacedReads& reads, std::size_t variant, const CostMatrix& costs,
                                           const RegionContext& context) const {
  SomaticCall call;
  call.record = make_record(variants_[variant], window_, context.tracts);
  call.record.haplotypes = static_cast<std::uint8_t>(std::min<std::size_t>(haplotypes_.size(), 255));
  SupportSummary in_tumors;
  for (std::size_t sample = 0; sample < samples(); ++sample) {
    const SupportSummary support = support_of(sample, variant, reads, costs);
    GenotypeCall genotype;
    genotype.ploidy = context.ploidies[sample];
    support.describe(genotype);
    if (options_.is_tumor(sample)) {
      in_tumors.add(support);
      genotype.alleles[1] = genotype.forward_depth[1] + genotype.reverse_depth[1] != 0;
    }
    const std::uint32_t alternate = genotype.forward_depth[1] + genotype.reverse_depth[1];
    const std::uint32_t reference = genotype.forward_depth[0] + genotype.reverse_depth[0];
    const FractionInterval interval = fraction_interval(alternate, alternate + reference);
    SomaticSample own;
    own.fraction_low_per_10000 = interval.low_per_10000;
    own.fraction_high_per_10000 = interval.high_per_10000;
    own.f1r2_depth = support.f1r2();
    own.f2r1_depth = support.f2r1();
    call.record.samples.push_back(genotype);
    call.samples.push_back(own);
  }
  in_tumors.describe(call.record);
  call.orientation_bias_phred = static_cast<std::int16_t>(
      fisher_phred(in_tumors.f1r2()[0], in_tumors.f2r1()[0], in_tumors.f1r2()[1], in_tumors.f2r1()[1]));
  return call;
}

void RegionCaller::call_somatic(const BlockReads& block, const std::vector<PairPosterior>& posteriors,
                                const RegionContext& context, bool is_lone_snv, CalledRegion& called) {
  const std::optional<std::size_t> normal = options_.normal();
  std::uint64_t germline = 0;  // variants of the normal's pair
  if (normal) germline = masks_[posteriors[*normal].first] | masks_[posteriors[*normal].second];
  if (!is_lone_snv) add_somatic_haplotypes(block, posteriors[normal.value_or(0)], context);
  const auto odds_of = [&](const SomaticPosterior& posterior) {
    return normal ? posterior.odds() : posterior.odds_if_not_germline();
  };
  const CostMatrix costs = relative_costs();
  for (std::size_t v = 0; v < variants_.size(); ++v) {
    if (germline >> v & 1) continue;
    std::optional<AlleleEvidence> in_normal;
    if (normal) in_normal = evidence_of(*normal, v, costs);
    const SomaticPriors priors = priors_of(variants_[v], priors_[v]);
    std::optional<SomaticPosterior> best;  // of the tumour that shows it most
    std::vector<std::int64_t> odds(samples(), 0);
    for (std::size_t sample = 0; sample < samples(); ++sample) {
      if (!options_.is_tumor(sample)) continue;
      const SomaticPosterior posterior = judge_somatic(evidence_of(sample, v, costs), in_normal, priors);
      odds[sample] = posterior.tumor_odds;
      if (!best || odds_of(posterior) > odds_of(*best)) best = posterior;
    }
    if (best->tumor_odds < worth_reporting) continue;
    SomaticCall call = describe_somatic(*block.reads, v, costs, context);
    for (std::size_t sample = 0; sample < samples(); ++sample)
      call.samples[sample].odds_centiphred = static_cast<std::int32_t>(odds[sample]);
    call.normal_odds_centiphred = static_cast<std::int32_t>(best->normal_odds);
    call.record.quality_centiphred = static_cast<std::uint32_t>(std::max<std::int64_t>(odds_of(*best), 0));
    call.explanation = best->best_other();
    called.somatic.push_back(std::move(call));
  }
}

}  // namespace norrsken
