#include "kernels/placement/placer.hpp"

#include <algorithm>
#include <vector>

#include "kernels/placement/candidates.hpp"
#include "kernels/placement/confidence.hpp"
#include "kernels/placement/diagonal.hpp"
#include "kernels/placement/packed_read.hpp"
#include "kernels/placement/pairing.hpp"

namespace norrsken {
namespace {

constexpr std::size_t group_fragments = 32;  // looked up together, so that cache misses overlap
constexpr unsigned spread_cost_limit = 200;  // of mismatches spread over a read on the fast path
constexpr unsigned fast_cost_limit = 80;     // a read that costs more takes the slow path
constexpr std::size_t max_fits = 8;          // diagonals laid out per read
constexpr unsigned windows_per_read = 3;
constexpr unsigned window_bases = seed_bases + seed_window - 1;
constexpr std::size_t max_near_candidates = 3;
constexpr std::size_t max_broken_fits = 3;  // fits per read that are searched for a second diagonal
constexpr unsigned stray_cost_phred = 80;
constexpr unsigned min_kept_bases = 30;
constexpr unsigned max_cost_per_base_phred = 5;

// Seeds of the three windows of one read, looked up on the fast path.
struct WindowSeeds {
  std::array<Minimizer, windows_per_read> seeds;
  unsigned count = 0;
};

// What the windows of a read say.
struct WindowVote {
  bool is_usable = false;   // at least one unique seed, all unique seeds on one diagonal
  bool only_unique = true;  // no window hit a repeated seed
  unsigned unique = 0;
  GenomePosition start = 0;
  bool is_reverse = false;
};

// Mapping confidence that unique seeds alone vouch for, by their number, when other places were not weighed. A variant
// can make one seed of a recent duplication look like the other copy's; two or more at once are rarer. Calibrated on
// simulated genomes with segmental duplications (tests/accuracy/calibration.sh).
unsigned seed_confidence_phred(unsigned unique_seeds) {
  constexpr std::array<unsigned, 6> vouched{0, 11, 25, 33, 40, 48};
  return unique_seeds < vouched.size() ? vouched[unique_seeds] : max_confidence_phred;
}

unsigned quality_sum(std::span<const BaseQuality> read) {
  unsigned sum = 0;
  for (const BaseQuality value : read) sum += quality_of(value);
  return sum;
}

}  // namespace

void PlacementCounts::add(const PlacementCounts& other) {
  const auto add_array = [](auto& into, const auto& from) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i] += from[i];
  };
  buckets.placed += other.buckets.placed;
  buckets.ambiguous += other.buckets.ambiguous;
  buckets.orphan += other.buckets.orphan;
  buckets.duplicate += other.buckets.duplicate;
  buckets.unplaced += other.buckets.unplaced;
  buckets.malformed += other.buckets.malformed;
  fragments += other.fragments;
  bases += other.bases;
  fast_fragments += other.fast_fragments;
  add_array(confidence, other.confidence);
  add_array(insert_bases, other.insert_bases);
  add_array(read_length, other.read_length);
}

struct Placer::Scratch {
  Scratch(const SeedIndex& seed_index, const GenomeView& genome_view, const PlacementOptions& placement_options)
      : index(seed_index), genome(genome_view), options(placement_options), finder(seed_index, genome_view) {}

  SeedIndex index;
  GenomeView genome;
  PlacementOptions options;
  CandidateFinder finder;
  DiagonalScratch diagonal;
  std::vector<WindowSeeds> windows;  // of the reads of the current group
  std::array<PackedRead, 2> packed;
  std::array<std::vector<Candidate>, 2> candidates;
  std::array<std::vector<DiagonalFit>, 2> fits;
  std::array<SeedSummary, 2> seeds;
  std::vector<BaseQuality> trimmed;

  void look_up_windows(const ReadBatch& batch, std::size_t first_read, std::size_t last_read);
  WindowVote vote(const WindowSeeds& window, unsigned length) const;
  bool vote_near(const WindowSeeds& window, unsigned mate, const DiagonalFit& placed, WindowVote& result);
  bool fits_whole(unsigned mate);
  bool place_fast(const ReadBatch& batch, std::size_t fragment, std::size_t group_first_read, PairChoice& choice);
  void place_slow(unsigned mates, PairChoice& choice);
  void fit_candidates(unsigned mate, std::size_t limit);
  void search_near(unsigned mate, const DiagonalFit& placed, unsigned placed_length);
  void fit_near(unsigned mate, const DiagonalFit& placed, unsigned placed_length);
  bool add_fit(unsigned mate, const Candidate& candidate);
  void find_breaks(unsigned mate);
  void leave_stray_mate(PairChoice& choice) const;
  void emit(const ReadBatch& batch, std::size_t fragment, const PairChoice& choice, PlacedReads& placed,
            PlacementCounts& counts);
  void emit_read(const ReadBatch& batch, std::size_t fragment, unsigned mate, const PairChoice& choice,
                 PlacedReads& placed, PlacementCounts& counts);
  void trim_adapter(unsigned mate, const DiagonalFit& fit, const DiagonalFit& other, unsigned other_length);
};

