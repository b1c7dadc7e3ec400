#include "kernels/calling/region_caller.hpp"

#include <algorithm>
#include <limits>

#include "kernels/calling/record.hpp"
#include "kernels/calling/region_read.hpp"
#include "kernels/placement/packed_read.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_variants = 60;
constexpr unsigned max_relative_cost_phred = 60;
constexpr unsigned foreign_phred = 180;  // a fragment that costs more under every haplotype hardly counts
constexpr unsigned foreign_weight_phred = 10;
constexpr unsigned max_refining_rounds = 8;
constexpr std::size_t max_haplotypes = 64;   // of one sample
constexpr std::size_t more_haplotypes = 16;  // for each further one

bool is_usable(const PlacedRead& read) {
  return !read.has(read_is_duplicate) && !read.has(placement_is_secondary);
}

}  // namespace

void RegionCaller::collect_reads(const BlockReads& block, GenomePosition start, GenomePosition end) {
  for (auto& indices : indices_) indices.clear();
  fragments_.clear();
  first_fragment_.assign(1, 0);
  const auto& reads = block.reads->reads;
  const GenomePosition least = start > block.longest_span ? start - block.longest_span : 0;
  auto read =
      std::partition_point(reads.begin(), reads.end(), [&](const PlacedRead& each) { return each.position < least; });
  for (; read != reads.end() && read->position < end; ++read)
    if (is_usable(*read) && read->end() > start)
      indices_[read->sample].push_back(static_cast<std::uint32_t>(read - reads.begin()));
  for (const auto& indices : indices_) {
    collect_fragments(*block.reads, indices);
    first_fragment_.push_back(fragments_.size());
  }
}

void RegionCaller::collect_fragments(const PlacedReads& placed, std::span<const std::uint32_t> indices) {
  const auto& reads = placed.reads;
  std::vector<std::uint32_t> by_name;
  for (const std::uint32_t index : indices)
    if (!reads[index].has(read_is_orphan)) by_name.push_back(index);
  std::sort(by_name.begin(), by_name.end(), [&](std::uint32_t a, std::uint32_t b) {
    return reads[a].name_hash != reads[b].name_hash ? reads[a].name_hash < reads[b].name_hash : a < b;
  });
  const std::size_t first = fragments_.size();
  for (const std::uint32_t index : by_name) {
    if (fragments_.size() == first || fragments_.back().name_hash != reads[index].name_hash ||
        fragments_.back().count == 2) {
      if (fragments_.size() == first + options_.max_fragments) {  // sorted by hash: what is kept depends on no order
        hit_limit_ = true;
        break;
      }
      fragments_.push_back({reads[index].name_hash, {index, 0}, 1, reads[index].confidence_phred});
    } else {
      Fragment& fragment = fragments_.back();
      fragment.reads[fragment.count++] = index;
      fragment.confidence_phred = std::max<unsigned>(fragment.confidence_phred, reads[index].confidence_phred);
    }
  }
}

// What of the reads the haplotypes between start_ and end_ have to explain.
void RegionCaller::cut_reads(const BlockReads& block) {
  scorer_.set_region(window_, start_, end_, block.longest_read_bases);
  parts_.clear();
  outside_costs_.assign(fragments_.size(), 0);
  for (std::size_t f = 0; f < fragments_.size(); ++f)
    for (unsigned r = 0; r < fragments_[f].count; ++r) {
      const std::uint32_t read = fragments_[f].reads[r];
      parts_.push_back(part_for_region(block.reads->reads[read], block.reads->bases_of(read), window_, start_, end_));
      outside_costs_[f] =
          static_cast<std::uint16_t>(outside_costs_[f] + cost_outside(parts_.back(), window_, start_, end_));
    }
}

// Haplotypes before `first_haplotype` keep their costs: 0 when the region is new or has become wider.
void RegionCaller::score_from(std::size_t first_haplotype, const BlockReads& block) {
  if (first_haplotype == 0) cut_reads(block);
  absolute_costs_.resize(first_haplotype);
  std::vector<std::uint16_t> best(fragments_.size(), std::numeric_limits<std::uint16_t>::max());
  const auto note_best = [&](const std::vector<std::uint16_t>& costs) {
    for (std::size_t f = 0; f < costs.size(); ++f) best[f] = std::min(best[f], costs[f]);
  };
  for (const auto& costs : absolute_costs_) note_best(costs);
  for (std::size_t h = first_haplotype; h < haplotypes_.size(); ++h) {
    scorer_.set_haplotype(haplotypes_[h]);
    std::vector<std::uint16_t> costs(fragments_.size(), 0);
    auto part = parts_.begin();
    for (std::size_t f = 0; f < fragments_.size(); ++f) {
      const unsigned limit = best[f] + max_relative_cost_phred;  // what costs more weighs the same
      for (unsigned r = 0; r < fragments_[f].count; ++r, ++part) {
        const unsigned left = limit - std::min<unsigned>(limit, costs[f]);
        costs[f] = static_cast<std::uint16_t>(costs[f] + scorer_.cost(part->read, part->bases, left));
      }
    }
    note_best(costs);
    absolute_costs_.push_back(std::move(costs));
  }
}

