#include "kernels/calling/region_evidence.hpp"

#include <algorithm>
#include <limits>

#include "kernels/calling/record.hpp"
#include "kernels/calling/region_caller.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_explaining = 255;  // haplotypes are numbered in one byte

template <class Calls>
bool is_among(const VariantCall& record, const Calls& calls) {
  return std::any_of(calls.begin(), calls.end(), [&](const auto& call) {
    return record.position == call.position && record.reference == call.reference && record.alternate == call.alternate;
  });
}

}  // namespace

ExplainedRegion RegionCaller::explain(const CalledRegion& called, std::span<const EvidenceSite> sites) const {
  // Candidates that nothing was called from would take up every misread base.
  std::uint64_t reported = 0;
  for (std::size_t v = 0; v < variants_.size(); ++v) {
    const VariantCall record = make_record(variants_[v], window_, {});
    if (is_among(record, called.variants) || is_among(record, sites)) reported |= std::uint64_t{1} << v;
  }
  std::vector<std::size_t> kept;
  for (std::size_t h = 0; h < haplotypes_.size() && kept.size() < max_explaining; ++h)
    if ((masks_[h] & ~reported) == 0) kept.push_back(h);

  ExplainedRegion region{{start_, end_}, {}, {}};
  for (const std::size_t h : kept) region.haplotypes.push_back(haplotypes_[h].variants);
  for (std::size_t f = 0; f < fragments_.size(); ++f) {
    ExplainedFragment fragment{{fragments_[f].reads[0], fragments_[f].reads[1]}, fragments_[f].count, 0, false};
    unsigned best = std::numeric_limits<unsigned>::max();
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const unsigned cost = absolute_costs_[kept[i]][f];
      const bool is_simpler = region.haplotypes[i].size() < region.haplotypes[fragment.haplotype].size();
      fragment.is_sure = cost < best || (cost > best && fragment.is_sure);
      if (cost > best || (cost == best && !is_simpler)) continue;
      fragment.haplotype = static_cast<std::uint8_t>(i);
      best = cost;
    }
    region.fragments.push_back(fragment);
  }
  return region;
}

}  // namespace norrsken
