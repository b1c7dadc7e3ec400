#include <algorithm>
#include <span>
#include <utility>

#include "kernels/placement/confidence.hpp"
#include "kernels/placement/fragment_placer.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_fits = 16;  // diagonals laid out per read
constexpr std::size_t max_near_candidates = 3;
constexpr std::size_t max_broken_fits = 3;  // fits per read that are searched for a second diagonal
constexpr unsigned stray_cost_phred = 80;
constexpr unsigned copy_worth_phred = 50;  // a read that costs less hardly belongs to another copy
constexpr std::size_t max_copies = 4;
// Of reads in repeats, calibrated on simulated genomes and reads of 75 to 250 bases (tests/accuracy/calibration.sh).
constexpr unsigned least_vouched_phred = 3;
constexpr unsigned most_lost_phred = 9;    // for differences: several variants may stand together
constexpr unsigned any_kmer_phred = 17;    // one seed among all k-mers of a read
constexpr unsigned any_kmers_phred = 23;   // two or more
constexpr unsigned whole_read_phred = 80;  // a read that costs less lies there as a whole
constexpr unsigned similar_place_phred = 30;
constexpr unsigned hopeless_phred = not_proper_phred + max_confidence_phred;
constexpr unsigned min_kept_bases = 30;
constexpr unsigned max_cost_per_base_phred = 5;

}  // namespace

// Beside a place that explains the whole read, one that costs more than this neither wins nor takes away confidence.
unsigned FragmentPlacer::hopeless_beyond(unsigned mate) const {
  unsigned best = ~0U;
  for (const DiagonalFit& fit : fits_[mate])
    if (fit.clip == Clip::none && fit.shift == 0) best = std::min(best, fit.cost_phred);
  return best > whole_read_phred ? ~0U : best + hopeless_phred;
}

void FragmentPlacer::add_fit(unsigned mate, const Candidate& candidate) {
  for (const DiagonalFit& fit : fits_[mate])
    if (fit.is_reverse == candidate.is_reverse &&
        (fit.start == candidate.start || fit.start + static_cast<GenomePosition>(fit.shift) == candidate.start))
      return;
  const unsigned limit = hopeless_beyond(mate);
  const unsigned whole_phred = whole_cost(mate, candidate.start, candidate.is_reverse, limit);
  if (whole_phred > limit) return;
  const DiagonalFit fit =
      fit_diagonal(reads_[mate], candidate.is_reverse, genome_, candidate.start, whole_phred, diagonal_);
  // Two votes of one broken read end in the same fit.
  for (const DiagonalFit& known : fits_[mate])
    if (known.is_reverse == fit.is_reverse && known.start == fit.start && known.shift == fit.shift) return;
  // A place that explains hardly more than a seed says nothing.
  const unsigned length = reads_[mate].length();
  const unsigned kept = fit.clip == Clip::none  ? length
                        : fit.clip == Clip::end ? fit.break_offset
                                                : length - fit.break_offset;
  if (kept < min_kept_bases || fit.cost_phred > max_cost_per_base_phred * length) return;
  fits_[mate].push_back(fit);
}

void FragmentPlacer::sort_fits(unsigned mate) {
  std::stable_sort(fits_[mate].begin(), fits_[mate].end(),
                   [](const DiagonalFit& a, const DiagonalFit& b) { return a.cost_phred < b.cost_phred; });
}

// Looks for a second diagonal of the best fits only: it is the dear part. Where one is found, copies that fit about as
// well without it are looked at too, or the first few of them would seem to be the only ones.
void FragmentPlacer::find_breaks(unsigned mate) {
  sort_fits(mate);
  unsigned similar_phred = 0;
  for (std::size_t i = 0; i < fits_[mate].size(); ++i) {
    DiagonalFit& fit = fits_[mate][i];
    const unsigned clipped_phred = fit.cost_phred;
    if (fit.clip == Clip::none || (i >= max_broken_fits && clipped_phred > similar_phred)) continue;
    fit = find_break(reads_[mate], fit, genome_, diagonal_);
    if (fit.clip == Clip::none && similar_phred == 0) similar_phred = clipped_phred + max_confidence_phred;
  }
}

