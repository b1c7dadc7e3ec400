#include "kernels/pileup/active_regions.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace norrsken {
namespace {

constexpr unsigned anchor_bases = 4;         // non-repetitive bases kept inside each end of a region
constexpr unsigned lone_snv_clearance = 30;  // bases without break or clip around a lone SNV
constexpr unsigned lone_snv_max_tract = 7;
constexpr unsigned central_bases = 15;  // an SNV seen only nearer to read ends may be a hidden indel

bool has_share(unsigned reads, std::uint32_t depth, const ActivityOptions& options) {
  return std::uint64_t{reads} * 1000 >= std::uint64_t{depth} * options.min_share_per_mille;
}

struct SiteFinder {
  const PlacedReads& reads;
  const ReferenceWindow& window;
  const Pileup& pileup;
  const ActivityOptions& options;
  std::vector<CandidateSite>& sites;

  // Of these events those that damage does not explain, with the chance there is in it: it shows in one orientation.
  [[nodiscard]] unsigned count_undamaged(std::size_t from, std::size_t to) const {
    constexpr double deviations = 3;
    std::array<unsigned, 2> shown{};
    for (std::size_t i = from; i < to; ++i) ++shown[orientation_of(reads.reads[pileup.events[i].read()])];
    const std::uint32_t offset = pileup.events[from].offset();
    const auto base = static_cast<BaseCode>(pileup.events[from].kind());
    unsigned left = 0;
    for (unsigned orientation = 0; orientation < 2; ++orientation) {
      const double rate = options.damage->rate(orientation, window[window.start() + offset], base);
      const double expected = 0.5 * rate * pileup.depth[offset];
      const auto explained = static_cast<unsigned>(expected + deviations * std::sqrt(expected));
      left += shown[orientation] - std::min(shown[orientation], explained);
    }
    return left;
  }