// A single substitution needs no haplotypes: the base at the site says it all.
void RegionCaller::score_lone_snv(const PlacedReads& reads, GenomePosition position) {
  absolute_costs_.assign(2, std::vector<std::uint16_t>(fragments_.size(), 0));
  const BaseCode alleles[2] = {window_[position], haplotypes_[1].variants[0].alternate[0]};
  for (std::size_t f = 0; f < fragments_.size(); ++f)
    for (unsigned r = 0; r < fragments_[f].count; ++r) {
      const std::uint32_t index = fragments_[f].reads[r];
      const int base = read_base_at(reads.reads[index], position);
      if (base < 0) continue;
      const BaseQuality value = reads.bases_of(index)[static_cast<std::size_t>(base)];
      for (std::size_t h = 0; h < 2; ++h)
        if (base_of(value) != alleles[h])
          absolute_costs_[h][f] = static_cast<std::uint16_t>(absolute_costs_[h][f] + mismatch_cost(value));
    }
}

// Costs relative to each fragment's best haplotype, bounded by how sure its placement is.
CostMatrix RegionCaller::relative_costs() const {
  CostMatrix costs(haplotypes_.size(), fragments_.size());
  for (std::size_t f = 0; f < fragments_.size(); ++f) {
    const unsigned best = best_cost(f);
    unsigned limit = std::min(max_relative_cost_phred, fragments_[f].confidence_phred);
    if (best > foreign_phred) limit = std::min(limit, foreign_weight_phred);
    for (std::size_t h = 0; h < haplotypes_.size(); ++h)
      costs.at(h, f) = static_cast<std::uint8_t>(std::min<unsigned>(absolute_costs_[h][f] - best, limit));
  }
  return costs;
}

void RegionCaller::index_variants(std::span<const TandemTract> tracts) {
  variants_.clear();
  masks_.assign(haplotypes_.size(), 0);
  for (std::size_t h = 0; h < haplotypes_.size(); ++h)
    for (const HaplotypeVariant& variant : haplotypes_[h].variants) {
      auto known = std::find(variants_.begin(), variants_.end(), variant);
      if (known == variants_.end()) {
        if (variants_.size() == max_variants) {
          hit_limit_ = true;
          continue;
        }
        variants_.push_back(variant);
        known = variants_.end() - 1;
      }
      masks_[h] |= std::uint64_t{1} << (known - variants_.begin());
    }
  priors_.clear();
  for (const HaplotypeVariant& variant : variants_)
    priors_.push_back(variant_prior_centiphred(variant, window_, tracts));
}

FragmentCosts RegionCaller::costs_by_variant(std::size_t fragment, std::size_t variant, const CostMatrix& costs) const {
  FragmentCosts by;
  for (std::size_t h = 0; h < masks_.size(); ++h) {
    unsigned& best = masks_[h] >> variant & 1 ? by.with_phred : by.without_phred;
    best = std::min<unsigned>(best, costs.at(h, fragment));
  }
  return by;
}

SupportSummary RegionCaller::support_of(std::size_t sample, std::size_t variant, const PlacedReads& reads,
                                        const CostMatrix& costs) const {
  SupportSummary support;
  for (std::size_t f = first_fragment_[sample]; f < first_fragment_[sample + 1]; ++f) {
    const FragmentCosts by = costs_by_variant(f, variant, costs);
    for (unsigned r = 0; r < fragments_[f].count; ++r) {
      const std::uint32_t index = fragments_[f].reads[r];
      if (support.add_read(reads.reads[index], reads.bases_of(index), variants_[variant], by.with_phred,
                           by.without_phred))
        break;  // a fragment counts once
    }
  }
  return support;
}

// Depths of every sample; the features of the record are those of all reads that carry the variant.
void RegionCaller::describe_support(const PlacedReads& reads, std::size_t variant, const CostMatrix& costs,
                                    VariantCall& call) const {
  SupportSummary all;
  for (std::size_t sample = 0; sample < samples(); ++sample) {
    const SupportSummary own = support_of(sample, variant, reads, costs);
    own.describe(call.samples[sample]);
    all.add(own);
  }
  all.describe(call);
}

std::vector<PhaseVote> RegionCaller::phase_votes(std::size_t sample, const PairPosterior& posterior,
                                                 const CostMatrix& costs) const {
  std::vector<PhaseVote> votes;
  if (posterior.first == posterior.second) return votes;
  for (std::size_t f = first_fragment_[sample]; f < first_fragment_[sample + 1]; ++f) {
    const int weight = static_cast<int>(costs.at(posterior.second, f)) - static_cast<int>(costs.at(posterior.first, f));
    if (weight >= 10 || weight <= -10) votes.push_back({fragments_[f].name_hash, weight});
  }
  return votes;
}

