// Where the candidate haplotypes of a region come from: strings of reads, walks, single events, the best pair so far.
#include <algorithm>

#include "kernels/calling/region_caller.hpp"
#include "kernels/calling/region_read.hpp"

namespace norrsken {
namespace {

constexpr unsigned flank_bases = 6;
constexpr unsigned unexplained_phred = 16;  // also what a slip of two units in a long repeat costs
constexpr std::size_t max_simplified_variants = 16;
constexpr std::size_t max_single_events = 6;  // of each kind
constexpr unsigned max_growth_rounds = 10;

bool is_many_unexplained(std::size_t unexplained, std::size_t fragments) {
  return unexplained * 12 >= fragments + 12;
}

}  // namespace

void RegionCaller::add_haplotype(Haplotype haplotype) {
  if (haplotypes_.size() >= max_haplotypes_) {
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
  for (const auto& indices : indices_)
    for (const std::uint32_t index : indices) {
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

// `base` with one more event, unless the event is there already, overlaps another or reaches out of the region.
std::optional<Haplotype> RegionCaller::with_event(const Haplotype& base, const HaplotypeVariant& event) const {
  std::vector<HaplotypeVariant> variants = base.variants;
  const auto at = std::partition_point(variants.begin(), variants.end(),
                                       [&](const HaplotypeVariant& each) { return each.start < event.start; });
  if (at != variants.end() && at->start < event.start + std::max(1U, event.reference_bases)) return std::nullopt;
  if (at != variants.begin() && (at - 1)->start + std::max(1U, (at - 1)->reference_bases) > event.start)
    return std::nullopt;
  variants.insert(at, event);
  if (variants.front().start < start_ || variants.back().start + variants.back().reference_bases > end_)
    return std::nullopt;
  std::vector<BaseCode> bases = apply_variants(window_, start_, end_, variants);
  return Haplotype{std::move(bases), HaplotypeOrigin::events, 0, std::move(variants)};
}

void RegionCaller::add_with_event(const Haplotype& base, const HaplotypeVariant& event) {
  if (auto haplotype = with_event(base, event)) add_haplotype(std::move(*haplotype));
}

// Leaves the reference and two haplotypes of each sample, with their costs.
void RegionCaller::keep_pairs(const std::vector<PairPosterior>& pairs) {
  std::vector<std::size_t> kept{0};
  for (const PairPosterior& pair : pairs)
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

// Walks through a repeat can leave out or double any part of it: what explains no fragment best goes, or it takes the
// places of haplotypes that refining would make.
void RegionCaller::drop_useless_haplotypes() {
  std::vector<bool> is_useful(haplotypes_.size(), false);
  is_useful[0] = true;
  for (std::size_t f = 0; f < fragments_.size(); ++f) {
    const unsigned best = best_cost(f);
    if (absolute_costs_[0][f] == best) continue;
    for (std::size_t h = 1; h < haplotypes_.size(); ++h)
      if (absolute_costs_[h][f] == best) is_useful[h] = true;
  }
  std::size_t kept = 0;
  for (std::size_t h = 0; h < haplotypes_.size(); ++h) {
    if (!is_useful[h]) continue;
    if (kept != h) {
      haplotypes_[kept] = std::move(haplotypes_[h]);
      absolute_costs_[kept] = std::move(absolute_costs_[h]);
    }
    ++kept;
  }
  haplotypes_.resize(kept);
  absolute_costs_.resize(kept);
}

// Where neither strings nor walks cover the region, haplotypes grow event by event from the best pairs so far.
void RegionCaller::grow_haplotypes(const BlockReads& block, const RegionContext& context) {
  std::uint32_t lowest_cost = ~0U;
  for (unsigned round = 0; round < max_growth_rounds; ++round) {
    index_variants(context.tracts);
    const std::vector<PairPosterior> best = genotype_all(relative_costs(), context);
    // Relative costs shift with the set of haplotypes, so pairs are judged by what they cost beyond the best of all.
    std::uint32_t cost = 0;
    for (const PairPosterior& pair : best) cost += pair.cost_centiphred;
    for (std::size_t f = 0; f < fragments_.size(); ++f) cost += 100U * best_cost(f);
    if (cost >= lowest_cost) return;
    lowest_cost = cost;
    keep_pairs(best);
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

// Errors, and variants of other regions, that lie outside this one are not its own to explain.
bool RegionCaller::is_unexplained(std::size_t fragment, unsigned cost_phred) const {
  return cost_phred >= unexplained_phred + outside_costs_[fragment];
}

bool RegionCaller::is_badly_explained(const PlacedReads& reads, std::size_t sample) const {
  std::size_t unexplained = 0;
  unsigned torn = 0;  // reads that have no place here, or only in part, and that no haplotype explains
  for (std::size_t f = first_fragment_[sample]; f < first_fragment_[sample + 1]; ++f) {
    if (!is_unexplained(f, best_cost(f))) continue;
    ++unexplained;
    for (unsigned r = 0; r < fragments_[f].count; ++r)
      if (reads.reads[fragments_[f].reads[r]].clip != 0) ++torn;
  }
  for (const std::uint32_t index : indices_[sample])
    if (reads.reads[index].has(read_is_orphan)) ++torn;
  return is_many_unexplained(unexplained, first_fragment_[sample + 1] - first_fragment_[sample]) || torn >= 2;
}

// Walks between the nearest anchors: the region becomes as wide as they are.
void RegionCaller::add_near_walks(const PlacedReads& reads, std::size_t sample) {
  const GraphHaplotypes graph = walks_of(reads, sample, GraphAnchors::nearest);
  if (graph.haplotypes.empty()) return;
  widen(graph.start, graph.end);
  for (Haplotype haplotype : graph.haplotypes) {
    const auto before = window_.slice(start_, graph.start);
    const auto after = window_.slice(graph.end, end_);
    haplotype.bases.insert(haplotype.bases.begin(), before.begin(), before.end());
    haplotype.bases.insert(haplotype.bases.end(), after.begin(), after.end());
    add_haplotype(std::move(haplotype));
  }
}

// Walks over the variants that stand beside the region; of these only what lies in the region is taken, for the other
// haplotypes know nothing of its neighbours.
void RegionCaller::add_far_walks(const PlacedReads& reads, std::size_t sample) {
  const GraphHaplotypes graph = walks_of(reads, sample, GraphAnchors::of_most_reads);
  const GenomePosition start = start_;
  const GenomePosition end = end_;
  for (const Haplotype& walk : graph.haplotypes) {
    std::vector<HaplotypeVariant> variants = name_variants(window_, graph.start, graph.end, walk.bases);
    std::erase_if(variants, [&](const HaplotypeVariant& each) {
      return each.start >= end || each.start + std::max(1U, each.reference_bases) <= start;
    });
    if (variants.empty()) continue;
    widen(variants.front().start, variants.back().start + std::max(1U, variants.back().reference_bases));
    add_haplotype({apply_variants(window_, start_, end_, variants), HaplotypeOrigin::graph, walk.support, {}});
  }
}

GraphHaplotypes RegionCaller::walks_of(const PlacedReads& reads, std::size_t sample, GraphAnchors anchors) {
  GraphOptions options;
  options.anchors = anchors;
  if (anchors == GraphAnchors::of_most_reads) options.kmer_bases = {17, 25, 37, 51, 71};
  if (options_.is_tumor(sample)) options_.tumor.lower(options.min_edge_reads, options.min_edge_share_per_mille);
  GraphHaplotypes graph = assemble_graph(reads, indices_[sample], window_, start_, end_, options);
  hit_limit_ = hit_limit_ || graph.hit_limit;
  return graph;
}

void RegionCaller::collect_haplotypes(const BlockReads& block, const ActiveRegions& active, const ActiveRegion& region,
                                      const RegionContext& context) {
  const auto own = window_.slice(start_, end_);
  add_haplotype({{own.begin(), own.end()}, HaplotypeOrigin::reference, 0, {}});
  bool has_strings = false;
  for (std::size_t sample = 0; sample < samples(); ++sample) {
    StringOptions options;
    if (options_.is_tumor(sample)) options_.tumor.lower(options.min_reads, options.min_share_per_mille);
    const SpanningStrings strings =
        collect_spanning_strings(*block.reads, indices_[sample], window_, start_, end_, flank_bases, options);
    has_strings = has_strings || !strings.haplotypes.empty();
    for (const Haplotype& haplotype : strings.haplotypes) add_haplotype(haplotype);
  }
  const std::size_t with_strings = haplotypes_.size();
  collect_events(*block.reads, active, region);
  for (const HaplotypeVariant& event : events_) add_with_event(Haplotype(haplotypes_.front()), event);
  score_from(0, block);
  const std::size_t with_events = haplotypes_.size();
  bool is_graph_asked = false;
  for (const GraphAnchors anchors : {GraphAnchors::nearest, GraphAnchors::of_most_reads}) {
    std::vector<std::size_t> unexplained;
    for (std::size_t sample = 0; sample < samples(); ++sample)
      if ((anchors == GraphAnchors::nearest && !has_strings) || is_badly_explained(*block.reads, sample))
        unexplained.push_back(sample);
    if (unexplained.empty()) break;
    is_graph_asked = true;
    const std::size_t before = haplotypes_.size();
    const GenomePosition width = end_ - start_;
    for (const std::size_t sample : unexplained)
      anchors == GraphAnchors::nearest ? add_near_walks(*block.reads, sample) : add_far_walks(*block.reads, sample);
    score_from(end_ - start_ == width ? before : 0, block);  // wider haplotypes are other haplotypes
  }
  if (is_graph_asked && with_strings == 1 && haplotypes_.size() == with_events) grow_haplotypes(block, context);
  drop_useless_haplotypes();
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

// Whether many fragments of the sample lie badly on both haplotypes of its pair.
bool RegionCaller::leaves_unexplained(const PairPosterior& pair, std::size_t sample) const {
  std::size_t unexplained = 0;
  for (std::size_t f = first_fragment_[sample]; f < first_fragment_[sample + 1]; ++f)
    if (is_unexplained(f, std::min(absolute_costs_[pair.first][f], absolute_costs_[pair.second][f]))) ++unexplained;
  return is_many_unexplained(unexplained, first_fragment_[sample + 1] - first_fragment_[sample]);
}

// Each haplotype of the best pair with one more variant: of the other one, or shown by single reads.
void RegionCaller::add_united_haplotypes(const PairPosterior& posterior) {
  const Haplotype pair[2] = {haplotypes_[posterior.first], haplotypes_[posterior.second]};
  for (unsigned own = 0; own < 2; ++own) {
    for (const HaplotypeVariant& variant : pair[1 - own].variants) add_with_event(pair[own], variant);
    for (const HaplotypeVariant& event : events_) add_with_event(pair[own], event);
  }
}

}  // namespace norrsken