void Placer::Scratch::look_up_windows(const ReadBatch& batch, std::size_t first_read, std::size_t last_read) {
  windows.resize(last_read - first_read);
  for (std::size_t read = first_read; read < last_read; ++read) {
    WindowSeeds& window = windows[read - first_read];
    window.count = 0;
    const auto bases = batch.read(read);
    const auto length = static_cast<unsigned>(bases.size());
    if (length < window_bases) continue;
    const unsigned last = length - window_bases;
    for (const unsigned offset : {0U, last / 2, last}) {
      if (const auto seed = window_minimizer(bases, offset)) {
        window.seeds[window.count++] = *seed;
        index.prefetch(seed->hash);
      }
      if (last == 0) break;
    }
  }
}

WindowVote Placer::Scratch::vote(const WindowSeeds& window, unsigned length) const {
  WindowVote result;
  for (unsigned i = 0; i < window.count; ++i) {
    const Minimizer& seed = window.seeds[i];
    const SeedPlaces places = index.find(seed.hash);
    if (places.kind == SeedKind::few || places.kind == SeedKind::many) result.only_unique = false;
    if (places.kind != SeedKind::unique) continue;
    const bool is_reverse = places.unique_is_reverse != seed.is_reverse;
    const GenomePosition start = seed_start(places.unique_position, seed.offset, length, is_reverse);
    if (result.unique != 0 && (start != result.start || is_reverse != result.is_reverse))
      return {false, false, 0, 0, false};
    result.start = start;
    result.is_reverse = is_reverse;
    ++result.unique;
  }
  result.is_usable = result.unique != 0;
  return result;
}

// The place of a mate without a unique seed, when its repeated seeds have just one that fits beside the other mate.
bool Placer::Scratch::vote_near(const WindowSeeds& window, unsigned mate, const DiagonalFit& placed,
                                WindowVote& result) {
  const unsigned length = packed[mate].length();
  const unsigned placed_length = packed[1 - mate].length();
  for (unsigned i = 0; i < window.count; ++i) {
    const Minimizer& seed = window.seeds[i];
    const SeedPlaces places = index.find(seed.hash);
    if (places.kind != SeedKind::few) continue;
    for (const GenomePosition position : places.positions) {
      const GenomePosition start = seed_start(position, seed.offset, length, !placed.is_reverse);
      const DiagonalFit fit{start, !placed.is_reverse, 0, 0, 0, Clip::none};
      if (proper_insert(fit, length, placed, placed_length, options.max_insert_bases) == 0) continue;
      if (hamming_cost(packed[mate].strand(fit.is_reverse), genome, start, 0, length, fast_cost_limit) >
          fast_cost_limit)
        continue;
      if (result.is_usable && result.start != start) return false;
      result = {true, true, 1, start, fit.is_reverse};
    }
  }
  if (result.is_usable) return true;
  search_near(mate, placed, placed_length);
  for (std::size_t i = 0; i < std::min(max_near_candidates, candidates[mate].size()); ++i) {
    const Candidate& candidate = candidates[mate][i];
    const PackedStrand& strand = packed[mate].strand(candidate.is_reverse);
    if (hamming_cost(strand, genome, candidate.start, 0, length, fast_cost_limit) > fast_cost_limit) continue;
    if (result.is_usable) return false;
    result = {true, true, 1, candidate.start, candidate.is_reverse};
  }
  return result.is_usable;
}

// The whole read on the diagonal its windows name; false when a part of it does not belong there.
bool Placer::Scratch::fits_whole(unsigned mate) {
  DiagonalFit& fit = fits[mate][0];
  fit.cost_phred =
      hamming_cost(packed[mate].strand(fit.is_reverse), genome, fit.start, 0, packed[mate].length(), fast_cost_limit);
  if (fit.cost_phred <= fast_cost_limit) return true;
  fit = fit_diagonal(packed[mate], fit.is_reverse, genome, fit.start, diagonal);
  return fit.clip == Clip::none && fit.cost_phred <= spread_cost_limit;
}