  // Events of one base at one offset: [from, to).
  void add_substitution(std::size_t from, std::size_t to) {
    const auto count = static_cast<unsigned>(to - from);
    const std::uint32_t offset = pileup.events[from].offset();
    if (count < options.min_reads || !has_share(count, pileup.depth[offset], options)) return;
    if (options.damage != nullptr && count_undamaged(from, to) < options.min_reads) return;
    unsigned quality = 0;
    for (std::size_t i = from; i < to; ++i) quality += pileup.events[i].quality_phred();
    if (quality < options.min_quality_sum_phred) return;
    sites.push_back({offset, offset + 1, pileup.events[from].kind(), count, false, false});
  }
};

// Breaks and clips lie at slightly different bases in different reads: they are counted in a sliding stretch. A break
// shows what is there and counts twice; clips count more where several fragments lose the same side.
void find_break_sites(const PlacedReads& reads, const Pileup& pileup, const ActivityOptions& options,
                      std::vector<CandidateSite>& sites) {
  std::vector<PileupEvent> breaks;
  for (const PileupEvent& event : pileup.events)
    if (event.kind() >= EventKind::read_break) breaks.push_back(event);
  std::vector<std::uint64_t> clipped[3];  // names of fragments by PlacedRead::clip, as many as matter
  const auto is_clipped = [&](unsigned clip) { return clipped[clip].size() >= options.min_reads; };
  const auto note_clipped = [&](const PlacedRead& read) {
    auto& names = clipped[read.clip];
    if (!is_clipped(read.clip) && std::find(names.begin(), names.end(), read.name_hash) == names.end())
      names.push_back(read.name_hash);
  };
  for (std::size_t i = 0; i < breaks.size(); ++i) {
    unsigned weight = 0;
    for (auto& names : clipped) names.clear();
    std::uint32_t last = breaks[i].offset() + 1;
    std::size_t j = i;
    for (; j < breaks.size() && breaks[j].offset() < breaks[i].offset() + options.cluster_bases; ++j) {
      weight += breaks[j].kind() == EventKind::read_break ? 2 : 1;
      const PlacedRead& read = reads.reads[breaks[j].read()];
      if (breaks[j].kind() == EventKind::read_clip) note_clipped(read);
      last = std::max(last, breaks[j].offset() + 1 + static_cast<std::uint32_t>(std::max<int>(0, read.shift)));
    }
    const std::uint32_t depth = pileup.depth[breaks[i].offset()];
    const bool ends_together = is_clipped(1) || is_clipped(2);
    const bool is_broken = weight >= 2 * options.min_reads - 1 && has_share(weight, depth * 3 / 2, options);
    if (!is_broken && !(ends_together && has_share(weight, depth, options))) continue;
    sites.push_back({breaks[i].offset(), std::min<std::uint32_t>(last, static_cast<std::uint32_t>(pileup.depth.size())),
                     EventKind::read_break, static_cast<unsigned>(j - i), is_clipped(2), is_clipped(1)});
  }
}

// Shorter repeats are too common to stay clear of; an indel in one is settled by the flanks.
bool is_repetitive(const TandemTract& tract) {
  constexpr std::array<unsigned, max_slip_unit + 1> shortest{0, 6, 8, 9, 10, 12, 14};
  return tract.unit > max_slip_unit || tract.length() >= shortest[tract.unit];
}

// Moves the ends outwards until neither lies in or beside a tandem tract.
void grow(ActiveRegion& region, std::span<const TandemTract> tracts, std::uint32_t length,
          const ActivityOptions& options) {
  const std::uint32_t least = region.start > options.max_growth_bases ? region.start - options.max_growth_bases : 0;
  const std::uint32_t most = std::min(length, region.end + options.max_growth_bases);
  const std::uint32_t from = least > 200 ? least - 200 : 0;
  const auto first = std::partition_point(tracts.begin(), tracts.end(),
                                          [&](const TandemTract& tract) { return tract.start + 1000 < from; });
  for (bool has_moved = true; has_moved;) {
    has_moved = false;
    for (auto tract = first; tract != tracts.end() && tract->start < most; ++tract) {
      if (!is_repetitive(*tract)) continue;
      if (tract->start < region.start + anchor_bases && tract->end > region.start && region.start > least) {
        const std::uint32_t start = tract->start > anchor_bases + 1 ? tract->start - anchor_bases - 1 : 0;
        if (start < region.start) {
          region.start = std::max(start, least);
          has_moved = true;
        }
      }
      if (tract->end + anchor_bases > region.end && tract->start < region.end && region.end < most) {
        const std::uint32_t end = tract->end + anchor_bases + 1;
        if (end > region.end) {
          region.end = std::min(end, most);
          has_moved = true;
        }
      }
    }
  }
}

bool touches_long_tract(std::uint32_t offset, std::span<const TandemTract> tracts) {
  auto tract = std::partition_point(tracts.begin(), tracts.end(),
                                    [&](const TandemTract& each) { return each.start + 1000 < offset; });
  for (; tract != tracts.end() && tract->start <= offset + 1; ++tract)
    if (tract->end + 1 > offset && tract->length() > lone_snv_max_tract) return true;
  return false;
}

bool is_seen_centrally(const PlacedReads& reads, const ReferenceWindow& window, const Pileup& pileup,
                       const CandidateSite& site) {
  auto event = std::lower_bound(pileup.events.begin(), pileup.events.end(), PileupEvent(site.first, site.kind, 0));
  for (; event != pileup.events.end() && event->offset() == site.first && event->kind() == site.kind; ++event) {
    const PlacedRead& read = reads.reads[event->read()];
    const int base = read_base_at(read, window.start() + site.first);
    if (base >= static_cast<int>(central_bases) && base + static_cast<int>(central_bases) < read.length) return true;
  }
  return false;
}

bool has_break_near(const Pileup& pileup, std::uint32_t offset) {
  const std::uint32_t from = offset > lone_snv_clearance ? offset - lone_snv_clearance : 0;
  auto event = std::lower_bound(pileup.events.begin(), pileup.events.end(), PileupEvent(from, EventKind::base_a, 0));
  for (; event != pileup.events.end() && event->offset() <= offset + lone_snv_clearance; ++event)
    if (event->kind() >= EventKind::read_break) return true;
  return false;
}

// Whether the site is an indel's that its neighbours should be called with. In repeats slips break reads anywhere, and
// regions grow over them as it is.
bool is_clear_break(const CandidateSite& site, std::span<const TandemTract> tracts) {
  return site.kind >= EventKind::read_break && !touches_long_tract(site.first, tracts);
}

// The first clear break among the sites from `from` on that lies before `end`, or sites.size().
std::uint32_t next_clear_break(std::span<const CandidateSite> sites, std::span<const TandemTract> tracts,
                               std::uint32_t from, std::uint32_t end) {
  for (; from < sites.size() && sites[from].first < end; ++from)
    if (is_clear_break(sites[from], tracts)) return from;
  return static_cast<std::uint32_t>(sites.size());
}

// The sites from `first` on that belong together: one past the last. Near ones do, those on either side of a clear
// break from further away, and both ends of a deletion that reads are broken off at, with everything between.
std::uint32_t end_of_cluster(std::span<const CandidateSite> sites, std::uint32_t first,
                             std::span<const TandemTract> tracts, const ActivityOptions& options) {
  std::uint32_t last = first;  // the next site
  std::uint32_t sure = first;  // sites up to here belong to the cluster
  std::uint32_t end = sites[first].last;
  std::uint32_t reach = sites[first].last;  // what begins before it is near
  for (; last < sites.size(); ++last) {
    const CandidateSite& site = sites[last];
    if (last > first && site.last >= sites[first].first + options.max_region_bases) break;
    if (last > sure && site.first >= reach) {
      sure = next_clear_break(sites, tracts, last, end + options.break_cluster_bases);
      if (sure == sites.size()) break;
    }
    const bool is_break = is_clear_break(site, tracts);
    end = std::max(end, site.last);
    reach = std::max(reach, site.last + (is_break ? options.break_cluster_bases : options.cluster_bases));
    if (!site.opens_gap) continue;
    for (std::uint32_t other = last + 1; other < sites.size(); ++other) {
      if (sites[other].first > site.first + options.max_gap_bases) break;
      if (sites[other].closes_gap) sure = std::max(sure, other);
    }
  }
  return last;
}

}  // namespace

