#include <algorithm>

#include "kernels/placement/confidence.hpp"
#include "kernels/placement/fragment_placer.hpp"

namespace norrsken {
namespace {

constexpr unsigned spread_cost_limit = 200;  // of mismatches spread over a read, or of a read with one break
constexpr unsigned fast_cost_limit = 80;     // a read that costs more is looked at closely
constexpr unsigned clearly_better_phred = 60;
constexpr unsigned min_tail_bases = 8;

// Start, end, middle.
WindowSeeds window_seeds(std::span<const BaseQuality> bases) {
  WindowSeeds window;
  if (bases.size() < seed_window_bases) return window;
  const std::size_t last = bases.size() - seed_window_bases;
  const std::array<std::size_t, 3> offsets{0, last, last / 2};
  const std::span<const std::size_t> windows(offsets.data(), last == 0 ? 1 : offsets.size());
  window.count = static_cast<unsigned>(window_minimizers(bases, windows, window.seeds.data()));
  return window;
}

}  // namespace

// A variant can make one seed of a recent duplication look like the other copy's; two or more at once are rarer.
// Calibrated on simulated genomes with segmental duplications (tests/accuracy/calibration.sh).
unsigned seed_confidence_phred(unsigned unique_seeds) {
  constexpr std::array<unsigned, 6> vouched{0, 26, 41, 48, 53, 57};
  return unique_seeds < vouched.size() ? vouched[unique_seeds] : max_confidence_phred;
}

void FragmentPlacer::look_up_windows(const ReadBatch& batch, std::size_t first_read, std::size_t last_read) {
  windows_.resize(last_read - first_read);
  votes_.resize(windows_.size());
  unsettled_.clear();
  const auto length_of = [&](std::size_t i) { return static_cast<unsigned>(batch.read(first_read + i).size()); };
  const auto prefetch_place = [&](const WindowVote& vote) {
    if (vote.is_usable()) __builtin_prefetch(genome_.packed.data() + vote.start / 4);
  };
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    windows_[i] = window_seeds(batch.read(first_read + i));
    for (const Minimizer& seed : windows_[i].asked_first()) index_.prefetch(seed.hash);
  }
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    votes_[i] = {};
    for (const Minimizer& seed : windows_[i].asked_first()) add_to(votes_[i], seed, length_of(i));
    if (windows_[i].is_whole() && !votes_[i].settle()) {
      index_.prefetch(windows_[i].middle().hash);
      unsettled_.push_back(i);
    }
    prefetch_place(votes_[i]);
  }
  for (const std::size_t i : unsettled_) {
    add_to(votes_[i], windows_[i].middle(), length_of(i));
    prefetch_place(votes_[i]);
  }
}

void FragmentPlacer::prefetch_places(std::size_t first_window) const {
  constexpr std::size_t next_line = 64;
  for (std::size_t i = first_window; i < std::min(first_window + 2, votes_.size()); ++i) {
    const std::uint8_t* reference = genome_.packed.data() + votes_[i].start / 4;
    __builtin_prefetch(reference);
    __builtin_prefetch(reference + next_line);
  }
}

void FragmentPlacer::load_cut(const ReadBatch& batch, std::size_t first_read, std::size_t first_window,
                              unsigned fragment_bases) {
  for (unsigned mate = 0; mate < 2; ++mate) {
    const auto bases = batch.read(first_read + mate);
    const auto inside = bases.first(std::min<std::size_t>(bases.size(), fragment_bases));
    WindowSeeds& window = windows_[first_window + mate];
    WindowVote& vote = votes_[first_window + mate];
    window = window_seeds(inside);
    vote = {};
    for (const Minimizer& seed : window.all()) add_to(vote, seed, static_cast<unsigned>(inside.size()));
    set_read(mate, inside);
  }
}

void FragmentPlacer::load(const ReadBatch& batch, std::size_t first_read, unsigned mates) {
  for (unsigned mate = 0; mate < mates; ++mate) set_read(mate, batch.read(first_read + mate));
}

void FragmentPlacer::set_read(unsigned mate, std::span<const BaseQuality> bases) {
  reads_[mate].assign(bases);
  seeds_[mate].are_known = false;
}

unsigned FragmentPlacer::count_agreeing_seeds(unsigned mate) {
  finder_.look_up({&reads_[mate], 1}, {&seeds_[mate], 1});
  return count_agreeing(seeds_[mate], reads_[mate].length(), fits_[mate][0]);
}

bool FragmentPlacer::tails_fit(const ReadBatch& batch, std::size_t first_read, const PairChoice& choice) const {
  unsigned called = 0;
  unsigned agreeing = 0;
  for (unsigned mate = 0; mate < 2; ++mate) {
    const auto bases = batch.read(first_read + mate);
    const DiagonalFit& placed = fit(mate, mate == 0 ? choice.first : choice.second);
    const unsigned cut = reads_[mate].length();
    for (unsigned i = cut; i < bases.size(); ++i) {
      if (!is_called(bases[i])) continue;
      const GenomePosition behind = placed.is_reverse ? placed.start - (i - cut) - 1
                                                      : placed.start + i + static_cast<GenomePosition>(placed.shift);
      const BaseCode reference = genome_.packed_base(behind);
      ++called;
      if (base_of(bases[i]) == (placed.is_reverse ? complement(reference) : reference)) ++agreeing;
    }
  }
  return called >= min_tail_bases && agreeing * 2 > called;
}

