#include "kernels/calling/haplotype_set.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "kernels/pileup/pileup.hpp"

namespace norrsken {
namespace {

constexpr unsigned max_relative_cost_phred = 60;  // what costs more weighs the same
constexpr unsigned unexplained_phred = 16;        // also what a slip of two units in a long repeat costs
constexpr unsigned foreign_weight_phred = 10;
constexpr std::size_t max_indels = 4;  // that reads show of a haplotype, tried at once

// Whether a read that is one unit off costs enough to ask for another haplotype.
bool is_told_apart(const SlipPenalties& penalties, const TandemTract& tract) {
  return penalties.one_unit_phred(tract.unit, tract.length()) >= unexplained_phred;
}

std::vector<BaseCode> with_indel(std::span<const BaseCode> bases, const HaplotypeIndel& indel) {
  const auto at = bases.begin() + indel.offset;
  std::vector<BaseCode> changed(bases.begin(), at);
  changed.insert(changed.end(), indel.inserted.begin(), indel.inserted.end());
  changed.insert(changed.end(), at + indel.removed_bases, bases.end());
  return changed;
}

void note_best(const std::vector<std::uint16_t>& costs, std::vector<std::uint16_t>& best) {
  for (std::size_t f = 0; f < costs.size(); ++f) best[f] = std::min(best[f], costs[f]);
}

}  // namespace

void HaplotypeSet::begin(GenomeInterval place, std::size_t most) {
  place_ = place;
  most_ = most;
  hit_limit_ = false;
  haplotypes_.clear();
  costs_.clear();
  const auto own = window_.slice(place.start, place.end);
  add({{own.begin(), own.end()}, HaplotypeOrigin::reference, 0, {}});
}

void HaplotypeSet::add(Haplotype haplotype) {
  if (haplotypes_.size() >= most_) {
    hit_limit_ = true;
    return;
  }
  if (std::any_of(haplotypes_.begin(), haplotypes_.end(),
                  [&](const Haplotype& known) { return known.bases == haplotype.bases; }))
    return;
  haplotype.variants = name_variants(window_, place_.start, place_.end, haplotype.bases);
  haplotypes_.push_back(std::move(haplotype));
}

void HaplotypeSet::add_within(Haplotype haplotype, GenomeInterval from) {
  const auto before = window_.slice(place_.start, from.start);
  const auto after = window_.slice(from.end, place_.end);
  haplotype.bases.insert(haplotype.bases.begin(), before.begin(), before.end());
  haplotype.bases.insert(haplotype.bases.end(), after.begin(), after.end());
  add(std::move(haplotype));
}

void HaplotypeSet::add_with(std::span<const HaplotypeVariant> variants, HaplotypeOrigin origin, unsigned support) {
  add({apply_variants(window_, place_.start, place_.end, variants), origin, support, {}});
}

std::optional<Haplotype> HaplotypeSet::with_event(const Haplotype& base, const HaplotypeVariant& event) const {
  std::vector<HaplotypeVariant> variants = base.variants;
  const auto at = std::partition_point(variants.begin(), variants.end(),
                                       [&](const HaplotypeVariant& each) { return each.start < event.start; });
  if (at != variants.end() && at->start < event.start + std::max(1U, event.reference_bases)) return std::nullopt;
  if (at != variants.begin() && (at - 1)->start + std::max(1U, (at - 1)->reference_bases) > event.start)
    return std::nullopt;
  variants.insert(at, event);
  if (variants.front().start < place_.start || variants.back().start + variants.back().reference_bases > place_.end)
    return std::nullopt;
  std::vector<BaseCode> bases = apply_variants(window_, place_.start, place_.end, variants);
  return Haplotype{std::move(bases), HaplotypeOrigin::events, 0, std::move(variants)};
}

void HaplotypeSet::add_with_event(const Haplotype& base, const HaplotypeVariant& event) {
  if (auto haplotype = with_event(base, event)) add(std::move(*haplotype));
}

void HaplotypeSet::add_with_one_unit(std::size_t haplotype) {
  const std::vector<BaseCode> bases = haplotypes_[haplotype].bases;
  std::vector<TandemTract> tracts;
  find_tandem_tracts(bases, max_slip_unit, tracts);
  for (const TandemTract& tract : tracts) {
    if (tract.start == 0 || tract.end == bases.size() || is_told_apart(penalties_, tract)) continue;
    const auto unit = bases.begin() + tract.start;
    add({with_indel(bases, {tract.start, 0, {unit, unit + tract.unit}}), HaplotypeOrigin::events, 0, {}});
    add({with_indel(bases, {tract.start, tract.unit, {}}), HaplotypeOrigin::events, 0, {}});
  }
}

void HaplotypeSet::add_with_indels(std::size_t haplotype, std::span<const std::size_t> fragments,
                                   std::size_t min_reads) {
  const std::vector<Counted<HaplotypeIndel>> indels = scorer_.count_indels(haplotypes_[haplotype], fragments);
  const std::vector<BaseCode> bases = haplotypes_[haplotype].bases;
  for (std::size_t i = 0; i < indels.size() && i < max_indels && indels[i].reads >= min_reads; ++i)
    add({with_indel(bases, indels[i].shown), HaplotypeOrigin::events, 0, {}});
}

void HaplotypeSet::widen(GenomeInterval other) {
  const GenomeInterval wider{std::min(other.start, place_.start), std::max(other.end, place_.end)};
  if (wider.start == place_.start && wider.end == place_.end) return;
  const auto left = window_.slice(wider.start, place_.start);
  const auto right = window_.slice(place_.end, wider.end);
  for (Haplotype& haplotype : haplotypes_) {
    haplotype.bases.insert(haplotype.bases.begin(), left.begin(), left.end());
    haplotype.bases.insert(haplotype.bases.end(), right.begin(), right.end());
  }
  place_ = wider;
  costs_.clear();
}

void HaplotypeSet::keep_pairs(std::span<const PairPosterior> pairs) {
  std::vector<std::size_t> kept{0};
  for (const PairPosterior& pair : pairs)
    for (const std::size_t h : {pair.first, pair.second})
      if (std::find(kept.begin(), kept.end(), h) == kept.end()) kept.push_back(h);
  std::vector<Haplotype> haplotypes;
  std::vector<std::vector<std::uint16_t>> costs;
  for (const std::size_t h : kept) {
    haplotypes.push_back(std::move(haplotypes_[h]));
    costs.push_back(std::move(costs_[h]));
  }
  haplotypes_ = std::move(haplotypes);
  costs_ = std::move(costs);
}

void HaplotypeSet::drop_useless() {
  std::vector<bool> is_useful(haplotypes_.size(), false);
  is_useful[0] = true;
  for (std::size_t f = 0; f < reads_.fragments().size(); ++f) {
    const unsigned best = best_cost(f);
    if (costs_[0][f] == best) continue;
    for (std::size_t h = 1; h < haplotypes_.size(); ++h)
      if (costs_[h][f] == best) is_useful[h] = true;
  }
  std::size_t kept = 0;
  for (std::size_t h = 0; h < haplotypes_.size(); ++h) {
    if (!is_useful[h]) continue;
    if (kept != h) {
      haplotypes_[kept] = std::move(haplotypes_[h]);
      costs_[kept] = std::move(costs_[h]);
    }
    ++kept;
  }
  haplotypes_.resize(kept);
  costs_.resize(kept);
}

void HaplotypeSet::respell_beside(std::span<const Haplotype> bases, std::size_t first) {
  const auto beside = [](const std::vector<HaplotypeVariant>& variants, const Haplotype& base) {
    return std::count_if(variants.begin(), variants.end(),
                         [&](const HaplotypeVariant& each) { return !is_among(each, base.variants); });
  };
  for (Haplotype& haplotype : std::span(haplotypes_).subspan(first))
    for (const Haplotype& base : bases) {
      if (base.variants.empty() || haplotype.bases == base.bases || beside(haplotype.variants, base) < 2) continue;
      auto spelled = name_variants_beside(window_, place_.start, place_.end, base, haplotype.bases);
      if (spelled && beside(*spelled, base) < beside(haplotype.variants, base))
        haplotype.variants = std::move(*spelled);
    }
}

void HaplotypeSet::score() {
  if (costs_.size() == haplotypes_.size()) return;
  if (costs_.empty()) scorer_.set_place(place_);
  std::vector<std::uint16_t> best(reads_.fragments().size(), std::numeric_limits<std::uint16_t>::max());
  for (const auto& costs : costs_) note_best(costs, best);
  while (costs_.size() < haplotypes_.size()) {
    costs_.push_back(scorer_.score(haplotypes_[costs_.size()], best, max_relative_cost_phred));
    note_best(costs_.back(), best);
  }
  score_foreign(best);
}

// Of all haplotypes anew: what is foreign depends on which of them are there. A fragment that a later one explains
// keeps these costs under those before: they were above foreign_phred and are.
void HaplotypeSet::score_foreign(std::span<const std::uint16_t> best) {
  std::vector<std::size_t> foreign;
  for (std::size_t f = 0; f < best.size(); ++f)
    if (best[f] > foreign_phred) foreign.push_back(f);
  for (std::size_t h = 0; h < haplotypes_.size() && !foreign.empty(); ++h)
    scorer_.score_near(haplotypes_[h], foreign, costs_[h]);
}

void HaplotypeSet::score_lone_snv() {
  const PlacedReads& placed = reads_.placed();
  const std::span<const RegionFragment> fragments = reads_.fragments();
  costs_.assign(2, std::vector<std::uint16_t>(fragments.size(), 0));
  const BaseCode alleles[2] = {window_[place_.start], haplotypes_[1].variants[0].alternate[0]};
  for (std::size_t f = 0; f < fragments.size(); ++f)
    for (unsigned r = 0; r < fragments[f].count; ++r) {
      const std::uint32_t index = fragments[f].reads[r];
      const int base = read_base_at(placed.reads[index], place_.start);
      if (base < 0) continue;
      const BaseQuality value = placed.bases_of(index)[static_cast<std::size_t>(base)];
      for (std::size_t h = 0; h < 2; ++h)
        if (base_of(value) != alleles[h])
          costs_[h][f] = static_cast<std::uint16_t>(costs_[h][f] + mismatch_cost(value));
    }
}

unsigned HaplotypeSet::best_cost(std::size_t fragment) const {
  unsigned best = ~0U;
  for (const auto& costs : costs_) best = std::min<unsigned>(best, costs[fragment]);
  return best;
}

bool HaplotypeSet::is_unexplained(std::size_t fragment, unsigned cost_phred) const {
  return cost_phred >= unexplained_phred + foreign_cost(fragment, cost_phred);
}

bool HaplotypeSet::may_have_slipped(std::size_t fragment, unsigned cost_phred) const {
  return cost_phred >= lowest_slip_phred + foreign_cost(fragment, cost_phred) && !is_unexplained(fragment, cost_phred);
}

unsigned HaplotypeSet::foreign_cost(std::size_t fragment, unsigned cost_phred) const {
  const unsigned outside = scorer_.outside_cost(fragment);
  if (cost_phred <= foreign_phred || best_cost(fragment) <= foreign_phred) return outside;
  // What makes a fragment foreign may lie in the place or outside of it: the less outside explains, the more to find.
  return std::min(outside, scorer_.near_outside_cost(fragment));
}

CostMatrix HaplotypeSet::relative_costs() const {
  const std::span<const RegionFragment> fragments = reads_.fragments();
  CostMatrix costs(haplotypes_.size(), fragments.size());
  for (std::size_t f = 0; f < fragments.size(); ++f) {
    const unsigned best = best_cost(f);
    unsigned limit = std::min(max_relative_cost_phred, fragments[f].confidence_phred);
    if (best > foreign_phred) limit = std::min(limit, foreign_weight_phred);
    for (std::size_t h = 0; h < haplotypes_.size(); ++h)
      costs.at(h, f) = static_cast<std::uint8_t>(std::min<unsigned>(costs_[h][f] - best, limit));
  }
  return costs;
}

}  // namespace norrsken