void find_candidate_sites(const PlacedReads& reads, const ReferenceWindow& window, const Pileup& pileup,
                          const ActivityOptions& options, std::vector<CandidateSite>& sites) {
  sites.clear();
  SiteFinder finder{reads, window, pileup, options, sites};
  const auto& events = pileup.events;
  for (std::size_t from = 0; from < events.size();) {
    std::size_t to = from + 1;
    while (to < events.size() && events[to].offset() == events[from].offset() &&
           events[to].kind() == events[from].kind())
      ++to;
    if (events[from].kind() < EventKind::read_break) finder.add_substitution(from, to);
    from = to;
  }
  find_break_sites(reads, pileup, options, sites);
  std::stable_sort(sites.begin(), sites.end(),
                   [](const CandidateSite& a, const CandidateSite& b) { return a.first < b.first; });
}

void unite_sites(std::vector<CandidateSite>& sites) {
  std::stable_sort(sites.begin(), sites.end(), [](const CandidateSite& a, const CandidateSite& b) {
    return a.first != b.first ? a.first < b.first : a.kind < b.kind;
  });
  std::vector<CandidateSite> united;
  for (const CandidateSite& site : sites) {
    if (!united.empty() && site.kind < EventKind::read_break && united.back().first == site.first &&
        united.back().kind == site.kind)
      united.back().reads += site.reads;
    else
      united.push_back(site);
  }
  sites = std::move(united);
}

void find_active_regions(const PlacedReads& reads, const ReferenceWindow& window, std::span<const Pileup> pileups,
                         std::span<const TandemTract> tracts, const ActivityOptions& options, ActiveRegions& active) {
  active.regions.clear();
  const auto length = static_cast<std::uint32_t>(window.bases().size());
  const auto& sites = active.sites;
  for (std::uint32_t first = 0; first < sites.size();) {
    const std::uint32_t last = end_of_cluster(sites, first, tracts, options);
    std::uint32_t end = sites[first].last;
    for (std::uint32_t i = first; i < last; ++i) end = std::max(end, sites[i].last);
    ActiveRegion region;
    region.first_site = first;
    region.last_site = last;
    const std::uint32_t begin = sites[first].first;
    const auto has_break = [&](const Pileup& pileup) { return has_break_near(pileup, begin); };
    const auto shows_centrally = [&](const Pileup& pileup) {
      return is_seen_centrally(reads, window, pileup, sites[first]);
    };
    region.start = begin > options.flank_bases ? begin - options.flank_bases : 0;
    region.end = std::min(length, end + options.flank_bases);
    region.is_lone_snv = last - first == 1 && sites[first].kind < EventKind::read_break &&
                         std::none_of(pileups.begin(), pileups.end(), has_break) &&
                         !touches_long_tract(begin, tracts) &&
                         std::any_of(pileups.begin(), pileups.end(), shows_centrally);
    if (!region.is_lone_snv) grow(region, tracts, length, options);
    if (!active.regions.empty() && active.regions.back().end > region.start) {
      ActiveRegion& previous = active.regions.back();
      previous.end = std::max(previous.end, region.end);
      previous.last_site = last;
      previous.is_lone_snv = false;
    } else {
      active.regions.push_back(region);
    }
    first = last;
  }
}

const ActiveRegion* region_at(std::span<const ActiveRegion> regions, std::uint32_t offset) {
  const auto after = std::partition_point(regions.begin(), regions.end(),
                                          [&](const ActiveRegion& each) { return each.start <= offset; });
  if (after == regions.begin() || offset >= (after - 1)->end) return nullptr;
  return &*(after - 1);
}

}  // namespace norrsken
