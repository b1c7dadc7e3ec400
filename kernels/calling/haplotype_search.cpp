#include "kernels/calling/haplotype_search.hpp"

#include <algorithm>

#include "kernels/assembly/spanning_strings.hpp"
#include "kernels/calling/single_events.hpp"

namespace norrsken {
namespace {

constexpr unsigned flank_bases = 6;
constexpr std::size_t max_simplified_variants = 16;
constexpr unsigned max_growth_rounds = 10;
constexpr unsigned max_refining_rounds = 8;
constexpr std::size_t depth_per_indel_read = 16;  // where reads are deep, several have the same error
constexpr std::size_t crowded_haplotypes = 32;    // the useless ones make room

bool is_many(std::size_t count, std::size_t fragments) {
  return count * 12 >= fragments + 12;
}

}  // namespace

void HaplotypeSearch::find(const ActiveRegions& active, const ActiveRegion& region) {
  HaplotypeSet& haplotypes = region_.haplotypes;
  const bool has_strings = add_strings();
  const std::size_t with_strings = haplotypes.size();
  collect_single_events(region_.reads, region_.window, active, region, events_);
  for (const HaplotypeVariant& event : events_) haplotypes.add_with_event(haplotypes[0], event);
  haplotypes.score();
  const std::size_t with_events = haplotypes.size();
  const bool is_graph_asked = add_walks(has_strings);
  if (is_graph_asked && with_strings == 1 && haplotypes.size() == with_events) grow();
  haplotypes.drop_useless();
}

// Returns whether a sample has any, be it the reference's own.
bool HaplotypeSearch::add_strings() {
  const GenomeInterval place = region_.haplotypes.place();
  bool has_strings = false;
  for (std::size_t sample = 0; sample < region_.reads.samples(); ++sample) {
    StringOptions options;
    if (options_.is_tumor(sample)) options_.tumor.lower(options.min_reads, options.min_share_per_mille);
    const SpanningStrings strings =
        collect_spanning_strings(region_.reads.for_assembly(), region_.reads.of_sample(sample), region_.window,
                                 place.start, place.end, flank_bases, options);
    has_strings = has_strings || !strings.haplotypes.empty();
    for (const Haplotype& haplotype : strings.haplotypes) region_.haplotypes.add(haplotype);
  }
  return has_strings;
}

// For the samples that strings and events leave unexplained. Returns whether there were any.
bool HaplotypeSearch::add_walks(bool has_strings) {
  bool is_graph_asked = false;
  for (const GraphAnchors anchors : {GraphAnchors::nearest, GraphAnchors::of_most_reads}) {
    std::vector<std::size_t> unexplained;
    for (std::size_t sample = 0; sample < region_.reads.samples(); ++sample)
      if ((anchors == GraphAnchors::nearest && !has_strings) || is_badly_explained(sample))
        unexplained.push_back(sample);
    if (unexplained.empty()) break;
    is_graph_asked = true;
    for (const std::size_t sample : unexplained)
      anchors == GraphAnchors::nearest ? add_near_walks(sample) : add_far_walks(sample);
    region_.haplotypes.score();
  }
  return is_graph_asked;
}

// Walks between the nearest anchors: the region becomes as wide as they are.
void HaplotypeSearch::add_near_walks(std::size_t sample) {
  const GraphHaplotypes graph = walks_of(sample, GraphAnchors::nearest);
  if (graph.haplotypes.empty()) return;
  region_.haplotypes.widen({graph.start, graph.end});
  for (const Haplotype& walk : graph.haplotypes) region_.haplotypes.add_within(walk, {graph.start, graph.end});
}

// Walks over the variants that stand beside the region; of these only what lies in the region is taken, for the other
// haplotypes know nothing of its neighbours.
void HaplotypeSearch::add_far_walks(std::size_t sample) {
  const GraphHaplotypes graph = walks_of(sample, GraphAnchors::of_most_reads);
  const GenomeInterval place = region_.haplotypes.place();
  for (const Haplotype& walk : graph.haplotypes) {
    std::vector<HaplotypeVariant> variants = name_variants(region_.window, graph.start, graph.end, walk.bases);
    std::erase_if(variants, [&](const HaplotypeVariant& each) {
      return each.start >= place.end || each.start + std::max(1U, each.reference_bases) <= place.start;
    });
    if (variants.empty()) continue;
    region_.haplotypes.widen(
        {variants.front().start, variants.back().start + std::max(1U, variants.back().reference_bases)});
    region_.haplotypes.add_with(variants, HaplotypeOrigin::graph, walk.support);
  }
}

GraphHaplotypes HaplotypeSearch::walks_of(std::size_t sample, GraphAnchors anchors) {
  GraphOptions options;
  options.anchors = anchors;
  if (anchors == GraphAnchors::of_most_reads) options.kmer_bases = {17, 25, 37, 51, 71};
  if (options_.is_tumor(sample)) options_.tumor.lower(options.min_edge_reads, options.min_edge_share_per_mille);
  const GenomeInterval place = region_.haplotypes.place();
  GraphHaplotypes graph = assemble_graph(region_.reads.for_assembly(), region_.reads.of_sample(sample), region_.window,
                                         place.start, place.end, options);
  if (graph.hit_limit) region_.haplotypes.note_left_out();
  return graph;
}

bool HaplotypeSearch::is_badly_explained(std::size_t sample) const {
  const auto& placed = region_.reads.placed().reads;
  const FragmentNumbers own = region_.reads.fragments_of(sample);
  std::size_t unexplained = 0;
  unsigned torn = 0;  // reads that have no place here, or only in part, and that no haplotype explains
  for (const std::size_t f : own) {
    if (!region_.haplotypes.is_unexplained(f, region_.haplotypes.best_cost(f))) continue;
    ++unexplained;
    const RegionFragment& fragment = region_.reads.fragments()[f];
    for (unsigned r = 0; r < fragment.count; ++r)
      if (placed[fragment.reads[r]].clip != 0) ++torn;
  }
  for (const std::uint32_t index : region_.reads.of_sample(sample))
    if (placed[index].has(read_is_orphan)) ++torn;
  return is_many(unexplained, own.size()) || torn >= 2;
}

// Reads of the sample's fragments over a base of the region, on the average: so many can show a variant of it, however
// wide it is.
std::size_t HaplotypeSearch::depth_of(std::size_t sample) const {
  const GenomeInterval place = region_.haplotypes.place();
  const auto& placed = region_.reads.placed().reads;
  std::uint64_t bases = 0;
  for (const std::size_t f : region_.reads.fragments_of(sample)) {
    const RegionFragment& fragment = region_.reads.fragments()[f];
    for (unsigned r = 0; r < fragment.count; ++r) {
      const PlacedRead& read = placed[fragment.reads[r]];
      const GenomePosition first = std::max(read.position, place.start);
      const GenomePosition last = std::min(read.end(), place.end);
      if (first < last) bases += last - first;
    }
  }
  return bases / std::max(1U, place.end - place.start);
}

// Where neither strings nor walks cover the region, haplotypes grow event by event from the best pairs so far.
void HaplotypeSearch::grow() {
  HaplotypeSet& haplotypes = region_.haplotypes;
  std::uint32_t lowest_cost = ~0U;
  for (unsigned round = 0; round < max_growth_rounds; ++round) {
    const std::vector<PairPosterior> best = region_.genotype();
    // Relative costs shift with the set of haplotypes, so pairs are judged by what they cost beyond the best of all.
    std::uint32_t cost = 0;
    for (const PairPosterior& pair : best) cost += pair.cost_centiphred;
    for (std::size_t f = 0; f < region_.reads.fragments().size(); ++f) cost += 100U * haplotypes.best_cost(f);
    if (cost >= lowest_cost) return;
    lowest_cost = cost;
    haplotypes.keep_pairs(best);
    const std::vector<Haplotype> bases(haplotypes.all().begin(), haplotypes.all().end());
    for (const Haplotype& base : bases)
      for (const HaplotypeVariant& event : events_) haplotypes.add_with_event(base, event);
    if (haplotypes.size() == bases.size()) return;
    haplotypes.score();
  }
}

std::vector<PairPosterior> HaplotypeSearch::refine() {
  std::vector<PairPosterior> pairs = region_.genotype();
  for (unsigned round = 0; round < max_refining_rounds; ++round) {
    if (region_.haplotypes.size() >= crowded_haplotypes) {
      region_.haplotypes.drop_useless();
      pairs = region_.genotype();
    }
    const std::size_t before = region_.haplotypes.size();
    for (std::size_t sample = 0; sample < pairs.size(); ++sample) {
      add_simpler(pairs[sample]);
      add_hidden(pairs[sample], sample);
      const auto unexplained = fragments_that(&HaplotypeSet::is_unexplained, pairs[sample], sample);
      const std::size_t depth = depth_of(sample);
      if (!is_many(unexplained.size(), depth)) continue;
      add_indels(pairs[sample], unexplained, depth);
      add_united(pairs[sample]);
    }
    if (region_.haplotypes.size() == before) break;
    region_.haplotypes.score();
    pairs = region_.genotype();
    if (std::all_of(pairs.begin(), pairs.end(),
                    [&](const PairPosterior& pair) { return pair.first < before && pair.second < before; }))
      break;
  }
  return pairs;
}

// The pair's haplotypes without one of their variants, so that each variant must earn its place.
void HaplotypeSearch::add_simpler(const PairPosterior& pair) {
  const GenomeInterval place = region_.haplotypes.place();
  for (const std::size_t h : {pair.first, pair.second}) {
    const std::vector<HaplotypeVariant> all = region_.haplotypes[h].variants;
    if (all.size() < 2 || all.size() > max_simplified_variants) continue;
    if (std::any_of(all.begin(), all.end(), [&](const HaplotypeVariant& each) {
          return each.start < place.start || each.start + each.reference_bases > place.end;
        }))
      continue;
    for (std::size_t left_out = 0; left_out < all.size(); ++left_out) {
      std::vector<HaplotypeVariant> kept = all;
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(left_out));
      region_.haplotypes.add_with(kept, HaplotypeOrigin::events, 0);
    }
  }
}