bool Placer::Scratch::place_fast(const ReadBatch& batch, std::size_t fragment, std::size_t group_first_read,
                                 PairChoice& choice) {
  const std::size_t first = batch.first_read[fragment] - group_first_read;
  std::array<WindowVote, 2> votes;
  for (unsigned mate = 0; mate < 2; ++mate) votes[mate] = vote(windows[first + mate], packed[mate].length());
  if (votes[0].unique + votes[1].unique == 0) return false;
  bool is_clean = votes[0].only_unique && votes[1].only_unique;
  unsigned unique = votes[0].unique + votes[1].unique;
  for (unsigned mate = 0; mate < 2; ++mate) {
    if (votes[mate].is_usable) continue;
    const WindowVote& other = votes[1 - mate];
    if (!other.is_usable || other.unique < 2) return false;
    const DiagonalFit placed{other.start, other.is_reverse, 0, 0, 0, Clip::none};
    if (!vote_near(windows[first + mate], mate, placed, votes[mate])) return false;
    is_clean = true;  // weighed: the other mate's unique seeds decide
  }
  if (votes[0].is_reverse == votes[1].is_reverse) return false;
  for (unsigned mate = 0; mate < 2; ++mate)
    fits[mate].assign(1, DiagonalFit{votes[mate].start, votes[mate].is_reverse, 0, 0, 0, Clip::none});
  choice.insert_bases =
      proper_insert(fits[0][0], packed[0].length(), fits[1][0], packed[1].length(), options.max_insert_bases);
  // An insert shorter than a read means adapter at its end: left to the slow path.
  if (choice.insert_bases < std::max(packed[0].length(), packed[1].length())) return false;
  if (!fits_whole(0) || !fits_whole(1)) return false;
  if (!is_clean && unique < 3) return false;  // near a repeat: weigh the other places too
  choice.first = choice.second = 0;
  choice.first_confidence_phred = choice.second_confidence_phred = seed_confidence_phred(unique);
  return true;
}

bool Placer::Scratch::add_fit(unsigned mate, const Candidate& candidate) {
  for (const DiagonalFit& fit : fits[mate])
    if (fit.is_reverse == candidate.is_reverse &&
        (fit.start == candidate.start || fit.start + static_cast<GenomePosition>(fit.shift) == candidate.start))
      return false;
  const DiagonalFit fit = fit_diagonal(packed[mate], candidate.is_reverse, genome, candidate.start, diagonal);
  // Two votes of one broken read end in the same fit.
  for (const DiagonalFit& known : fits[mate])
    if (known.is_reverse == fit.is_reverse && known.start == fit.start && known.shift == fit.shift) return false;
  // A place that explains hardly more than a seed says nothing.
  const unsigned length = packed[mate].length();
  const unsigned kept = fit.clip == Clip::none  ? length
                        : fit.clip == Clip::end ? fit.break_offset
                                                : length - fit.break_offset;
  if (kept < min_kept_bases || fit.cost_phred > max_cost_per_base_phred * length) return false;
  fits[mate].push_back(fit);
  return true;
}

// Looks for a second diagonal of the best fits only: it is the dear part.
void Placer::Scratch::find_breaks(unsigned mate) {
  std::stable_sort(fits[mate].begin(), fits[mate].end(),
                   [](const DiagonalFit& a, const DiagonalFit& b) { return a.cost_phred < b.cost_phred; });
  for (std::size_t i = 0; i < std::min(max_broken_fits, fits[mate].size()); ++i)
    if (fits[mate][i].clip != Clip::none) fits[mate][i] = find_break(packed[mate], fits[mate][i], genome, diagonal);
}

// A mate that fits badly far from a well placed one is better looked at beside it.
void Placer::Scratch::leave_stray_mate(PairChoice& choice) const {
  if (choice.insert_bases != 0 || choice.first < 0 || choice.second < 0) return;
  const unsigned first = fits[0][static_cast<std::size_t>(choice.first)].cost_phred;
  const unsigned second = fits[1][static_cast<std::size_t>(choice.second)].cost_phred;
  if (first > stray_cost_phred && first > second) choice.first = -1;
  if (second > stray_cost_phred && second >= first) choice.second = -1;
}

void Placer::Scratch::fit_candidates(unsigned mate, std::size_t limit) {
  for (std::size_t i = 0; i < candidates[mate].size() && fits[mate].size() < limit; ++i) {
    if (i >= 2 * limit) break;
    add_fit(mate, candidates[mate][i]);
  }
}

