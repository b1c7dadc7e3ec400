#include "kernels/calling/region_evidence.hpp"

#include <algorithm>
#include <limits>

#include "kernels/calling/record.hpp"
#include "kernels/calling/region_model.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_explaining = 255;  // haplotypes are numbered in one byte

bool is_carried(std::size_t haplotype, std::span<const PairPosterior> pairs) {
  return std::any_of(pairs.begin(), pairs.end(),
                     [&](const PairPosterior& pair) { return pair.first == haplotype || pair.second == haplotype; });
}

template <class Calls>
bool is_among(const VariantCall& record, const Calls& calls) {
  return std::any_of(calls.begin(), calls.end(), [&](const auto& call) {
    return record.position == call.position && record.reference == call.reference && record.alternate == call.alternate;
  });
}

}  // namespace

ExplainedRegion explain_region(const RegionModel& region, std::span<const PairPosterior> pairs,
                               std::span<const VariantCall> called, std::span<const EvidenceSite> sites) {
  std::uint64_t germline = 0;
  std::uint64_t others = 0;  // of the sites
  for (std::size_t v = 0; v < region.variants.size(); ++v) {
    const VariantCall record = make_record(region.variants[v], region.window, {});
    if (is_among(record, called))
      germline |= std::uint64_t{1} << v;
    else if (is_among(record, sites))
      others |= std::uint64_t{1} << v;
  }
  // Candidates that nothing was called from would take up every misread base, other combinations of called variants
  // every fragment that does not reach all of them.
  std::vector<std::size_t> kept;
  for (std::size_t h = 0; h < region.haplotypes.size() && kept.size() < max_explaining; ++h) {
    const std::uint64_t mask = region.variants.mask_of(h);
    const bool is_of_case = h == 0 || is_carried(h, pairs) || (mask & others) != 0;
    if (is_of_case && (mask & ~(germline | others)) == 0) kept.push_back(h);
  }

  ExplainedRegion explained{region.haplotypes.place(), {}, {}};
  for (const std::size_t h : kept) explained.haplotypes.push_back(region.haplotypes[h].variants);
  const std::span<const RegionFragment> fragments = region.reads.fragments();
  for (std::size_t f = 0; f < fragments.size(); ++f) {
    ExplainedFragment fragment{{fragments[f].reads[0], fragments[f].reads[1]}, fragments[f].count, 0, false};
    unsigned best = std::numeric_limits<unsigned>::max();
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const unsigned cost = region.haplotypes.cost(kept[i], f);
      const bool is_simpler = explained.haplotypes[i].size() < explained.haplotypes[fragment.haplotype].size();
      fragment.is_sure = cost < best || (cost > best && fragment.is_sure);
      if (cost > best || (cost == best && !is_simpler)) continue;
      fragment.haplotype = static_cast<std::uint8_t>(i);
      best = cost;
    }
    explained.fragments.push_back(fragment);
  }
  return explained;
}

}  // namespace norrsken
