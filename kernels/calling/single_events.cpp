#include "kernels/calling/single_events.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "kernels/calling/region_read.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_single_events = 8;  // of each kind
constexpr unsigned min_reads = 2;

struct CountedEvent {
  HaplotypeVariant event;
  unsigned reads = 0;
};

// Breaks inside `place`, each with the number of its reads.
void count_breaks(const RegionReads& reads, const ReferenceWindow& window, GenomeInterval place,
                  std::vector<CountedEvent>& counted) {
  for (std::size_t sample = 0; sample < reads.samples(); ++sample)
    for (const std::uint32_t index : reads.of_sample(sample)) {
      const auto variant = break_variant(reads.placed().reads[index], reads.placed().bases_of(index), window);
      if (!variant || variant->start < place.start || variant->start + variant->reference_bases > place.end) continue;
      const auto known =
          std::find_if(counted.begin(), counted.end(), [&](const auto& each) { return each.event == *variant; });
      if (known == counted.end())
        counted.push_back({*variant, 1});
      else
        ++known->reads;
    }
}

}  // namespace

void collect_single_events(const RegionReads& reads, const ReferenceWindow& window, const ActiveRegions& active,
                           const ActiveRegion& region, std::vector<HaplotypeVariant>& events) {
  std::vector<CountedEvent> counted;
  for (std::uint32_t i = region.first_site; i < region.last_site; ++i)
    if (active.sites[i].kind < EventKind::read_break)
      counted.push_back({{window.start() + active.sites[i].first, 1, {static_cast<BaseCode>(active.sites[i].kind)}},
                         active.sites[i].reads});
  count_breaks(reads, window, {window.start() + region.start, window.start() + region.end}, counted);
  std::erase_if(counted, [](const CountedEvent& each) { return each.reads < min_reads; });
  std::stable_sort(counted.begin(), counted.end(),
                   [](const CountedEvent& a, const CountedEvent& b) { return a.reads > b.reads; });
  // Substitutions and indels have places of their own: noise beside a long homopolymer must not crowd out its indel.
  std::size_t substitutions = 0;
  std::size_t indels = 0;
  events.clear();
  for (CountedEvent& each : counted)
    if ((each.event.is_snv() ? substitutions++ : indels++) < max_single_events) events.push_back(std::move(each.event));
}

}  // namespace norrsken