// A mate that fits badly far from a well placed one is better looked at beside it.
void FragmentPlacer::leave_stray_mate(PairChoice& choice) const {
  if (choice.insert_bases != 0 || choice.first < 0 || choice.second < 0) return;
  const unsigned first = fits_[0][static_cast<std::size_t>(choice.first)].cost_phred;
  const unsigned second = fits_[1][static_cast<std::size_t>(choice.second)].cost_phred;
  if (first > stray_cost_phred && first > second) choice.first = -1;
  if (second > stray_cost_phred && second >= first) choice.second = -1;
}

// Lays the read on a candidate, once: a second attempt would end as the first.
void FragmentPlacer::try_candidate(unsigned mate, std::size_t number) {
  if (std::exchange(are_tried_[mate][number], 1) != 0) return;
  add_fit(mate, candidates_[mate][number]);
}

void FragmentPlacer::fit_candidates(unsigned mate, std::size_t limit) {
  for (std::size_t i = 0; i < candidates_[mate].size() && fits_[mate].size() < limit; ++i) {
    if (i >= 2 * limit) break;
    try_candidate(mate, i);
  }
}

// Candidates for `mate` where a forward-reverse pair with the other mate's place would have it.
void FragmentPlacer::search_near(unsigned mate, const DiagonalFit& placed) {
  const GenomePosition anchor = five_prime(placed, reads_[1 - mate].length());
  const unsigned length = reads_[mate].length();
  const GenomePosition reach = options_.max_insert_bases;
  const GenomePosition from =
      placed.is_reverse ? anchor - std::min(anchor, reach) : anchor - std::min<GenomePosition>(anchor, length);
  const GenomePosition to = placed.is_reverse ? anchor + length : anchor + reach;
  finder_.search_window(reads_[mate], !placed.is_reverse, from, to, candidates_[mate]);
}

std::span<const Candidate> FragmentPlacer::nearest_candidates(unsigned mate) const {
  const std::span<const Candidate> all(candidates_[mate]);
  return all.first(std::min(max_near_candidates, all.size()));
}

void FragmentPlacer::add_nearest(unsigned mate) {
  for (const Candidate& candidate : nearest_candidates(mate)) add_fit(mate, candidate);
}

// Beside the chosen place of the other mate and all that are about as good: one alone would seem the better of them.
void FragmentPlacer::fit_near(unsigned mate, const DiagonalFit& chosen) {
  const unsigned limit = chosen.cost_phred + similar_place_phred;
  for (const DiagonalFit& placed : fits_[1 - mate]) {
    if (placed.cost_phred > limit) continue;
    search_near(mate, placed);
    add_nearest(mate);
  }
  find_breaks(mate);
}

// A mate that fits badly may belong beside another copy of its mate's place, where no seed of it is left: it is looked
// for there too, or its place would seem to be the only one. Returns whether that found anything.
bool FragmentPlacer::fit_beside_copies(unsigned mate, int chosen, int chosen_other) {
  if (fit(mate, chosen).cost_phred < copy_worth_phred) return false;
  const unsigned limit = fit(1 - mate, chosen_other).cost_phred + similar_place_phred;
  const std::size_t before = fits_[mate].size();
  std::size_t copies = 0;
  for (const DiagonalFit& placed : fits_[1 - mate]) {
    if (placed.cost_phred > limit || copies == max_copies) continue;
    const auto is_beside = [&](const DiagonalFit& each) {
      return proper_insert(each, reads_[mate].length(), placed, reads_[1 - mate].length(), options_.max_insert_bases) !=
             0;
    };
    if (std::ranges::any_of(fits_[mate], is_beside)) continue;
    ++copies;
    search_near(mate, placed);
    add_nearest(mate);
  }
  if (fits_[mate].size() == before) return false;
  find_breaks(mate);
  return true;
}

