// Where one fragment's reads belong: the fast path by unique seeds, the slow path by weighing all candidates.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "kernels/placement/candidates.hpp"
#include "kernels/placement/diagonal.hpp"
#include "kernels/placement/mate_places.hpp"
#include "kernels/placement/packed_read.hpp"
#include "kernels/placement/pairing.hpp"
#include "kernels/placement/placer.hpp"
#include "kernels/seeding/seed_index.hpp"
#include "kernels/types/read_batch.hpp"

namespace norrsken {

// Seeds of the windows of one read: start, end, middle; fewer where a base is not called or the read is short.
struct WindowSeeds {
  std::array<Minimizer, 3> seeds;
  unsigned count = 0;
  [[nodiscard]] bool is_whole() const { return count == seeds.size(); }
  [[nodiscard]] std::span<const Minimizer> all() const { return {seeds.data(), count}; }
  // Those at the ends, of a whole one.
  [[nodiscard]] std::span<const Minimizer> asked_first() const { return {seeds.data(), is_whole() ? 2 : count}; }
  [[nodiscard]] const Minimizer& middle() const { return seeds[2]; }
};

// What the windows of a read say.
struct WindowVote {
  bool is_torn = false;     // unique seeds lie on different diagonals: they say nothing
  bool only_unique = true;  // no window hit a repeated seed
  unsigned unique = 0;
  GenomePosition start = 0;
  bool is_reverse = false;
  // At least one unique seed, all of them on one diagonal.
  [[nodiscard]] bool is_usable() const { return unique != 0; }
  // Where the seeds at both ends are unique and agree, the one in the middle nearly always does so too: it counts
  // without being looked up. Of 212,000 reads of a synthetic genome with segmental duplications for which it would
  // have said nothing, none lay elsewhere (tests/accuracy/calibration.sh).
  bool settle() {
    if (unique != 2) return false;
    unique = 3;
    return true;
  }
};

// Mapping confidence that unique seeds alone vouch for, by their number, when other places were not weighed.
[[nodiscard]] unsigned seed_confidence_phred(unsigned unique_seeds);

class FragmentPlacer {
 public:
  FragmentPlacer(const SeedIndex& index, const GenomeView& genome, const PlacementOptions& options)
      : index_(index),
        genome_(genome),
        options_(options),
        finder_(index, genome),
        mate_places_(options.max_insert_bases) {}

  // Seeds of reads [first_read, last_read) of a batch, looked up together so that cache misses overlap: those at both
  // ends of each, then the ones in the middle that are needed.
  void look_up_windows(const ReadBatch& batch, std::size_t first_read, std::size_t last_read);
  // Brings the reference closer that two mates will be laid on, some fragments ahead of place_fast(): what
  // look_up_windows() fetched has left the first cache by then.
  void prefetch_places(std::size_t first_window) const;
  // Packs the fragment's reads; `mates` is 1 or 2.
  void load(const ReadBatch& batch, std::size_t first_read, unsigned mates);

  // The same for mates that end after `fragment_bases`, which are looked up anew; see read_through.hpp.
  void load_cut(const ReadBatch& batch, std::size_t first_read, std::size_t first_window, unsigned fragment_bases);

  // Whether what was cut off a pair lies on the genome behind the chosen places as well, so that it cannot be adapter.
  [[nodiscard]] bool tails_fit(const ReadBatch& batch, std::size_t first_read, const PairChoice& choice) const;

  // Two mates that unique seeds place as a forward-reverse pair. False when the slow path must decide.
  // `first_window` is the number of the first mate's windows among those looked up.
  [[nodiscard]] bool place_fast(std::size_t first_window, PairChoice& choice);
  void place_slow(unsigned mates, PairChoice& choice);

  [[nodiscard]] const PackedRead& read(unsigned mate) const { return reads_[mate]; }
  // The fit that a choice names.
  [[nodiscard]] const DiagonalFit& fit(unsigned mate, int choice) const {
    return fits_[mate][static_cast<std::size_t>(choice)];
  }

 private:
  void add_to(WindowVote& vote, const Minimizer& seed, unsigned length) const;
  // Of all of the mate's bases on a diagonal, or more than `bound`.
  [[nodiscard]] unsigned whole_cost(unsigned mate, GenomePosition start, bool is_reverse, unsigned bound) const;
  [[nodiscard]] bool fit_on_vote(unsigned mate, const WindowVote& vote);
  [[nodiscard]] bool fit_beside(const WindowSeeds& window, unsigned mate, const DiagonalFit& placed);
  [[nodiscard]] bool fit_broken_beside(unsigned mate);
  void try_candidate(unsigned mate, std::size_t number);
  void fit_candidates(unsigned mate, std::size_t limit);
  void fit_pairs();
  void search_near(unsigned mate, const DiagonalFit& placed);
  // After search_near(): the few best candidates, and their fits.
  [[nodiscard]] std::span<const Candidate> nearest_candidates(unsigned mate) const;
  void add_nearest(unsigned mate);
  void fit_near(unsigned mate, const DiagonalFit& chosen);
  [[nodiscard]] bool fit_beside_copies(unsigned mate, int chosen, int chosen_other);
  [[nodiscard]] unsigned hopeless_beyond(unsigned mate) const;
  void add_fit(unsigned mate, const Candidate& candidate);
  void sort_fits(unsigned mate);  // lowest cost first
  void find_breaks(unsigned mate);
  void leave_stray_mate(PairChoice& choice) const;
  [[nodiscard]] unsigned hidden_places_phred(const PairChoice& choice) const;
  void set_read(unsigned mate, std::span<const BaseQuality> bases);
  // Unique seeds of a whole mate on its first fit; 0 when one lies elsewhere.
  [[nodiscard]] unsigned count_agreeing_seeds(unsigned mate);

  SeedIndex index_;
  GenomeView genome_;
  PlacementOptions options_;
  CandidateFinder finder_;
  std::array<ReadSeeds, 2> seeds_;  // of reads_
  DiagonalScratch diagonal_;
  std::vector<WindowSeeds> windows_;
  std::vector<WindowVote> votes_;       // of the windows
  std::vector<std::size_t> unsettled_;  // windows that the ends of a read do not settle
  std::array<PackedRead, 2> reads_;
  std::array<std::vector<Candidate>, 2> candidates_;
  std::array<std::vector<std::uint8_t>, 2> are_tried_;  // by candidate
  MatePlaces mate_places_;                              // of the second mate's candidates
  std::array<std::vector<DiagonalFit>, 2> fits_;
};

}  // namespace norrsken