// An allele may hide behind slips of one unit that reads would have made in a long tract: they cost too little to ask
// for walks. Of all fragments many must have slipped: beside a somatic allele of a few, one with a unit more would take
// its reads away.
void HaplotypeSearch::add_hidden(const PairPosterior& pair, std::size_t sample) {
  const std::size_t slipped = fragments_that(&HaplotypeSet::may_have_slipped, pair, sample).size();
  if (!is_many(slipped, region_.reads.fragments_of(sample).size())) return;
  region_.haplotypes.add_with_one_unit(pair.first);
  if (pair.second != pair.first) region_.haplotypes.add_with_one_unit(pair.second);
}

// What reads show beside the reference depends on what else they carry: beside a haplotype that has the rest of it, the
// indel that is left. Reads that end in a tract show none at all but by a slip.
void HaplotypeSearch::add_indels(const PairPosterior& pair, std::span<const std::size_t> fragments, std::size_t depth) {
  const std::size_t min_reads = std::max<std::size_t>(2, depth / depth_per_indel_read);
  region_.haplotypes.add_with_indels(pair.first, fragments, min_reads);
  if (pair.second != pair.first) region_.haplotypes.add_with_indels(pair.second, fragments, min_reads);
}

std::vector<std::size_t> HaplotypeSearch::fragments_that(FragmentTest test, const PairPosterior& pair,
                                                         std::size_t sample) const {
  const HaplotypeSet& haplotypes = region_.haplotypes;
  std::vector<std::size_t> fragments;
  for (const std::size_t f : region_.reads.fragments_of(sample))
    if ((haplotypes.*test)(f, std::min(haplotypes.cost(pair.first, f), haplotypes.cost(pair.second, f))))
      fragments.push_back(f);
  return fragments;
}

// Each haplotype of the pair with one more variant: of the other one, or shown by single reads.
void HaplotypeSearch::add_united(const PairPosterior& pair) {
  const Haplotype both[2] = {region_.haplotypes[pair.first], region_.haplotypes[pair.second]};
  for (unsigned own = 0; own < 2; ++own) {
    for (const HaplotypeVariant& variant : both[1 - own].variants)
      region_.haplotypes.add_with_event(both[own], variant);
    for (const HaplotypeVariant& event : events_) region_.haplotypes.add_with_event(both[own], event);
  }
}

}  // namespace norrsken
