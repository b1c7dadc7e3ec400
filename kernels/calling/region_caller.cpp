#include "kernels/calling/region_caller.hpp"

#include <algorithm>

#include "kernels/calling/record.hpp"
#include "kernels/calling/region_read.hpp"
#include "kernels/placement/packed_read.hpp"

namespace norrsken {
namespace {

constexpr unsigned flank_bases = 6;
constexpr std::size_t max_haplotypes = 40;
constexpr std::size_t max_variants = 60;
constexpr std::size_t max_fragments = 600;
constexpr unsigned max_relative_cost_phred = 60;
constexpr unsigned unexplained_phred = 30;
constexpr unsigned foreign_phred = 180;  // a fragment that costs more under every haplotype hardly counts
constexpr unsigned foreign_weight_phred = 10;
constexpr GenomePosition graph_margin_bases = 60;
constexpr std::size_t max_simplified_variants = 5;
constexpr std::size_t max_single_events = 6;  // of each kind
constexpr unsigned max_growth_rounds = 10;

bool is_usable(const PlacedRead& read) {
  return !read.has(read_is_duplicate) && !read.has(placement_is_secondary);
}

}  // namespace

void RegionCaller::collect_reads(const BlockReads& block, GenomePosition start, GenomePosition end) {
  indices_.clear();
  fragments_.clear();
  const auto& reads = block.reads->reads;
  const GenomePosition least = start > block.longest_span ? start - block.longest_span : 0;
  auto read =
      std::partition_point(reads.begin(), reads.end(), [&](const PlacedRead& each) { return each.position < least; });
  for (; read != reads.end() && read->position < end; ++read)
    if (is_usable(*read) && read->end() > start) indices_.push_back(static_cast<std::uint32_t>(read - reads.begin()));
  std::vector<std::uint32_t> by_name;
  for (const std::uint32_t index : indices_)
    if (!reads[index].has(read_is_orphan)) by_name.push_back(index);
  std::sort(by_name.begin(), by_name.end(), [&](std::uint32_t a, std::uint32_t b) {
    return reads[a].name_hash != reads[b].name_hash ? reads[a].name_hash < reads[b].name_hash : a < b;
  });
  for (const std::uint32_t index : by_name) {
    if (fragments_.empty() || fragments_.back().name_hash != reads[index].name_hash || fragments_.back().count == 2) {
      if (fragments_.size() == max_fragments) {  // sorted by hash: what is kept does not depend on order
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

void RegionCaller::add_haplotype(Haplotype haplotype) {
  if (haplotypes_.size() >= max_haplotypes) {
    hit_limit_ = true;
    return;
  }
  if (std::any_of(haplotypes_.begin(), haplotypes_.end(),
                  [&](const Haplotype& known) { return known.bases == haplotype.bases; }))
    return;
  haplotype.variants = name_variants(window_, start_, end_, haplotype.bases);
  haplotypes_.push_back(std::move(haplotype));
}

// Makes all haplotypes stand for a wider stretch.
void RegionCaller::widen(GenomePosition start, GenomePosition end) {
  start = std::min(start, start_);
  end = std::max(end, end_);
  if (start == start_ && end == end_) return;
  const auto left = window_.slice(start, start_);
  const auto right = window_.slice(end_, end);
  for (Haplotype& haplotype : haplotypes_) {
    haplotype.bases.insert(haplotype.bases.begin(), left.begin(), left.end());
    haplotype.bases.insert(haplotype.bases.end(), right.begin(), right.end());
  }
  start_ = start;
  end_ = end;
}

// What single reads show: substitutions of the pileup and breaks of placements, those of most reads first.
void RegionCaller::collect_events(const PlacedReads& reads, const ActiveRegions& active, const ActiveRegion& region) {
  std::vector<std::pair<HaplotypeVariant, unsigned>> counted;
  for (std::uint32_t i = region.first_site; i < region.last_site; ++i)
    if (active.sites[i].kind < EventKind::read_break)
      counted.push_back({{window_.start() + active.sites[i].first, 1, {static_cast<BaseCode>(active.sites[i].kind)}},
                         active.sites[i].reads});
  for (const std::uint32_t index : indices_) {
    const auto variant = break_variant(reads.reads[index], reads.bases_of(index), window_);
    if (!variant || variant->start < start_ || variant->start + variant->reference_bases > end_) continue;
    const auto known =
        std::find_if(counted.begin(), counted.end(), [&](const auto& each) { return each.first == *variant; });
    if (known == counted.end())
      counted.push_back({*variant, 1});
    else
      ++known->second;
  }
  std::erase_if(counted, [](const auto& each) { return each.second < 2; });
  std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  // Substitutions and indels have places of their own: noise beside a long homopolymer must not crowd out its indel.
  std::size_t substitutions = 0;
  std::size_t indels = 0;
  events_.clear();
  for (auto& [variant, support] : counted)
    if ((variant.is_snv() ? substitutions++ : indels++) < max_single_events) events_.push_back(std::move(variant));
}

// Adds `base` with one more event, unless the event is there already or overlaps another.
void RegionCaller::add_with_event(const Haplotype& base, const HaplotypeVariant& event) {
  std::vector<HaplotypeVariant> variants = base.variants;
  const auto at = std::partition_point(variants.begin(), variants.end(),
                                       [&](const HaplotypeVariant& each) { return each.start < event.start; });
  if (at != variants.end() && at->start < event.start + std::max(1U, event.reference_bases)) return;
  if (at != variants.begin() && (at - 1)->start + std::max(1U, (at - 1)->reference_bases) > event.start) return;
  variants.insert(at, event);
  if (variants.front().start < start_ || variants.back().start + variants.back().reference_bases > end_) return;
  add_haplotype({apply_variants(window_, start_, end_, variants), HaplotypeOrigin::events, 0, {}});
}

// Leaves the reference and two haplotypes, with their costs.
void RegionCaller::keep_pair(const PairPosterior& pair) {
  std::vector<std::size_t> kept{0};
  for (const std::size_t h : {pair.first, pair.second})
    if (std::find(kept.begin(), kept.end(), h) == kept.end()) kept.push_back(h);
  std::vector<Haplotype> haplotypes;
  std::vector<std::vector<std::uint16_t>> costs;
  for (const std::size_t h : kept) {
    haplotypes.push_back(std::move(haplotypes_[h]));
    costs.push_back(std::move(absolute_costs_[h]));
  }
  haplotypes_ = std::move(haplotypes);
  absolute_costs_ = std::move(costs);
}

// Where neither strings nor walks cover the region, haplotypes grow event by event from the best pair so far.
void RegionCaller::grow_haplotypes(const BlockReads& block, const RegionContext& context) {
  std::uint32_t lowest_cost = ~0U;
  for (unsigned round = 0; round < max_growth_rounds; ++round) {
    index_variants(context.tracts);
    const CostMatrix costs = relative_costs();
    const PairPosterior best = genotype({&costs, masks_, priors_, context.ploidy});
    // Relative costs shift with the set of haplotypes, so the pair is judged by what it costs beyond the best of all.
    std::uint32_t shift = 0;
    for (std::size_t f = 0; f < fragments_.size(); ++f) shift += 100U * best_cost(f);
    if (best.cost_centiphred + shift >= lowest_cost) return;
    lowest_cost = best.cost_centiphred + shift;
    keep_pair(best);
    const std::vector<Haplotype> bases(haplotypes_.begin(), haplotypes_.end());
    for (const Haplotype& base : bases)
      for (const HaplotypeVariant& event : events_) add_with_event(base, event);
    if (haplotypes_.size() == bases.size()) return;
    score_from(bases.size(), block);
  }
}

unsigned RegionCaller::best_cost(std::size_t fragment) const {
  unsigned best = ~0U;
  for (const auto& costs : absolute_costs_) best = std::min<unsigned>(best, costs[fragment]);
  return best;
}

bool RegionCaller::is_badly_explained(const PlacedReads& reads) const {
  unsigned unexplained = 0;
  for (std::size_t f = 0; f < fragments_.size(); ++f) {
    if (best_cost(f) >= unexplained_phred) ++unexplained;
  }
  unsigned clipped = 0;
  for (const std::uint32_t index : indices_)
    if (reads.reads[index].clip != 0 || reads.reads[index].has(read_is_orphan)) ++clipped;
  return unexplained * 12 >= fragments_.size() + 12 || clipped >= 2;
}

void RegionCaller::add_graph_haplotypes(const PlacedReads& reads) {
  const GraphHaplotypes graph = assemble_graph(reads, indices_, window_, start_, end_, GraphOptions{});
  if (graph.haplotypes.empty()) return;
  hit_limit_ = hit_limit_ || graph.hit_limit;
  const GenomePosition left = graph.start;
  const GenomePosition right = graph.end;
  widen(left, right);
  for (Haplotype haplotype : graph.haplotypes) {
    const auto before = window_.slice(start_, left);
    const auto after = window_.slice(right, end_);
    haplotype.bases.insert(haplotype.bases.begin(), before.begin(), before.end());
    haplotype.bases.insert(haplotype.bases.end(), after.begin(), after.end());
    add_haplotype(std::move(haplotype));
  }
}

void RegionCaller::collect_haplotypes(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                                      const RegionContext& context) {
  const auto own = window_.slice(start_, end_);
  add_haplotype({{own.begin(), own.end()}, HaplotypeOrigin::reference, 0, {}});
  const SpanningStrings strings =
      collect_spanning_strings(*block.reads, indices_, window_, start_, end_, flank_bases, StringOptions{});
  for (const Haplotype& haplotype : strings.haplotypes) add_haplotype(haplotype);
  const std::size_t with_strings = haplotypes_.size();
  collect_events(*block.reads, active, region);
  for (const HaplotypeVariant& event : events_) add_with_event(Haplotype(haplotypes_.front()), event);
  score_from(0, block);
  if (with_strings > 1 && !is_badly_explained(*block.reads)) return;
  const std::size_t with_events = haplotypes_.size();
  const GenomePosition width = end_ - start_;
  add_graph_haplotypes(*block.reads);
  score_from(end_ - start_ == width ? with_events : 0, block);  // wider haplotypes are other haplotypes
  if (with_strings == 1 && haplotypes_.size() == with_events) grow_haplotypes(block, context);
}

void RegionCaller::score_from(std::size_t first_haplotype, const BlockReads& block) {
  scorer_.set_region(window_, start_, end_, block.longest_read_bases);
  std::vector<RegionRead> parts;
  for (const Fragment& fragment : fragments_)
    for (unsigned r = 0; r < fragment.count; ++r)
      parts.push_back(part_for_region(block.reads->reads[fragment.reads[r]], block.reads->bases_of(fragment.reads[r]),
                                      window_, start_, end_));
  absolute_costs_.resize(haplotypes_.size());
  for (std::size_t h = first_haplotype; h < haplotypes_.size(); ++h) {
    scorer_.set_haplotype(haplotypes_[h]);
    auto& costs = absolute_costs_[h];
    costs.assign(fragments_.size(), 0);
    auto part = parts.begin();
    for (std::size_t f = 0; f < fragments_.size(); ++f)
      for (unsigned r = 0; r < fragments_[f].count; ++r, ++part)
        costs[f] = static_cast<std::uint16_t>(costs[f] + scorer_.cost(part->read, part->bases));
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

// The best pair's haplotypes without one of their variants, so that each variant must earn its place.
void RegionCaller::add_simpler_haplotypes(const PairPosterior& posterior) {
  for (const std::size_t h : {posterior.first, posterior.second}) {
    const std::vector<HaplotypeVariant> all = haplotypes_[h].variants;
    if (all.size() < 2 || all.size() > max_simplified_variants) continue;
    if (std::any_of(all.begin(), all.end(), [&](const HaplotypeVariant& each) {
          return each.start < start_ || each.start + each.reference_bases > end_;
        }))
      continue;
    for (std::size_t left_out = 0; left_out < all.size(); ++left_out) {
      std::vector<HaplotypeVariant> kept = all;
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(left_out));
      add_haplotype({apply_variants(window_, start_, end_, kept), HaplotypeOrigin::events, 0, {}});
    }
  }
}

void RegionCaller::describe_support(const PlacedReads& reads, std::size_t variant, const CostMatrix& costs,
                                    VariantCall& call) const {
  SupportSummary support;
  const HaplotypeVariant& own = variants_[variant];
  for (std::size_t f = 0; f < fragments_.size(); ++f) {
    unsigned with = ~0U;
    unsigned without = ~0U;
    for (std::size_t h = 0; h < masks_.size(); ++h) {
      unsigned& best = masks_[h] >> variant & 1 ? with : without;
      best = std::min<unsigned>(best, costs.at(h, f));
    }
    for (unsigned r = 0; r < fragments_[f].count; ++r) {
      const std::uint32_t index = fragments_[f].reads[r];
      if (support.add_read(reads.reads[index], reads.bases_of(index), own, with, without))
        break;  // a fragment counts once
    }
  }
  support.describe(call);
}

void RegionCaller::report(const BlockReads& block, const PairPosterior& posterior, const CostMatrix& costs,
                          const RegionContext& context, CalledRegion& called) {
  for (std::size_t v = 0; v < variants_.size(); ++v) {
    const bool on_first = masks_[posterior.first] >> v & 1;
    const bool on_second = masks_[posterior.second] >> v & 1;
    if (!on_first && !on_second) continue;
    VariantCall call = make_record(variants_[v], window_, context.tracts);
    call.haplotypes = static_cast<std::uint8_t>(haplotypes_.size());
    call.quality_centiphred = posterior.variants[v].quality_centiphred;
    GenotypeCall genotype;
    genotype.ploidy = static_cast<std::uint8_t>(context.ploidy);
    genotype.alleles = {static_cast<std::int8_t>(on_first), static_cast<std::int8_t>(on_second)};
    genotype.quality_phred = posterior.variants[v].genotype_quality_phred;
    for (std::size_t i = 0; i < 3; ++i)
      genotype.likelihoods_phred[i] = static_cast<std::uint16_t>(posterior.variants[v].likelihoods_phred[i]);
    call.samples.push_back(genotype);
    describe_support(*block.reads, v, costs, call);
    called.variants.push_back(std::move(call));
  }
  if (posterior.first == posterior.second) return;
  for (std::size_t f = 0; f < fragments_.size(); ++f) {
    const int weight = static_cast<int>(costs.at(posterior.second, f)) - static_cast<int>(costs.at(posterior.first, f));
    if (weight >= 10 || weight <= -10) called.votes.push_back({fragments_[f].name_hash, weight});
  }
}

CalledRegion RegionCaller::call(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                                const RegionContext& context) {
  CalledRegion called;
  haplotypes_.clear();
  hit_limit_ = false;
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
  PairPosterior posterior = genotype({&costs, masks_, priors_, context.ploidy});
  const std::size_t before = haplotypes_.size();
  if (!region.is_lone_snv) {
    add_simpler_haplotypes(posterior);
    if (haplotypes_.size() > before) {
      score_from(before, block);
      index_variants(context.tracts);
      costs = relative_costs();
      posterior = genotype({&costs, masks_, priors_, context.ploidy});
    }
  }
  report(block, posterior, costs, context, called);
  called.trace = {start_,
                  end_,
                  static_cast<std::uint32_t>(indices_.size()),
                  static_cast<std::uint8_t>(haplotypes_.size()),
                  trace_method(haplotypes_, hit_limit_),
                  trace_candidates(variants_, window_, context.contig_start)};
  return called;
}

}  // namespace norrsken