// Candidates for `mate` where a forward-reverse pair with the other mate's place would have it.
void Placer::Scratch::search_near(unsigned mate, const DiagonalFit& placed, unsigned placed_length) {
  const GenomePosition anchor = five_prime(placed, placed_length);
  const unsigned length = packed[mate].length();
  const GenomePosition reach = options.max_insert_bases;
  const GenomePosition from =
      placed.is_reverse ? anchor - std::min(anchor, reach) : anchor - std::min<GenomePosition>(anchor, length);
  const GenomePosition to = placed.is_reverse ? anchor + length : anchor + reach;
  finder.search_window(packed[mate], !placed.is_reverse, from, to, candidates[mate]);
}

void Placer::Scratch::fit_near(unsigned mate, const DiagonalFit& placed, unsigned placed_length) {
  search_near(mate, placed, placed_length);
  for (std::size_t i = 0; i < std::min(max_near_candidates, candidates[mate].size()); ++i)
    add_fit(mate, candidates[mate][i]);
  find_breaks(mate);
}

void Placer::Scratch::place_slow(unsigned mates, PairChoice& choice) {
  unsigned unique = 0;
  bool has_repeats = false;
  for (unsigned mate = 0; mate < mates; ++mate) {
    fits[mate].clear();
    seeds[mate] = finder.find(packed[mate], candidates[mate]);
    unique += seeds[mate].unique;
    has_repeats = has_repeats || seeds[mate].many != 0;
  }
  if (mates == 2) {
    // Candidates that make a pair go first, whatever their number of votes.
    for (const Candidate& a : candidates[0]) {
      if (fits[0].size() >= max_fits) break;
      for (const Candidate& b : candidates[1]) {
        const DiagonalFit x{a.start, a.is_reverse, 0, 0, 0, Clip::none};
        const DiagonalFit y{b.start, b.is_reverse, 0, 0, 0, Clip::none};
        if (proper_insert(x, packed[0].length(), y, packed[1].length(), options.max_insert_bases) == 0) continue;
        add_fit(0, a);
        add_fit(1, b);
        if (fits[1].size() >= max_fits) break;
      }
    }
  }
  for (unsigned mate = 0; mate < mates; ++mate) {
    fit_candidates(mate, max_fits);
    find_breaks(mate);
  }
  if (mates == 1) {
    choice = choose_single({&fits[0], packed[0].length()});
  } else {
    const auto choose = [&] {
      return choose_pair({&fits[0], packed[0].length()}, {&fits[1], packed[1].length()}, options.max_insert_bases);
    };
    choice = choose();
    if (choice.insert_bases == 0 && (choice.first >= 0 || choice.second >= 0)) {
      const PairChoice before = choice;
      if (before.first >= 0) fit_near(1, fits[0][static_cast<std::size_t>(before.first)], packed[0].length());
      if (before.second >= 0) fit_near(0, fits[1][static_cast<std::size_t>(before.second)], packed[1].length());
      choice = choose();
    }
    leave_stray_mate(choice);
  }
  if (has_repeats) {  // places of "many" seeds were not looked at; every unique seed speaks against them
    const unsigned limit = seed_confidence_phred(unique);
    choice.first_confidence_phred = std::min(choice.first_confidence_phred, limit);
    choice.second_confidence_phred = std::min(choice.second_confidence_phred, limit);
  }
}

// Bases beyond the mate's 5' end were read from the adapter.
void Placer::Scratch::trim_adapter(unsigned mate, const DiagonalFit& fit, const DiagonalFit& other,
                                   unsigned other_length) {
  const GenomePosition limit = five_prime(other, other_length);
  const auto length = static_cast<std::int64_t>(packed[mate].length());
  const std::int64_t boundary = static_cast<std::int64_t>(limit) - fit.start;
  if (!fit.is_reverse) {
    for (std::int64_t i = std::max<std::int64_t>(0, boundary - std::max(0, fit.shift)); i < length; ++i)
      if (i + (i >= static_cast<std::int64_t>(fit.break_offset) ? fit.shift : 0) >= boundary)
        trimmed[static_cast<std::size_t>(i)] = not_called;
  } else {
    for (std::int64_t i = 0; i < std::min(length, boundary); ++i) trimmed[static_cast<std::size_t>(i)] = not_called;
  }
}

