#include "kernels/calling/library_counts.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

#include "kernels/placement/placer.hpp"

namespace norrsken {
namespace {

constexpr unsigned slip_margin_bases = 10;  // a read must cover this much on both sides of a tract
constexpr unsigned min_slip_confidence_phred = 30;
constexpr unsigned min_slip_tract_bases = 5;
constexpr std::uint64_t max_site_slips_per_cent = 20;  // more is a variant, not slippage

bool is_counted(const PlacedRead& read, std::uint8_t sample) {
  return read.sample == sample && !read.has(read_is_duplicate) && !read.has(placement_is_secondary) &&
         !read.has(read_is_orphan);
}

void count_duplicates(const PlacedReads& reads, std::uint8_t sample, GenomePosition start, GenomePosition end,
                      ReadBuckets& moved) {
  const unsigned limit = PlacementOptions{}.ambiguous_below_phred;
  for (const PlacedRead& read : reads.reads) {
    if (read.sample != sample || !read.has(read_is_duplicate) || read.position < start || read.position >= end)
      continue;
    ++moved.duplicate;
    ++(read.has(read_is_orphan) ? moved.orphan : read.confidence_phred < limit ? moved.ambiguous : moved.placed);
  }
}

// Whether depth changes at none of eight positions.
bool are_zero(const std::uint32_t* changes) {
  std::uint32_t any = 0;
  for (unsigned i = 0; i < 8; ++i) any |= changes[i];
  return any == 0;
}

// Whether eight bases are known: codes are 0..3, or 4 for N.
bool are_known(const BaseCode* bases) {
  std::uint64_t eight = 0;
  std::memcpy(&eight, bases, sizeof eight);
  return (eight & 0x0404040404040404U) == 0;
}

// Returns the most depth.
std::uint32_t count_depth(const PlacedReads& reads, std::uint8_t sample, const ReferenceWindow& window,
                          GenomePosition start, GenomePosition end, LibraryCounts& counts) {
  std::vector<std::uint32_t> change(end - start + 1, 0);
  for (const PlacedRead& read : reads.reads) {
    if (!is_counted(read, sample)) continue;
    const GenomePosition from = std::clamp(read.position, start, end);
    const GenomePosition to = std::clamp(read.end(), start, end);
    ++change[from - start];
    --change[to - start];
  }
  std::uint32_t depth = 0;
  std::uint32_t most = 0;
  std::uint64_t covered = 0;
  const auto count = [&](std::uint32_t bases) {
    counts.depth[std::min<std::size_t>(depth, counts.depth.size() - 1)] += bases;
    covered += depth != 0 ? bases : 0;
  };
  const BaseCode* bases = window.bases().data() + (start - window.start());
  for (GenomePosition i = 0; i < end - start;) {
    const GenomePosition stop = std::min(end - start, i + 8);
    if (stop - i == 8 && are_zero(change.data() + i) && are_known(bases + i)) {  // most of what is hardly covered
      count(8);
      i = stop;
      continue;
    }
    for (; i < stop; ++i) {
      depth += change[i];
      most = std::max(most, depth);
      if (bases[i] < base_n) count(1);
    }
  }
  counts.covered_bases += covered;
  return most;
}

// Tracts in [start, end) that reads may slip in, in order.
std::vector<SlipSite> slip_sites(const ReferenceWindow& window, std::span<const TandemTract> tracts,
                                 GenomePosition start, GenomePosition end) {
  std::vector<SlipSite> sites;
  for (const TandemTract& tract : tracts) {
    const GenomePosition at = window.start() + tract.start;
    if (at >= start && at < end && tract.length() >= min_slip_tract_bases && tract.unit <= slip_units_max)
      sites.push_back({tract, 0, {}});
  }
  return sites;
}

// `next` is the first site that no read so far starts beyond: reads come in order.
void count_read_slips(const PlacedRead& read, GenomePosition window_start, std::size_t& next,
                      std::vector<SlipSite>& sites) {
  const GenomePosition offset = read.position - window_start;
  while (next < sites.size() && sites[next].tract.start < offset + slip_margin_bases) ++next;
  const GenomePosition stop = read.end() - window_start;
  const GenomePosition broken = offset + read.break_offset - (read.shift < 0 ? static_cast<unsigned>(-read.shift) : 0);
  for (std::size_t i = next; i < sites.size() && sites[i].tract.start + slip_margin_bases < stop; ++i) {
    SlipSite& site = sites[i];
    const TandemTract& tract = site.tract;
    if (tract.end + slip_margin_bases > stop) continue;
    const bool is_here = read.shift != 0 && broken + 1 >= tract.start && broken <= tract.end + 1;
    const int units = is_here ? read.shift / tract.unit : 0;
    if (is_here && (read.shift % tract.unit != 0 || units < -4 || units > 4)) continue;
    ++site.reads;
    ++site.slips[static_cast<std::size_t>(4 - units)];  // shift > 0 is a deletion: fewer units
  }
}

}  // namespace

std::uint32_t count_reads(const PlacedReads& reads, std::uint8_t sample, const ReferenceWindow& window,
                          GenomePosition start, GenomePosition end, LibraryCounts& counts) {
  count_duplicates(reads, sample, start, end, counts.moved);
  return count_depth(reads, sample, window, start, end, counts);
}

std::vector<SlipSite> count_slips(const PlacedReads& reads, std::uint8_t sample, const ReferenceWindow& window,
                                  std::span<const TandemTract> tracts, GenomePosition start, GenomePosition end,
                                  LibraryCounts& counts) {
  std::vector<SlipSite> sites = slip_sites(window, tracts, start, end);
  std::size_t next = 0;
  for (const PlacedRead& read : reads.reads)
    if (is_counted(read, sample) && read.clip == 0 && read.confidence_phred >= min_slip_confidence_phred &&
        read.position >= window.start())
      count_read_slips(read, window.start(), next, sites);
  for (const SlipSite& site : sites) {
    if (site.reads < min_slip_site_reads) continue;
    const std::uint64_t slipped = site.reads - site.slips[4];
    if (slipped * 100 > site.reads * max_site_slips_per_cent) continue;
    auto& histogram = counts.slips[site.tract.unit][std::min<std::size_t>(site.tract.length(), slip_lengths - 1)];
    for (std::size_t slip = 0; slip < histogram.size(); ++slip) histogram[slip] += site.slips[slip];
  }
  return sites;
}

void count_unstable_repeats(std::span<const SlipSite> tumor, std::span<const SlipSite> normal,
                            const InstabilityLimits& limits, RepeatCounts& counts) {
  for (std::size_t i = 0; i < tumor.size() && i < normal.size(); ++i)
    if (is_informative_repeat(tumor[i].tract.unit, tumor[i].tract.length()))
      count_repeat(tumor[i].slips, normal[i].slips, limits, counts);
}

void add_repeats(std::span<const SlipSite> sites, GenomePosition window_start, std::vector<RepeatSite>& repeats) {
  for (const SlipSite& site : sites) {
    const TandemTract& tract = site.tract;
    if (site.reads < min_slip_site_reads || !is_informative_repeat(tract.unit, tract.length())) continue;
    repeats.push_back(
        {{window_start + tract.start, static_cast<std::uint16_t>(tract.length()), tract.unit}, site.slips});
  }
}

void count_damage_of(const PlacedReads& reads, std::uint8_t sample, const ReferenceWindow& window, GenomePosition start,
                     GenomePosition end, DamageCounts& counts) {
  const std::uint64_t one_of = std::bit_floor(std::max<std::uint64_t>(1, reads.size() / enough_for_damage));
  const std::size_t reads_ahead = 8 * one_of;
  const auto is_drawn = [&](std::size_t i) { return reads.reads[i].name_hash % one_of == 0; };
  for (std::size_t i = 0; i < reads.size(); ++i) {
    if (i + reads_ahead < reads.size() && is_drawn(i + reads_ahead)) reads.prefetch(i + reads_ahead);
    if (!is_drawn(i)) continue;
    const PlacedRead& read = reads.reads[i];
    const bool is_whole = read.shift == 0 && read.clip == 0 && read.confidence_phred >= min_slip_confidence_phred;
    if (!is_counted(read, sample) || !is_whole || read.position < start || read.position >= end) continue;
    count_damage(orientation_of(read), reads.bases_of(i), window.slice(read.position, read.end()), counts);
  }
}

void count_uncovered(const GenomeView& genome, GenomePosition start, GenomePosition end, LibraryCounts& counts) {
  for (const GenomeInterval& known : known_stretches(genome, start, end)) counts.depth[0] += known.end - known.start;
}

}  // namespace norrsken
