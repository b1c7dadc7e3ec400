#include "kernels/calling/region_caller.hpp"

#include <utility>

#include "kernels/calling/record.hpp"
#include "kernels/calling/somatic_candidates.hpp"
#include "kernels/calling/somatic_haplotypes.hpp"

namespace norrsken {
namespace {

// Of a lone SNV only its base.
GenomeInterval place_of(const ActiveRegion& region, const ActiveRegions& active, const ReferenceWindow& window) {
  if (!region.is_lone_snv) return {window.start() + region.start, window.start() + region.end};
  const GenomePosition position = window.start() + active.sites[region.first_site].first;
  return {position, position + 1};
}

}  // namespace

CalledRegion RegionCaller::call(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                                const RegionContext& context) {
  begin(block, active, region, context);
  const std::vector<PairPosterior> pairs = best_pairs(active, region);
  CalledRegion called;
  called.variants = germline_records(pairs);
  called.votes = phase_votes(pairs);
  if (options_.has_tumor()) {
    // Asked first: further haplotypes number the variants anew.
    const std::vector<HaplotypeVariant> germline = surely_germline(pairs, options_, region_);
    add_haplotypes_of_tumors(pairs, region);
    called.somatic = collect_somatic_candidates(germline, damage_, options_, region_);
  }
  called.trace = trace();
  return called;
}

ExplainedRegion RegionCaller::explain(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                                      const RegionContext& context, std::span<const EvidenceSite> sites) {
  begin(block, active, region, context);
  const std::vector<PairPosterior> pairs = best_pairs(active, region);
  const std::vector<VariantCall> called = germline_records(pairs);
  if (options_.has_tumor()) add_haplotypes_of_tumors(pairs, region);
  return explain_region(region_, pairs, called, sites);
}

void RegionCaller::begin(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                         const RegionContext& context) {
  region_.begin(block, place_of(region, active, region_.window), context);
}

std::vector<PairPosterior> RegionCaller::best_pairs(const ActiveRegions& active, const ActiveRegion& region) {
  if (!region.is_lone_snv) {
    search_.find(active, region);
    return search_.refine();
  }
  // A single substitution needs no search: the base at the site says it all.
  const CandidateSite& site = active.sites[region.first_site];
  region_.haplotypes.add({{static_cast<BaseCode>(site.kind)}, HaplotypeOrigin::events, site.reads, {}});
  region_.haplotypes.score_lone_snv();
  return region_.genotype();
}

void RegionCaller::add_haplotypes_of_tumors(std::span<const PairPosterior> pairs, const ActiveRegion& region) {
  if (region.is_lone_snv) return;
  add_somatic_haplotypes(pairs[options_.normal().value_or(0)], search_.events(), options_, region_);
}

// Of the variants that some sample's pair carries. Depths are of every sample; the features of a record are those of
// all reads that show the variant.
std::vector<VariantCall> RegionCaller::germline_records(std::span<const PairPosterior> pairs) const {
  const VariantTable& variants = region_.variants;
  std::vector<VariantCall> records;
  for (std::size_t v = 0; v < variants.size(); ++v) {
    VariantCall call = make_record(variants[v], region_.window, region_.context.tracts);
    call.haplotypes = region_.shown_haplotypes();
    bool is_carried = false;
    std::uint64_t quality = 0;  // what all samples say; the prior is paid once
    for (std::size_t sample = 0; sample < pairs.size(); ++sample) {
      const PairPosterior& pair = pairs[sample];
      GenotypeCall& own = call.samples.emplace_back();
      own.ploidy = region_.context.ploidies[sample];
      if (own.ploidy == 0) continue;
      const bool on_first = variants.mask_of(pair.first) >> v & 1;
      const bool on_second = variants.mask_of(pair.second) >> v & 1;
      own.alleles = {static_cast<std::int8_t>(on_first), static_cast<std::int8_t>(on_second)};
      own.quality_phred = pair.variants[v].genotype_quality_phred;
      for (std::size_t i = 0; i < 3; ++i)
        own.likelihoods_phred[i] = static_cast<std::uint16_t>(pair.variants[v].likelihoods_phred[i]);
      if ((!on_first && !on_second) || !options_.is_germline_source(sample)) continue;
      quality += pair.variants[v].quality_centiphred + (is_carried ? variants.prior_centiphred(v) : 0);
      is_carried = true;
    }
    if (!is_carried) continue;
    call.quality_centiphred = static_cast<std::uint32_t>(quality);
    SupportSummary all;
    for (std::size_t sample = 0; sample < pairs.size(); ++sample) {
      const SupportSummary own = variants.support_of(sample, v, &pairs[sample]);
      own.describe(call.samples[sample]);
      all.add(own);
    }
    all.describe(call);
    records.push_back(std::move(call));
  }
  return records;
}

std::vector<std::vector<PhaseVote>> RegionCaller::phase_votes(std::span<const PairPosterior> pairs) const {
  constexpr int sure_phred = 10;
  const CostMatrix& costs = region_.variants.costs();
  std::vector<std::vector<PhaseVote>> votes(pairs.size());
  for (std::size_t sample = 0; sample < pairs.size(); ++sample) {
    const PairPosterior& pair = pairs[sample];
    if (pair.first == pair.second) continue;
    for (const std::size_t f : region_.reads.fragments_of(sample)) {
      const int weight = static_cast<int>(costs.at(pair.second, f)) - static_cast<int>(costs.at(pair.first, f));
      if (weight >= sure_phred || weight <= -sure_phred)
        votes[sample].push_back({region_.reads.fragments()[f].name_hash, weight});
    }
  }
  return votes;
}

RegionTrace RegionCaller::trace() const {
  const GenomeInterval place = region_.haplotypes.place();
  return {place.start,
          place.end,
          static_cast<std::uint32_t>(region_.reads.count()),
          region_.shown_haplotypes(),
          trace_method(region_.haplotypes.all(), region_.hit_limit()),
          trace_candidates(region_.variants.all(), region_.window, region_.context.contig_start)};
}

}  // namespace norrsken