void FragmentPlacer::add_to(WindowVote& vote, const Minimizer& seed, unsigned length) const {
  if (vote.is_torn) return;
  const SeedPlaces places = index_.find(seed.hash);
  if (places.kind == SeedKind::few || places.kind == SeedKind::many) vote.only_unique = false;
  if (places.kind != SeedKind::unique) return;
  const SeedDiagonal diagonal = unique_diagonal(places, seed, length);
  if (vote.unique != 0 && (diagonal.start != vote.start || diagonal.is_reverse != vote.is_reverse)) {
    vote = {.is_torn = true, .only_unique = false};
    return;
  }
  vote.start = diagonal.start;
  vote.is_reverse = diagonal.is_reverse;
  ++vote.unique;
}

unsigned FragmentPlacer::whole_cost(unsigned mate, GenomePosition start, bool is_reverse, unsigned bound) const {
  const PackedRead& read = reads_[mate];
  return hamming_cost(read.strand(is_reverse), genome_, start, 0, read.length(), bound);
}

// The read on the diagonal its windows name, with one break at most; false when a part of it does not belong there.
bool FragmentPlacer::fit_on_vote(unsigned mate, const WindowVote& vote) {
  const unsigned whole_phred = whole_cost(mate, vote.start, vote.is_reverse, ~0U);
  DiagonalFit fit{vote.start, vote.is_reverse, whole_phred, 0, 0, Clip::none};
  if (whole_phred > fast_cost_limit) {
    fit = fit_diagonal(reads_[mate], vote.is_reverse, genome_, vote.start, whole_phred, diagonal_);
    if (fit.clip != Clip::none) fit = find_break(reads_[mate], fit, genome_, diagonal_);
  }
  fits_[mate].assign(1, fit);
  return fit.clip == Clip::none && fit.cost_phred <= spread_cost_limit;
}

// The place of a mate that unique seeds do not settle, when just one fits beside the other mate.
bool FragmentPlacer::fit_beside(const WindowSeeds& window, unsigned mate, const DiagonalFit& placed) {
  const unsigned length = reads_[mate].length();
  const unsigned placed_length = reads_[1 - mate].length();
  const bool is_reverse = !placed.is_reverse;
  auto& fits = fits_[mate];
  fits.clear();
  const auto add_whole = [&](GenomePosition start) {
    const unsigned cost = whole_cost(mate, start, is_reverse, fast_cost_limit);
    if (cost <= fast_cost_limit && (fits.empty() || fits[0].start != start))
      fits.push_back({start, is_reverse, cost, 0, 0, Clip::none});
  };
  for (unsigned i = 0; i < window.count; ++i) {
    const SeedPlaces places = index_.find(window.seeds[i].hash);
    if (places.kind != SeedKind::few) continue;
    for (const GenomePosition position : places.positions) {
      const GenomePosition start = seed_start(position, window.seeds[i].offset, length, is_reverse);
      const DiagonalFit fit{start, is_reverse, 0, 0, 0, Clip::none};
      if (proper_insert(fit, length, placed, placed_length, options_.max_insert_bases) != 0) add_whole(start);
    }
  }
  if (!fits.empty()) return fits.size() == 1;
  search_near(mate, placed);
  for (const Candidate& candidate : nearest_candidates(mate)) add_whole(candidate.start);
  return fits.empty() ? fit_broken_beside(mate) : fits.size() == 1;
}

// The same with a break inside the read, from the candidates near the other mate.
bool FragmentPlacer::fit_broken_beside(unsigned mate) {
  add_nearest(mate);
  find_breaks(mate);
  sort_fits(mate);
  auto& fits = fits_[mate];
  if (fits.empty() || fits[0].clip != Clip::none || fits[0].cost_phred > spread_cost_limit) return false;
  const auto is_other = [&](const DiagonalFit& fit) {
    return (fit.start != fits[0].start || fit.shift != fits[0].shift) &&
           fit.cost_phred < fits[0].cost_phred + clearly_better_phred;
  };
  if (std::any_of(fits.begin() + 1, fits.end(), is_other)) return false;
  fits.resize(1);
  return true;
}

bool FragmentPlacer::place_fast(std::size_t first_window, PairChoice& choice) {
  const std::array<WindowVote, 2> votes{votes_[first_window], votes_[first_window + 1]};
  unsigned unique = votes[0].unique + votes[1].unique;
  const unsigned anchor = votes[0].is_usable() && (!votes[1].is_usable() || votes[0].unique >= votes[1].unique) ? 0 : 1;
  const unsigned other = 1 - anchor;
  if (!votes[anchor].is_usable()) return false;
  const bool is_alone = !votes[other].is_usable();  // the anchor's unique seeds decide for both
  if (!is_alone && votes[0].is_reverse == votes[1].is_reverse) return false;
  if (!fit_on_vote(anchor, votes[anchor])) return false;
  const bool is_clean = votes[0].only_unique && votes[1].only_unique;
  if (is_alone ? unique < 2 : !is_clean && unique < 3) {  // near a repeat: one seed that looks unique is not enough
    unique = count_agreeing_seeds(anchor);
    if (unique < 2) return false;
  }
  if (!(is_alone ? fit_beside(windows_[first_window + other], other, fits_[anchor][0])
                 : fit_on_vote(other, votes[other])))
    return false;
  choice.insert_bases =
      proper_insert(fits_[0][0], reads_[0].length(), fits_[1][0], reads_[1].length(), options_.max_insert_bases);
  // An insert shorter than a read means adapter at its end: left to the slow path.
  if (choice.insert_bases < std::max(reads_[0].length(), reads_[1].length())) return false;
  if (fits_[0][0].shift != 0 || fits_[1][0].shift != 0)  // reads that show an indel are too dear to doubt for haste
    unique = std::max(unique, count_agreeing_seeds(anchor));
  choice.first = choice.second = 0;
  choice.first_confidence_phred = choice.second_confidence_phred = seed_confidence_phred(unique);
  return true;
}

}  // namespace norrsken
