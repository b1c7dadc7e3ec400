#include "kernels/coverage/hotspot_evidence.hpp"

#include <algorithm>

#include "kernels/pileup/pileup.hpp"

namespace norrsken {
namespace {

constexpr unsigned min_allele_quality_phred = 20;
constexpr GenomePosition longest_substitution = 64;  // longer ones are found by their first bases only

std::vector<BaseCode> codes_of(const std::string& letters) {
  std::vector<BaseCode> codes(letters.size());
  std::transform(letters.begin(), letters.end(), codes.begin(), base_code);
  return codes;
}

// How far right an indel behind the anchor at `position` can be moved without a change.
GenomePosition last_break(const GenomeView& genome, GenomePosition position, const std::vector<BaseCode>& reference,
                          const std::vector<BaseCode>& alternate) {
  const bool is_deletion = reference.size() > alternate.size();
  const std::vector<BaseCode>& unit = is_deletion ? reference : alternate;  // with the anchor
  const std::size_t bases = unit.size() - 1;
  GenomePosition moved = 0;
  const GenomePosition behind = position + 1 + (is_deletion ? static_cast<GenomePosition>(bases) : 0);
  while (behind + moved < genome.length && genome.packed_base(behind + moved) == unit[1 + moved % bases]) ++moved;
  return position + 1 + moved;
}

}  // namespace

HotspotCounter::HotspotCounter(std::span<const Hotspot> hotspots, const GenomeView& genome) {
  for (const Hotspot& hotspot : hotspots) {
    Site site{hotspot.position, hotspot.position, 0, codes_of(hotspot.reference), codes_of(hotspot.alternate)};
    site.shift = static_cast<std::int32_t>(site.reference.size()) - static_cast<std::int32_t>(site.alternate.size());
    if (site.shift != 0) site.last = last_break(genome, site.position, site.reference, site.alternate);
    sites_.push_back(std::move(site));
  }
}

// `part` of the read holds the first base of the site.
void HotspotCounter::add(const PlacedRead& read, std::span<const BaseQuality> bases, const Site& site,
                         HotspotEvidence& evidence) {
  const int first = read_base_at(read, site.position);
  if (first < 0 || quality_of(bases[static_cast<std::size_t>(first)]) <= quality_counted_in_mate) return;
  ++evidence.depth;
  const auto count_alternate = [&] {
    ++(read.has(read_is_reverse) ? evidence.alternate_reverse : evidence.alternate_forward);
  };
  if (site.shift == 0) {
    bool is_reference = true;
    bool is_alternate = true;
    for (std::size_t i = 0; i < site.reference.size(); ++i) {
      if (site.reference[i] == site.alternate[i]) continue;
      const int at = read_base_at(read, site.position + static_cast<GenomePosition>(i));
      if (at < 0 || quality_of(bases[static_cast<std::size_t>(at)]) < min_allele_quality_phred) return;
      const BaseCode base = base_of(bases[static_cast<std::size_t>(at)]);
      is_reference &= base == site.reference[i];
      is_alternate &= base == site.alternate[i];
    }
    if (is_alternate) count_alternate();
    if (is_reference) ++evidence.reference;
    return;
  }
  if (read.shift == site.shift) {
    const int inserted = site.shift < 0 ? -site.shift : 0;
    const GenomePosition broken = read.position + read.break_offset - static_cast<GenomePosition>(inserted);
    if (broken > site.position && broken <= site.last) count_alternate();
  } else if (read.shift == 0 && read.clip == 0 && read_base_at(read, site.last) >= 0) {
    ++evidence.reference;
  }
}

void HotspotCounter::count(const PlacedReads& reads, std::uint8_t sample, GenomeInterval own,
                           unsigned min_confidence_phred, std::span<HotspotEvidence> evidence) const {
  const auto at_or_behind = [&](GenomePosition position) {
    return std::lower_bound(sites_.begin(), sites_.end(), position,
                            [](const Site& site, GenomePosition at) { return site.position < at; });
  };
  const auto first = at_or_behind(own.start);
  const auto last = at_or_behind(own.end);
  if (first == last) return;
  for (std::size_t index = 0; index < reads.size(); ++index) {
    const PlacedRead& read = reads.reads[index];
    if (read.sample != sample || read.has(read_is_duplicate) || read.has(placement_is_secondary) ||
        read.has(read_is_orphan) || read.confidence_phred < min_confidence_phred)
      continue;
    for (auto site = std::max(first, at_or_behind(read.position)); site != last && site->position < read.end(); ++site)
      add(read, reads.bases_of(index), *site, evidence[static_cast<std::size_t>(site - sites_.begin())]);
  }
}

std::size_t find_hotspot(std::span<const Hotspot> hotspots, GenomePosition position, const std::string& reference,
                         const std::string& alternate) {
  const GenomePosition from = position > longest_substitution ? position - longest_substitution : 0;
  auto hotspot = std::lower_bound(hotspots.begin(), hotspots.end(), from,
                                  [](const Hotspot& each, GenomePosition at) { return each.position < at; });
  std::size_t part_of = hotspots.size();
  for (; hotspot != hotspots.end() && hotspot->position <= position; ++hotspot) {
    const auto number = static_cast<std::size_t>(hotspot - hotspots.begin());
    if (hotspot->position == position && hotspot->reference == reference && hotspot->alternate == alternate)
      return number;
    const std::size_t offset = position - hotspot->position;
    const bool is_part = hotspot->reference.size() == hotspot->alternate.size() && reference.size() == 1 &&
                         alternate.size() == 1 && offset < hotspot->reference.size() &&
                         hotspot->reference[offset] == reference[0] && hotspot->alternate[offset] == alternate[0];
    if (is_part && part_of == hotspots.size()) part_of = number;
  }
  return part_of;
}

}  // namespace norrsken
