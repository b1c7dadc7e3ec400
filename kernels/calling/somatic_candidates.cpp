#include "kernels/calling/somatic_candidates.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "kernels/calling/phasing.hpp"
#include "kernels/calling/record.hpp"
#include "kernels/somatic/variant_kmers.hpp"
#include "kernels/statistics/fisher.hpp"

namespace norrsken {
namespace {

constexpr std::int64_t worth_reporting = 2500;            // log10 x 1000 of the odds in the best tumour
constexpr std::uint32_t sure_germline_centiphred = 7000;  // six reads of thirty
// Log10 x 1000. What changes often in the germline changes more often in a tumour too, and in every library, but less
// so.
constexpr std::int64_t rarer_indels = 500;  // than SNVs
constexpr std::int64_t artefact_prior = -5000;
constexpr std::int64_t indel_germline_prior = -3600;  // outside of tracts

// repeat_unit_bases: of the tract around it, 0 for none.
SomaticPriors priors_of(const HaplotypeVariant& variant, unsigned repeat_unit_bases, std::uint32_t germline_centiphred,
                        std::uint32_t snv_centiphred) {
  SomaticPriors priors{-static_cast<std::int64_t>(snv_centiphred), -static_cast<std::int64_t>(germline_centiphred),
                       artefact_prior};
  if (variant.is_snv()) return priors;
  const std::int64_t mutability = priors.germline - indel_germline_prior;
  priors.somatic += mutability / 2 - rarer_indels;
  priors.artefact += repeat_unit_bases == 1 ? mutability : mutability / 2;  // polymerases slip most on one base
  return priors;
}

// Damage of a library looks like the variant, in fragments of one orientation: these say no more than damage is rare.
std::array<std::uint8_t, 2> damage_caps(const HaplotypeVariant& variant, const ReferenceWindow& window,
                                        const DamageProfile* damage) {
  constexpr std::array<std::uint8_t, 2> none{AlleleEvidence::max_difference_phred,
                                             AlleleEvidence::max_difference_phred};
  if (!variant.is_snv() || damage == nullptr) return none;
  const BaseCode reference = window[variant.start];
  if (reference >= 4) return none;
  return {damage->cap_phred[0][reference][variant.alternate[0]], damage->cap_phred[1][reference][variant.alternate[0]]};
}

FractionLikelihoods likelihoods_of(std::size_t variant, std::size_t sample, const DamageProfile* damage,
                                   const RegionModel& region) {
  AlleleEvidence evidence;
  const std::array<std::uint8_t, 2> caps = damage_caps(region.variants[variant], region.window, damage);
  for (const std::size_t f : region.reads.fragments_of(sample)) {
    if (!region.reads.reaches(f, region.variants[variant])) continue;
    FragmentCosts by = region.variants.fragment_costs(f, variant);
    const std::uint32_t read = region.reads.fragments()[f].reads[0];
    const unsigned cap = caps[orientation_of(region.reads.placed().reads[read])];
    by.without_phred = std::min(by.without_phred, by.with_phred + cap);
    evidence.add(by.with_phred, by.without_phred);
  }
  return evidence.likelihoods();
}

// Reads of every sample that hold a k-mer of the variant, whatever else is known of them: duplicates, further places
// and reads without a place count too.
void count_variant_kmers(const HaplotypeVariant& variant, const RegionModel& region, SomaticCall& call) {
  constexpr GenomePosition around_bases = 200;
  const ReferenceWindow& window = region.window;
  const GenomePosition from = std::max(window.start(), variant.start - std::min(variant.start, around_bases));
  const GenomePosition to = std::min(window.end(), variant.start + variant.reference_bases + around_bases);
  const VariantKmers kmers(window.slice(from, to), variant.start - from, variant.reference_bases, variant.alternate);
  const PlacedReads& placed = region.reads.placed();
  const auto& reads = placed.reads;
  const GenomePosition least = variant.start - std::min(variant.start, region.reads.block().longest_span);
  auto read =
      std::partition_point(reads.begin(), reads.end(), [&](const PlacedRead& each) { return each.position < least; });
  for (; read != reads.end() && read->position <= variant.start + variant.reference_bases; ++read)
    if (read->end() > variant.start && kmers.occur_in(placed.bases_of(static_cast<std::size_t>(read - reads.begin()))))
      ++call.samples[read->sample].variant_kmer_reads;
}

SomaticCall describe(std::size_t variant, const CallingOptions& options, const RegionModel& region) {
  SomaticCall call;
  call.record = make_record(region.variants[variant], region.window, region.context.tracts);
  call.record.haplotypes = region.shown_haplotypes();
  SupportSummary in_tumors;
  for (std::size_t sample = 0; sample < region.reads.samples(); ++sample) {
    const SupportSummary support = region.variants.support_of(sample, variant);
    GenotypeCall genotype;
    genotype.ploidy = region.context.ploidies[sample];
    support.describe(genotype);
    if (options.is_tumor(sample)) {
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

// What each fragment of the tumours says of a variant: 1 it is there, -1 it is not, 0 nothing. In the order of
// fragments.
using TumorVotes = std::vector<std::int8_t>;

TumorVotes tumor_votes(std::size_t variant, std::span<const std::size_t> tumors, const RegionModel& region) {
  constexpr unsigned sure_phred = 10;
  TumorVotes votes;
  for (const std::size_t sample : tumors)
    for (const std::size_t f : region.reads.fragments_of(sample)) {
      const FragmentCosts by = region.variants.fragment_costs(f, variant);
      const bool is_sure =
          region.reads.reaches(f, region.variants[variant]) &&
          std::max(by.with_phred, by.without_phred) >= std::min(by.with_phred, by.without_phred) + sure_phred;
      votes.push_back(!is_sure ? std::int8_t{0} : by.with_phred < by.without_phred ? std::int8_t{1} : std::int8_t{-1});
    }
  return votes;
}

bool go_together(const TumorVotes& a, const TumorVotes& b) {
  unsigned both = 0;
  unsigned one = 0;
  for (std::size_t f = 0; f < a.size(); ++f) {
    if (a[f] == 0 || b[f] == 0) continue;
    both += a[f] > 0 && b[f] > 0 ? 1 : 0;
    one += a[f] != b[f] ? 1 : 0;
  }
  return links(both, one);
}

// Candidates that the same molecules show get one phase set: the place of the first.
void phase_candidates(std::span<const TumorVotes> votes, std::span<const std::size_t> tumors,
                      GenomePosition contig_start, std::span<SomaticCandidate> candidates) {
  std::vector<std::size_t> leader(votes.size());  // the first candidate of its set
  for (std::size_t i = 0; i < votes.size(); ++i) {
    leader[i] = i;
    for (std::size_t before = 0; before < i && leader[i] == i; ++before)
      if (leader[before] == before && go_together(votes[before], votes[i])) leader[i] = before;
  }
  for (std::size_t i = 0; i < votes.size(); ++i) {
    GenomePosition first = candidates[i].call.record.position;
    std::size_t members = 0;
    for (std::size_t other = 0; other < votes.size(); ++other)
      if (leader[other] == leader[i]) ++members, first = std::min(first, candidates[other].call.record.position);
    if (members < 2) continue;
    for (const std::size_t tumor : tumors) {
      GenotypeCall& genotype = candidates[i].call.record.samples[tumor];
      genotype.is_phased = carries_variant(genotype);
      genotype.phase_set_1based = genotype.is_phased ? first - contig_start + 1 : 0;
    }
  }
}

// A change of the tumour beside one of the normal may be one of the protein: the molecules say whether they go
// together. `own`: what they say of the germline variant.
void note_germline(const VariantCall& record, const TumorVotes& own, std::span<const TumorVotes> votes,
                   std::span<SomaticCandidate> candidates) {
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

}  // namespace

std::vector<HaplotypeVariant> surely_germline(std::span<const PairPosterior> pairs, const CallingOptions& options,
                                              const RegionModel& region) {
  std::vector<HaplotypeVariant> sure;
  if (!options.normal()) return sure;
  const PairPosterior& normal = pairs[*options.normal()];
  for (std::size_t v = 0; v < normal.variants.size(); ++v) {
    const bool is_carried = region.variants.mask_of(normal) >> v & 1;
    if (is_carried && normal.variants[v].quality_centiphred >= sure_germline_centiphred)
      sure.push_back(region.variants[v]);
  }
  return sure;
}

std::vector<SomaticCandidate> collect_somatic_candidates(std::span<const HaplotypeVariant> germline,
                                                         std::span<const DamageProfile> damage,
                                                         const CallingOptions& options, const RegionModel& region) {
  const VariantTable& variants = region.variants;
  const std::vector<std::size_t> tumors = options.tumors();
  const auto likelihoods = [&](std::size_t variant, std::size_t sample) {
    return likelihoods_of(variant, sample, sample < damage.size() ? &damage[sample] : nullptr, region);
  };
  std::vector<SomaticCandidate> candidates;
  std::vector<TumorVotes> votes;
  for (std::size_t v = 0; v < variants.size(); ++v) {
    if (is_among(variants[v], germline)) continue;
    SomaticCandidate candidate;
    candidate.likelihoods.resize(region.reads.samples());
    std::vector<std::int32_t> odds(region.reads.samples(), 0);
    for (const std::size_t tumor : tumors) {
      candidate.likelihoods[tumor] = likelihoods(v, tumor);
      odds[tumor] = *std::max_element(candidate.likelihoods[tumor].begin(), candidate.likelihoods[tumor].end());
    }
    if (*std::max_element(odds.begin(), odds.end()) < worth_reporting) continue;
    for (std::size_t sample = 0; sample < region.reads.samples(); ++sample)
      if (!options.is_tumor(sample)) candidate.likelihoods[sample] = likelihoods(v, sample);
    candidate.call = describe(v, options, region);
    candidate.priors = priors_of(variants[v], candidate.call.record.repeat_unit_bases, variants.prior_centiphred(v),
                                 options.tumor.snv_prior_centiphred);
    count_variant_kmers(variants[v], region, candidate.call);
    for (std::size_t sample = 0; sample < region.reads.samples(); ++sample)
      candidate.call.samples[sample].odds_centiphred = odds[sample];
    candidates.push_back(std::move(candidate));
    votes.push_back(tumor_votes(v, tumors, region));
  }
  if (candidates.empty()) return candidates;
  phase_candidates(votes, tumors, region.context.contig_start, candidates);
  for (std::size_t v = 0; v < variants.size(); ++v)
    if (is_among(variants[v], germline))
      note_germline(make_record(variants[v], region.window, {}), tumor_votes(v, tumors, region), votes, candidates);
  return candidates;
}

}  // namespace norrsken
