// What the tumours of a case have beside the germline pair of their normal.
#include <algorithm>

#include "kernels/calling/phasing.hpp"
#include "kernels/calling/record.hpp"
#include "kernels/calling/region_caller.hpp"
#include "kernels/somatic/variant_kmers.hpp"
#include "kernels/statistics/fisher.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_somatic_candidates = 12;
constexpr std::size_t more_haplotypes = 48;
constexpr std::size_t max_united_candidates = 5;
constexpr std::int64_t worth_uniting = 3000;              // log10 x 1000 of the odds in the best tumour
constexpr std::int64_t worth_reporting = 2500;            // the same
constexpr std::uint32_t sure_germline_centiphred = 7000;  // six reads of thirty
// Log10 x 1000. What changes often in the germline changes more often in a tumour too, and in every library, but less
// so.
constexpr std::int64_t rarer_indels = 500;  // than SNVs
constexpr std::int64_t artefact_prior = -5000;
constexpr std::int64_t indel_germline_prior = -3600;  // outside of tracts

SomaticPriors priors_of(const HaplotypeVariant& variant, std::uint32_t germline_centiphred,
                        std::uint32_t snv_centiphred) {
  SomaticPriors priors{-static_cast<std::int64_t>(snv_centiphred), -static_cast<std::int64_t>(germline_centiphred),
                       artefact_prior};
  if (variant.is_snv()) return priors;
  const std::int64_t mutability = priors.germline - indel_germline_prior;
  priors.somatic += mutability / 2 - rarer_indels;
  priors.artefact += mutability / 2;
  return priors;
}

bool is_shown(const std::vector<HaplotypeVariant>& variants, const HaplotypeVariant& wanted) {
  return std::find(variants.begin(), variants.end(), wanted) != variants.end();
}

}  // namespace

// Whether a read of the fragment reaches the variant: others could tell of it only by what else its haplotypes carry.
bool RegionCaller::reaches(const Fragment& fragment, const HaplotypeVariant& variant, const PlacedReads& reads) const {
  const GenomePosition last = variant.start + std::max(1U, variant.reference_bases);
  for (unsigned r = 0; r < fragment.count; ++r) {
    const PlacedRead& read = reads.reads[fragment.reads[r]];
    if (read.position <= last && read.end() >= variant.start) return true;
  }
  return false;
}

// Damage of a library looks like the variant, in fragments of one orientation: these say no more than damage is rare.
AlleleEvidence RegionCaller::evidence_of(const PlacedReads& reads, std::size_t sample, std::size_t variant,
                                         const CostMatrix& costs) const {
  AlleleEvidence evidence;
  const std::array<std::uint8_t, 2> caps = damage_caps(sample, variants_[variant]);
  for (std::size_t f = first_fragment_[sample]; f < first_fragment_[sample + 1]; ++f) {
    if (!reaches(fragments_[f], variants_[variant], reads)) continue;
    FragmentCosts by = costs_by_variant(f, variant, costs);
    const unsigned cap = caps[orientation_of(reads.reads[fragments_[f].reads[0]])];
    by.without_phred = std::min(by.without_phred, by.with_phred + cap);
    evidence.add(by.with_phred, by.without_phred);
  }
  return evidence;
}

std::array<std::uint8_t, 2> RegionCaller::damage_caps(std::size_t sample, const HaplotypeVariant& variant) const {
  constexpr std::array<std::uint8_t, 2> none{AlleleEvidence::max_difference_phred,
                                             AlleleEvidence::max_difference_phred};
  if (!variant.is_snv() || sample >= damage_.size()) return none;
  const BaseCode reference = window_[variant.start];
  if (reference >= 4) return none;
  const DamageProfile& damage = damage_[sample];
  return {damage.cap_phred[0][reference][variant.alternate[0]], damage.cap_phred[1][reference][variant.alternate[0]]};
}