// Candidates that make a pair go first, whatever their number of votes.
void FragmentPlacer::fit_pairs() {
  mate_places_.assign(candidates_[1], reads_[1].length());
  for (std::size_t i = 0; i < candidates_[0].size() && fits_[0].size() < max_fits; ++i)
    mate_places_.for_each_mate(candidates_[0][i], reads_[0].length(), [&](std::size_t number) {
      try_candidate(0, i);
      try_candidate(1, number);
      return fits_[1].size() < max_fits;
    });
}

void FragmentPlacer::place_slow(unsigned mates, PairChoice& choice) {
  bool has_repeats = false;
  finder_.look_up(std::span(reads_).first(mates), std::span(seeds_).first(mates));
  for (unsigned mate = 0; mate < mates; ++mate) {
    fits_[mate].clear();
    const SeedSummary seeds = finder_.find(reads_[mate], seeds_[mate], candidates_[mate]);
    are_tried_[mate].assign(candidates_[mate].size(), 0);
    has_repeats = has_repeats || seeds.many != 0;
  }
  if (mates == 2) fit_pairs();
  for (unsigned mate = 0; mate < mates; ++mate) {
    fit_candidates(mate, max_fits);
    find_breaks(mate);
  }
  if (mates == 1) {
    choice = choose_single({&fits_[0], reads_[0].length()});
  } else {
    const auto choose = [&] {
      return choose_pair({&fits_[0], reads_[0].length()}, {&fits_[1], reads_[1].length()}, options_.max_insert_bases);
    };
    choice = choose();
    if (choice.insert_bases == 0 && (choice.first >= 0 || choice.second >= 0)) {
      const PairChoice before = choice;
      // A copy: the search beside the first mate sorts the places of the second one anew.
      const DiagonalFit second = before.second >= 0 ? fit(1, before.second) : DiagonalFit{};
      if (before.first >= 0) fit_near(1, fit(0, before.first));
      if (before.second >= 0) fit_near(0, second);
      choice = choose();
    }
    if (choice.insert_bases != 0) {
      if (fit_beside_copies(0, choice.first, choice.second)) choice = choose();
      if (choice.insert_bases != 0 && fit_beside_copies(1, choice.second, choice.first)) choice = choose();
    }
    leave_stray_mate(choice);
  }
  if (has_repeats) {
    const unsigned limit = hidden_places_phred(choice);
    choice.first_confidence_phred = std::min(choice.first_confidence_phred, limit);
    choice.second_confidence_phred = std::min(choice.second_confidence_phred, limit);
  }
}

// Confidence that is left beside the places of "many" seeds, which were not looked at: every seed that names the chosen
// place speaks against them. In a family of so many copies a single difference often hits upon what one or a few others
// have: a unique seed alone is wrong one time in six, and seeds with few places count half. The more a pair differs
// from its place, the likelier it is another copy's; a read whose every k-mer had to be tried hits upon one by chance.
unsigned FragmentPlacer::hidden_places_phred(const PairChoice& choice) const {
  constexpr unsigned lone_unique_phred = 8;
  ListedSeeds listed;
  bool are_of_any_kmer = false;
  unsigned cost_phred = 0;
  for (unsigned mate = 0; mate < 2; ++mate) {
    const int chosen = mate == 0 ? choice.first : choice.second;
    if (chosen < 0) continue;
    const ListedSeeds own = count_listed(seeds_[mate], reads_[mate].length(), fit(mate, chosen));
    listed.unique += own.unique;
    listed.all += own.all;
    are_of_any_kmer = are_of_any_kmer || seeds_[mate].are_of_any_kmer;
    cost_phred += fit(mate, chosen).cost_phred;
  }
  if (listed.all <= 1) return listed.unique * lone_unique_phred;
  const unsigned seeds = (listed.unique + listed.all) / 2;
  const auto less = [&](unsigned vouched_phred, unsigned lost_phred) {
    return vouched_phred - std::min(vouched_phred - least_vouched_phred, lost_phred);
  };
  const unsigned vouched_phred = less(seed_confidence_phred(seeds), std::min(most_lost_phred, cost_phred / 10));
  if (!are_of_any_kmer) return vouched_phred;
  return std::min(vouched_phred, less(seeds > 1 ? any_kmers_phred : any_kmer_phred, cost_phred * 2 / 5));
}

}  // namespace norrsken
