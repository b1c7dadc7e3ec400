#include "kernels/calling/hide_damage.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "kernels/pileup/pileup.hpp"

namespace norrsken {
namespace {

constexpr double worth_hiding = 0.002;  // rarer damage seldom shows often enough for a haplotype of its own

}  // namespace

bool hide_damage(const PlacedReads& reads, const ReferenceWindow& window, std::span<const DamageProfile> damage,
                 PlacedReads& hidden) {
  constexpr unsigned poor_phred = 2;
  std::vector<bool> is_damaged;  // of each sample
  for (const DamageProfile& each : damage) is_damaged.push_back(each.has_any(worth_hiding));
  if (std::find(is_damaged.begin(), is_damaged.end(), true) == is_damaged.end()) return false;
  hidden.clear();
  for (std::size_t index = 0; index < reads.size(); ++index) {
    const PlacedRead& read = reads.reads[index];
    hidden.append(read, reads.bases_of(index));
    if (read.sample >= is_damaged.size() || !is_damaged[read.sample]) continue;
    const unsigned orientation = orientation_of(read);
    const std::span<BaseQuality> bases = hidden.bases_of(index);
    for_each_placed_base(read, [&](unsigned i, GenomePosition position) {
      if (quality_of(bases[i]) <= poor_phred || position < window.start() || position >= window.end()) return;
      const BaseCode reference = window[position];
      if (reference >= base_n || base_of(bases[i]) == reference) return;
      if (damage[read.sample].rate(orientation, reference, base_of(bases[i])) >= worth_hiding)
        bases[i] = make_base_quality(base_of(bases[i]), poor_phred);
    });
  }
  return true;
}

}  // namespace norrsken
