#include "kernels/calling/somatic_haplotypes.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "kernels/somatic/allele_evidence.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_somatic_candidates = 12;
constexpr std::size_t more_haplotypes = 48;
constexpr std::size_t max_united_candidates = 5;
constexpr std::int64_t worth_uniting = 3000;  // log10 x 1000 of the odds in the best tumour

// What no haplotype of the normal carries: variants of the other haplotypes first, then events that none has.
std::vector<HaplotypeVariant> candidates_of(const VariantTable& variants, std::span<const HaplotypeVariant> events,
                                            std::span<const Haplotype> bases) {
  std::vector<HaplotypeVariant> candidates;
  for (const HaplotypeVariant& variant : variants.all())
    if (!is_among(variant, bases.front().variants) && !is_among(variant, bases.back().variants))
      candidates.push_back(variant);
  for (const HaplotypeVariant& event : events)
    if (!is_among(event, variants.all())) candidates.push_back(event);
  if (candidates.size() > max_somatic_candidates) candidates.resize(max_somatic_candidates);
  return candidates;
}

// Variants that are not the normal's and that reads of some tumour show better than the normal's pair, the likeliest
// first.
std::vector<HaplotypeVariant> likely_in_tumors(const PairPosterior& normal, const CallingOptions& options,
                                               const RegionModel& region) {
  const VariantTable& variants = region.variants;
  const CostMatrix& costs = variants.costs();
  const std::uint64_t germline = variants.mask_of(normal);
  const std::vector<std::size_t> tumors = options.tumors();
  std::vector<std::pair<std::int64_t, std::size_t>> likely;
  for (std::size_t v = 0; v < variants.size(); ++v) {
    if (germline >> v & 1) continue;
    std::int32_t best = 0;
    for (const std::size_t sample : tumors) {
      AlleleEvidence evidence;
      for (const std::size_t f : region.reads.fragments_of(sample))
        evidence.add(variants.fragment_costs(f, v).with_phred,
                     std::min(costs.at(normal.first, f), costs.at(normal.second, f)));
      const FractionLikelihoods likelihoods = evidence.likelihoods();
      best = std::max(best, *std::max_element(likelihoods.begin(), likelihoods.end()));
    }
    if (best >= worth_uniting) likely.emplace_back(-best, v);
  }
  std::sort(likely.begin(), likely.end());
  std::vector<HaplotypeVariant> found;
  found.reserve(likely.size());
  for (const auto& [odds, v] : likely) found.push_back(variants[v]);
  return found;
}

// Any two of the likely ones on each base, and as many as go together.
void add_united(std::span<const HaplotypeVariant> likely, std::span<const Haplotype> bases, HaplotypeSet& haplotypes) {
  for (const Haplotype& base : bases) {
    Haplotype all = base;
    for (std::size_t i = 0; i < likely.size(); ++i) {
      if (auto more = haplotypes.with_event(all, likely[i])) all = std::move(*more);
      const std::optional<Haplotype> with_one = haplotypes.with_event(base, likely[i]);
      for (std::size_t j = i + 1; with_one && j < likely.size(); ++j) haplotypes.add_with_event(*with_one, likely[j]);
    }
    haplotypes.add(std::move(all));
  }
}

}  // namespace

void add_somatic_haplotypes(const PairPosterior& normal, std::span<const HaplotypeVariant> events,
                            const CallingOptions& options, RegionModel& region) {
  HaplotypeSet& haplotypes = region.haplotypes;
  haplotypes.make_room(more_haplotypes);
  std::vector<Haplotype> bases{haplotypes[normal.first]};
  if (normal.second != normal.first) bases.push_back(haplotypes[normal.second]);
  std::size_t settled = 0;
  const auto settle = [&] {
    haplotypes.respell_beside(bases, settled);
    settled = haplotypes.size();
    haplotypes.score();
    region.update_variants();
  };
  settle();
  for (const HaplotypeVariant& candidate : candidates_of(region.variants, events, bases))
    for (const Haplotype& base : bases) haplotypes.add_with_event(base, candidate);
  settle();

  std::vector<HaplotypeVariant> likely = likely_in_tumors(normal, options, region);
  if (likely.size() < 2) return;
  if (likely.size() > max_united_candidates) likely.resize(max_united_candidates);
  add_united(likely, bases, haplotypes);
  settle();
}

}  // namespace norrsken