// Variants that are not the normal's and that reads of some tumour show better than the normal's pair, the likeliest
// first.
std::vector<HaplotypeVariant> RegionCaller::likely_in_tumors(const PairPosterior& pair) const {
  const CostMatrix costs = relative_costs();
  const std::uint64_t germline = masks_[pair.first] | masks_[pair.second];
  std::vector<std::pair<std::int64_t, std::size_t>> likely;
  for (std::size_t v = 0; v < variants_.size(); ++v) {
    if (germline >> v & 1) continue;
    std::int32_t best = 0;
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

// Gives haplotypes the spelling with the fewest variants beside those of one of the normal's.
void RegionCaller::respell_haplotypes(std::span<const Haplotype> bases) {
  const auto beside = [](const std::vector<HaplotypeVariant>& variants, const Haplotype& base) {
    return std::count_if(variants.begin(), variants.end(),
                         [&](const HaplotypeVariant& each) { return !is_shown(base.variants, each); });
  };
  for (Haplotype& haplotype : haplotypes_)
    for (const Haplotype& base : bases) {
      if (base.variants.empty() || haplotype.bases == base.bases || beside(haplotype.variants, base) < 2) continue;
      auto spelled = name_variants_beside(window_, start_, end_, base, haplotype.bases);
      if (spelled && beside(*spelled, base) < beside(haplotype.variants, base))
        haplotype.variants = std::move(*spelled);
    }
}

// Every candidate on each of the normal's haplotypes; then the likely ones together, as one clone may carry several.
void RegionCaller::add_somatic_haplotypes(const BlockReads& block, const PairPosterior& pair,
                                          const RegionContext& context) {
  max_haplotypes_ = haplotypes_.size() + more_haplotypes;
  std::vector<Haplotype> bases{haplotypes_[pair.first]};
  if (pair.second != pair.first) bases.push_back(haplotypes_[pair.second]);
  respell_haplotypes(bases);
  index_variants(context.tracts);
  std::vector<HaplotypeVariant> candidates;
  for (std::size_t v = 0; v < variants_.size(); ++v)
    if (!is_shown(bases.front().variants, variants_[v]) && !is_shown(bases.back().variants, variants_[v]))
      candidates.push_back(variants_[v]);
  for (const HaplotypeVariant& event : events_)
    if (!is_shown(variants_, event)) candidates.push_back(event);
  if (candidates.size() > max_somatic_candidates) candidates.resize(max_somatic_candidates);
  std::size_t before = haplotypes_.size();
  for (const HaplotypeVariant& candidate : candidates)
    for (const Haplotype& base : bases) add_with_event(base, candidate);
  respell_haplotypes(bases);
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
  respell_haplotypes(bases);
  score_from(before, block);
  index_variants(context.tracts);
}

// Reads of every sample that hold a k-mer of the variant, whatever else is known of them: duplicates, further places
// and reads without a place count too.
void RegionCaller::count_variant_kmers(const BlockReads& block, const HaplotypeVariant& variant,
                                       SomaticCall& call) const {
  constexpr GenomePosition around_bases = 200;
  const GenomePosition from = std::max(window_.start(), variant.start - std::min(variant.start, around_bases));
  const GenomePosition to = std::min(window_.end(), variant.start + variant.reference_bases + around_bases);
  const VariantKmers kmers(window_.slice(from, to), variant.start - from, variant.reference_bases, variant.alternate);
  const auto& reads = block.reads->reads;
  const GenomePosition least = variant.start - std::min(variant.start, block.longest_span);
  auto read =
      std::partition_point(reads.begin(), reads.end(), [&](const PlacedRead& each) { return each.position < least; });
  for (; read != reads.end() && read->position <= variant.start + variant.reference_bases; ++read)
    if (read->end() > variant.start &&
        kmers.occur_in(block.reads->bases_of(static_cast<std::size_t>(read - reads.begin()))))
      ++call.samples[read->sample].variant_kmer_reads;
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
      genotype.alleles[1] = genotype.alternate_depth() != 0;
    }
    const FractionInterval interval =
        fraction_interval(genotype.alternate_depth(), genotype.alternate_depth() + genotype.reference_depth());
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

// The normal's own variants, but for those that a few reads show: these may come from tumour cells in it and are left
// to the judgement of the pair. To be asked before other haplotypes change the order of the variants.
std::vector<HaplotypeVariant> RegionCaller::surely_germline(const std::vector<PairPosterior>& posteriors) const {
  std::vector<HaplotypeVariant> sure;
  if (!options_.normal()) return sure;
  const PairPosterior& normal = posteriors[*options_.normal()];
  for (std::size_t v = 0; v < normal.variants.size(); ++v) {
    const bool is_carried = (masks_[normal.first] | masks_[normal.second]) >> v & 1;
    if (is_carried && normal.variants[v].quality_centiphred >= sure_germline_centiphred) sure.push_back(variants_[v]);
  }
  return sure;
}

// What each fragment of a tumour says of a variant: 1 it is there, -1 it is not, 0 nothing. In the order of fragments.
std::vector<std::int8_t> RegionCaller::tumor_votes(const PlacedReads& reads, std::size_t variant,
                                                   const CostMatrix& costs) const {
  constexpr unsigned sure_phred = 10;
  std::vector<std::int8_t> votes;
  for (const std::size_t sample : options_.tumors())
    for (std::size_t f = first_fragment_[sample]; f < first_fragment_[sample + 1]; ++f) {
      const FragmentCosts by = costs_by_variant(f, variant, costs);
      const bool is_sure =
          reaches(fragments_[f], variants_[variant], reads) &&
          std::max(by.with_phred, by.without_phred) >= std::min(by.with_phred, by.without_phred) + sure_phred;
      votes.push_back(!is_sure ? std::int8_t{0} : by.with_phred < by.without_phred ? std::int8_t{1} : std::int8_t{-1});
    }
  return votes;
}

// Candidates that the same molecules show get one phase set: the place of the first.
void RegionCaller::phase_candidates(const TumorVotes& votes, GenomePosition contig_start,
                                    std::span<SomaticCandidate> candidates) const {
  const auto go_together = [&](std::size_t a, std::size_t b) {
    unsigned both = 0;
    unsigned one = 0;
    for (std::size_t f = 0; f < votes[a].size(); ++f) {
      if (votes[a][f] == 0 || votes[b][f] == 0) continue;
      both += votes[a][f] > 0 && votes[b][f] > 0 ? 1 : 0;
      one += votes[a][f] != votes[b][f] ? 1 : 0;
    }
    return links(both, one);
  };
  std::vector<std::size_t> leader(votes.size());  // the first candidate of its set
  for (std::size_t i = 0; i < votes.size(); ++i) {
    leader[i] = i;
    for (std::size_t before = 0; before < i && leader[i] == i; ++before)
      if (leader[before] == before && go_together(before, i)) leader[i] = before;
  }
  for (std::size_t i = 0; i < votes.size(); ++i) {
    GenomePosition first = candidates[i].call.record.position;
    std::size_t members = 0;
    for (std::size_t other = 0; other < votes.size(); ++other)
      if (leader[other] == leader[i]) ++members, first = std::min(first, candidates[other].call.record.position);
    if (members < 2) continue;
    for (const std::size_t tumor : options_.tumors()) {
      GenotypeCall& genotype = candidates[i].call.record.samples[tumor];
      genotype.is_phased = carries_variant(genotype);
      genotype.phase_set_1based = genotype.is_phased ? first - contig_start + 1 : 0;
    }
  }
}

// A change of the tumour beside one of the normal may be one of the protein: the molecules say whether they go
// together.
void RegionCaller::note_germline(const PlacedReads& reads, const std::vector<HaplotypeVariant>& germline,
                                 const CostMatrix& costs, const TumorVotes& votes,
                                 std::span<SomaticCandidate> candidates) const {
  for (std::size_t v = 0; v < variants_.size(); ++v) {
    if (!is_shown(germline, variants_[v])) continue;
    const std::vector<std::int8_t> own = tumor_votes(reads, v, costs);
    const VariantCall record = make_record(variants_[v], window_, {});
    for (std::size_t i = 0; i < votes.size(); ++i) {
      unsigned with = 0;
      unsigned without = 0;
      for (std::size_t f = 0; f < own.size(); ++f) {
        with += votes[i][f] > 0 && own[f] > 0 ? 1 : 0;
        without += votes[i][f] > 0 && own[f] < 0 ? 1 : 0;
      }
      if (links(with, without))
        candidates[i].call.germline.push_back({record.position, record.reference, record.alternate});
    }
  }
}

void RegionCaller::collect_candidates(const BlockReads& block, const std::vector<HaplotypeVariant>& germline,
                                      const CostMatrix& costs, const RegionContext& context, CalledRegion& called) {
  std::vector<std::size_t> kept;
  for (std::size_t v = 0; v < variants_.size(); ++v) {
    if (is_shown(germline, variants_[v])) continue;
    SomaticCandidate candidate;
    candidate.likelihoods.resize(samples());
    std::vector<std::int32_t> odds(samples(), 0);
    for (const std::size_t tumor : options_.tumors()) {
      FractionLikelihoods& likelihoods = candidate.likelihoods[tumor];
      likelihoods = evidence_of(*block.reads, tumor, v, costs).likelihoods();
      odds[tumor] = *std::max_element(likelihoods.begin(), likelihoods.end());
    }
    if (*std::max_element(odds.begin(), odds.end()) < worth_reporting) continue;
    for (std::size_t sample = 0; sample < samples(); ++sample)
      if (!options_.is_tumor(sample))
        candidate.likelihoods[sample] = evidence_of(*block.reads, sample, v, costs).likelihoods();
    candidate.priors = priors_of(variants_[v], priors_[v], options_.tumor.snv_prior_centiphred);
    candidate.call = describe_somatic(*block.reads, v, costs, context);
    count_variant_kmers(block, variants_[v], candidate.call);
    for (std::size_t sample = 0; sample < samples(); ++sample)
      candidate.call.samples[sample].odds_centiphred = odds[sample];
    called.somatic.push_back(std::move(candidate));
    kept.push_back(v);
  }
  TumorVotes votes;
  for (const std::size_t variant : kept) votes.push_back(tumor_votes(*block.reads, variant, costs));
  phase_candidates(votes, context.contig_start, called.somatic);
  if (!kept.empty()) note_germline(*block.reads, germline, costs, votes, called.somatic);
}

}  // namespace norrsken
