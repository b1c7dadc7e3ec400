#include "kernels/coverage/target_coverage.hpp"

#include <algorithm>

#include "kernels/pileup/pileup.hpp"

namespace norrsken {
namespace {

constexpr std::size_t depths = 20001;  // of the histogram
// Counters of a sample: reads, reads on target, histogram, then those of the pieces.
constexpr std::size_t first_depth_counter = 2;
constexpr std::size_t first_piece_counter = first_depth_counter + depths;

std::vector<GenomeInterval> unite(std::vector<GenomeInterval> places) {
  std::sort(places.begin(), places.end(),
            [](const GenomeInterval& a, const GenomeInterval& b) { return a.start < b.start; });
  std::vector<GenomeInterval> united;
  for (const GenomeInterval& place : places) {
    if (!united.empty() && place.start <= united.back().end)
      united.back().end = std::max(united.back().end, place.end);
    else
      united.push_back(place);
  }
  return united;
}

// The first of disjoint intervals that ends behind a position.
std::vector<GenomeInterval>::const_iterator first_behind(const std::vector<GenomeInterval>& places,
                                                         GenomePosition position) {
  return std::upper_bound(places.begin(), places.end(), position,
                          [](GenomePosition at, const GenomeInterval& place) { return at < place.end; });
}

bool overlaps(const std::vector<GenomeInterval>& places, GenomePosition start, GenomePosition end) {
  const auto place = first_behind(places, start);
  return place != places.end() && place->start < end;
}

// Bases counted in the overlapping mate, and those not called, add nothing.
void add_depth(const PlacedRead& read, std::span<const BaseQuality> bases, GenomeInterval own,
               std::vector<std::uint32_t>& depth) {
  for_each_placed_base(read, [&](unsigned i, GenomePosition position) {
    if (position >= own.start && position < own.end && quality_of(bases[i]) > quality_counted_in_mate)
      ++depth[position - own.start];
  });
}

}  // namespace

TargetPieces::TargetPieces(TargetPanel panel, std::vector<std::uint32_t> thresholds, GenomePosition block_bases)
    : panel_(std::move(panel)), thresholds_(std::move(thresholds)), block_bases_(block_bases) {
  std::vector<GenomeInterval> places;
  std::vector<GenomeInterval> padded;
  for (std::uint32_t target = 0; target < panel_.targets.size(); ++target) {
    const GenomeInterval place = panel_.targets[target].place;
    places.push_back(place);
    // Contigs lie further apart than any padding that an assay may ask for (1,000).
    padded.push_back({place.start - panel_.padding_bases, place.end + panel_.padding_bases});
    for (GenomePosition start = place.start; start < place.end;) {
      const GenomePosition end = std::min(place.end, (start / block_bases_ + 1) * block_bases_);
      pieces_.push_back({{start, end}, target});
      start = end;
    }
  }
  std::stable_sort(pieces_.begin(), pieces_.end(),
                   [](const Piece& a, const Piece& b) { return a.place.start < b.place.start; });
  united_ = unite(std::move(places));
  padded_ = unite(std::move(padded));
}

std::size_t TargetPieces::counters_per_sample() const {
  return first_piece_counter + pieces_.size() * counters_per_piece();
}

void TargetPieces::count(const PlacedReads& reads, std::uint8_t sample, GenomeInterval own,
                         unsigned min_confidence_phred, std::span<std::uint64_t> counters) const {
  const bool has_targets = overlaps(united_, own.start, own.end);
  std::vector<std::uint32_t> depth(has_targets ? own.end - own.start : 0, 0);
  for (std::size_t index = 0; index < reads.size(); ++index) {
    const PlacedRead& read = reads.reads[index];
    if (read.sample != sample || read.has(read_is_duplicate) || read.has(placement_is_secondary) ||
        read.has(read_is_orphan))
      continue;
    if (read.position >= own.start && read.position < own.end) {
      ++counters[0];
      if (overlaps(padded_, read.position, read.end())) ++counters[1];
    }
    if (has_targets && read.confidence_phred >= min_confidence_phred)
      add_depth(read, reads.bases_of(index), own, depth);
  }
  if (!has_targets) return;
  for (auto place = first_behind(united_, own.start); place != united_.end() && place->start < own.end; ++place)
    for (GenomePosition at = std::max(place->start, own.start); at < std::min(place->end, own.end); ++at)
      ++counters[first_depth_counter + std::min<std::size_t>(depth[at - own.start], depths - 1)];
  const auto first = std::lower_bound(pieces_.begin(), pieces_.end(), own.start,
                                      [](const Piece& piece, GenomePosition at) { return piece.place.start < at; });
  for (auto piece = first; piece != pieces_.end() && piece->place.start < own.end; ++piece) {
    std::uint64_t* mine = counters.data() + first_piece_counter +
                          static_cast<std::size_t>(piece - pieces_.begin()) * counters_per_piece();
    const auto from = depth.begin() + (piece->place.start - own.start);
    const auto to = depth.begin() + (piece->place.end - own.start);
    mine[1] = *std::min_element(from, to);
    for (auto at = from; at != to; ++at) {
      mine[0] += *at;
      for (std::size_t i = 0; i < thresholds_.size() && *at >= thresholds_[i]; ++i) ++mine[2 + i];
    }
  }
}

PanelCoverage TargetPieces::summarise(std::span<const std::uint64_t> counters) const {
  PanelCoverage coverage;
  coverage.thresholds = thresholds_;
  Coverage nothing;
  nothing.at_least.resize(thresholds_.size());
  coverage.targets.assign(panel_.targets.size(), nothing);
  coverage.genes.assign(panel_.genes.size(), nothing);
  coverage.all = nothing;
  coverage.reads = counters[0];
  coverage.on_target_reads = counters[1];
  coverage.depth.assign(counters.begin() + first_depth_counter, counters.begin() + first_piece_counter);
  for (std::size_t p = 0; p < pieces_.size(); ++p) {
    const std::uint64_t* piece = counters.data() + first_piece_counter + p * counters_per_piece();
    const std::uint32_t target = pieces_[p].target;
    for (Coverage* sum : {&coverage.targets[target], &coverage.genes[panel_.targets[target].gene]}) {
      sum->min_depth = sum->bases == 0 ? piece[1] : std::min(sum->min_depth, piece[1]);
      sum->bases += pieces_[p].place.end - pieces_[p].place.start;
      sum->depth_sum += piece[0];
      for (std::size_t i = 0; i < thresholds_.size(); ++i) sum->at_least[i] += piece[2 + i];
    }
  }
  bool has_min = false;
  for (std::size_t depth = 0; depth < coverage.depth.size(); ++depth) {
    const std::uint64_t bases = coverage.depth[depth];
    if (bases != 0 && !has_min) coverage.all.min_depth = depth;
    has_min |= bases != 0;
    coverage.all.bases += bases;
    coverage.all.depth_sum += depth * bases;
    for (std::size_t i = 0; i < thresholds_.size() && depth >= thresholds_[i]; ++i) coverage.all.at_least[i] += bases;
  }
  return coverage;
}

}  // namespace norrsken