void RegionCaller::report(const BlockReads& block, const std::vector<PairPosterior>& posteriors,
                          const CostMatrix& costs, const RegionContext& context, CalledRegion& called) {
  for (std::size_t v = 0; v < variants_.size(); ++v) {
    VariantCall call = make_record(variants_[v], window_, context.tracts);
    call.haplotypes = static_cast<std::uint8_t>(haplotypes_.size());
    bool is_carried = false;
    std::uint64_t quality = 0;  // what all samples say; the prior is paid once
    for (std::size_t sample = 0; sample < samples(); ++sample) {
      const PairPosterior& posterior = posteriors[sample];
      GenotypeCall genotype;
      genotype.ploidy = context.ploidies[sample];
      call.samples.push_back(genotype);
      if (genotype.ploidy == 0) continue;
      const bool on_first = masks_[posterior.first] >> v & 1;
      const bool on_second = masks_[posterior.second] >> v & 1;
      GenotypeCall& own = call.samples.back();
      own.alleles = {static_cast<std::int8_t>(on_first), static_cast<std::int8_t>(on_second)};
      own.quality_phred = posterior.variants[v].genotype_quality_phred;
      for (std::size_t i = 0; i < 3; ++i)
        own.likelihoods_phred[i] = static_cast<std::uint16_t>(posterior.variants[v].likelihoods_phred[i]);
      if ((!on_first && !on_second) || !options_.is_germline_source(sample)) continue;
      quality += posterior.variants[v].quality_centiphred + (is_carried ? priors_[v] : 0);
      is_carried = true;
    }
    if (!is_carried) continue;
    call.quality_centiphred = static_cast<std::uint32_t>(quality);
    describe_support(*block.reads, v, costs, call);
    called.variants.push_back(std::move(call));
  }
  for (std::size_t sample = 0; sample < samples(); ++sample)
    called.votes.push_back(phase_votes(sample, posteriors[sample], costs));
}

std::vector<PairPosterior> RegionCaller::genotype_all(const CostMatrix& costs, const RegionContext& context) const {
  std::vector<PairPosterior> posteriors;
  for (std::size_t sample = 0; sample < samples(); ++sample)
    posteriors.push_back(genotype({&costs, masks_, priors_, std::max<unsigned>(context.ploidies[sample], 1),
                                   first_fragment_[sample], first_fragment_[sample + 1]}));
  return posteriors;
}

// Haplotypes and pairs refine each other until no sample's best pair changes.
std::vector<PairPosterior> RegionCaller::genotype_region(const BlockReads& block, const RegionContext& context,
                                                         CostMatrix& costs) {
  std::vector<PairPosterior> posteriors = genotype_all(costs, context);
  for (unsigned round = 0; round < max_refining_rounds; ++round) {
    const std::size_t before = haplotypes_.size();
    for (std::size_t sample = 0; sample < samples(); ++sample) {
      add_simpler_haplotypes(posteriors[sample]);
      if (leaves_unexplained(posteriors[sample], sample)) add_united_haplotypes(posteriors[sample]);
    }
    if (haplotypes_.size() == before) break;
    score_from(before, block);
    index_variants(context.tracts);
    costs = relative_costs();
    posteriors = genotype_all(costs, context);
    if (std::all_of(posteriors.begin(), posteriors.end(),
                    [&](const PairPosterior& pair) { return pair.first < before && pair.second < before; }))
      break;
  }
  return posteriors;
}

CalledRegion RegionCaller::call(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                                const RegionContext& context) {
  CalledRegion called;
  haplotypes_.clear();
  hit_limit_ = false;
  max_haplotypes_ = max_haplotypes + more_haplotypes * (samples() - 1);
  start_ = window_.start() + region.start;
  end_ = window_.start() + region.end;
  if (region.is_lone_snv) {
    const CandidateSite& site = active.sites[region.first_site];
    start_ = window_.start() + site.first;
    end_ = start_ + 1;
    collect_reads(block, start_, end_);
    add_haplotype({{window_[start_]}, HaplotypeOrigin::reference, 0, {}});
    add_haplotype({{static_cast<BaseCode>(site.kind)}, HaplotypeOrigin::events, site.reads, {}});
    score_lone_snv(*block.reads, start_);
  } else {
    collect_reads(block, start_, end_);
    collect_haplotypes(block, active, region, context);
  }
  index_variants(context.tracts);
  CostMatrix costs = relative_costs();
  const auto posteriors = region.is_lone_snv ? genotype_all(costs, context) : genotype_region(block, context, costs);
  report(block, posteriors, costs, context, called);
  if (options_.has_tumor()) {
    const std::vector<HaplotypeVariant> germline = surely_germline(posteriors);
    if (!region.is_lone_snv) {
      add_somatic_haplotypes(block, posteriors[options_.normal().value_or(0)], context);
      costs = relative_costs();
    }
    collect_candidates(block, germline, costs, context, called);
  }
  std::size_t reads = 0;
  for (const auto& indices : indices_) reads += indices.size();
  called.trace = {start_,
                  end_,
                  static_cast<std::uint32_t>(reads),
                  static_cast<std::uint8_t>(haplotypes_.size()),
                  trace_method(haplotypes_, hit_limit_),
                  trace_candidates(variants_, window_, context.contig_start)};
  return called;
}

}  // namespace norrsken
