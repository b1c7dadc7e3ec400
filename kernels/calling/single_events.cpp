#include "kernels/calling/single_events.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "kernels/calling/counted.hpp"
#include "kernels/calling/region_read.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_single_events = 8;  // of each kind
constexpr unsigned min_reads = 2;

using CountedEvents = std::vector<Counted<HaplotypeVariant>>;

// Breaks inside `place`, each with the number of its reads.
void count_breaks(const RegionReads& reads, const ReferenceWindow& window, GenomeInterval place,
                  CountedEvents& counted) {
  for (std::size_t sample = 0; sample < reads.samples(); ++sample)
    for (const std::uint32_t index : reads.of_sample(sample)) {
      const auto variant = break_variant(reads.placed().reads[index], reads.placed().bases_of(index), window);
      if (!variant || variant->start < place.start || variant->start + variant->reference_bases > place.end) continue;
      count(*variant, counted);
    }
}

}  // namespace

void collect_single_events(const RegionReads& reads, const ReferenceWindow& window, const ActiveRegions& active,
                           const ActiveRegion& region, std::vector<HaplotypeVariant>& events) {
  CountedEvents counted;
  for (std::uint32_t i = region.first_site; i < region.last_site; ++i)
    if (active.sites[i].kind < EventKind::read_break)
      counted.push_back({{window.start() + active.sites[i].first, 1, {static_cast<BaseCode>(active.sites[i].kind)}},
                         active.sites[i].reads});
  count_breaks(reads, window, {window.start() + region.start, window.start() + region.end}, counted);
  std::erase_if(counted, [](const auto& each) { return each.reads < min_reads; });
  sort_by_reads(counted);
  // Substitutions and indels have places of their own: noise beside a long homopolymer must not crowd out its indel.
  std::size_t substitutions = 0;
  std::size_t indels = 0;
  events.clear();
  for (auto& each : counted)
    if ((each.shown.is_snv() ? substitutions++ : indels++) < max_single_events) events.push_back(std::move(each.shown));
}

}  // namespace norrsken