void Placer::Scratch::emit_read(const ReadBatch& batch, std::size_t fragment, unsigned mate, const PairChoice& choice,
                                PlacedReads& placed, PlacementCounts& counts) {
  const bool is_paired = batch.is_paired(fragment);
  const int own = mate == 0 ? choice.first : choice.second;
  const int others = mate == 0 ? choice.second : choice.first;
  const unsigned confidence = mate == 0 ? choice.first_confidence_phred : choice.second_confidence_phred;
  if (own < 0 && (!is_paired || others < 0)) {
    ++counts.buckets.unplaced;
    return;
  }
  PlacedRead read;
  read.name_hash = batch.name_hash[fragment];
  read.sample = batch.sample;
  read.flags = static_cast<std::uint8_t>((is_paired ? read_is_paired : 0) | (mate == 1 ? read_is_second : 0));
  const DiagonalFit* other = is_paired && others >= 0 ? &fits[1 - mate][static_cast<std::size_t>(others)] : nullptr;
  const unsigned other_length = is_paired ? packed[1 - mate].length() : 0;
  unsigned quality = quality_sum(packed[mate].strand(false).values);
  if (is_paired) quality += quality_sum(packed[1 - mate].strand(false).values);
  read.fragment_quality = static_cast<std::uint16_t>(std::min(quality / 4, 65535U));
  if (other != nullptr) {
    read.mate_five_prime = five_prime(*other, other_length);
    read.flags |= static_cast<std::uint8_t>(mate_is_placed | (other->is_reverse ? mate_is_reverse : 0));
  }
  if (own < 0) {
    const bool is_reverse = !other->is_reverse;
    read.flags |= static_cast<std::uint8_t>(read_is_orphan | (is_reverse ? read_is_reverse : 0));
    read.position = other->start;
    const unsigned other_confidence = mate == 0 ? choice.second_confidence_phred : choice.first_confidence_phred;
    read.confidence_phred = static_cast<std::uint8_t>(other_confidence);
    placed.append(read, packed[mate].strand(is_reverse).values);
    ++counts.buckets.orphan;
    return;
  }
  const DiagonalFit& fit = fits[mate][static_cast<std::size_t>(own)];
  if (fit.is_reverse) read.flags |= read_is_reverse;
  read.position = fit.start;
  read.shift = static_cast<std::int16_t>(fit.shift);
  read.break_offset = static_cast<std::uint16_t>(fit.break_offset);
  read.clip = static_cast<std::uint8_t>(fit.clip);
  read.confidence_phred = static_cast<std::uint8_t>(confidence);
  const auto& values = packed[mate].strand(fit.is_reverse).values;
  trimmed.assign(values.begin(), values.end());
  if (other != nullptr && choice.insert_bases != 0 && choice.insert_bases < packed[mate].length())
    trim_adapter(mate, fit, *other, other_length);
  placed.append(read, trimmed);
  ++counts.confidence[confidence];
  ++(confidence < options.ambiguous_below_phred ? counts.buckets.ambiguous : counts.buckets.placed);
}

void Placer::Scratch::emit(const ReadBatch& batch, std::size_t fragment, const PairChoice& choice, PlacedReads& placed,
                           PlacementCounts& counts) {
  const unsigned mates = batch.is_paired(fragment) ? 2 : 1;
  for (unsigned mate = 0; mate < mates; ++mate) {
    emit_read(batch, fragment, mate, choice, placed, counts);
    counts.bases += packed[mate].length();
    ++counts.read_length[std::min<std::size_t>(packed[mate].length(), counts.read_length.size() - 1)];
  }
  ++counts.fragments;
  if (choice.insert_bases != 0)
    ++counts.insert_bases[std::min<std::size_t>(choice.insert_bases, counts.insert_bases.size() - 1)];
}

Placer::Placer(const SeedIndex& index, const GenomeView& genome, const PlacementOptions& options)
    : scratch_(std::make_unique<Scratch>(index, genome, options)) {}
Placer::~Placer() = default;
Placer::Placer(Placer&&) noexcept = default;
Placer& Placer::operator=(Placer&&) noexcept = default;

void Placer::place(const ReadBatch& batch, PlacedReads& placed, PlacementCounts& counts) {
  Scratch& scratch = *scratch_;
  for (std::size_t group = 0; group < batch.fragments(); group += group_fragments) {
    const std::size_t last = std::min(batch.fragments(), group + group_fragments);
    const std::size_t group_first_read = batch.first_read[group];
    scratch.look_up_windows(batch, group_first_read, batch.first_read[last]);
    for (std::size_t fragment = group; fragment < last; ++fragment) {
      const unsigned mates = batch.is_paired(fragment) ? 2 : 1;
      for (unsigned mate = 0; mate < mates; ++mate)
        scratch.packed[mate].assign(batch.read(batch.first_read[fragment] + mate));
      PairChoice choice;
      if (mates == 2 && scratch.place_fast(batch, fragment, group_first_read, choice))
        ++counts.fast_fragments;
      else {
        choice = {};
        scratch.place_slow(mates, choice);
      }
      scratch.emit(batch, fragment, choice, placed, counts);
    }
  }
}

}  // namespace norrsken
