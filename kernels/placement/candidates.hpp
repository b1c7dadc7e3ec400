// From seeds to the places worth laying a read on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/placement/diagonal.hpp"
#include "kernels/placement/packed_read.hpp"
#include "kernels/placement/vote_counter.hpp"
#include "kernels/seeding/minimizer.hpp"
#include "kernels/seeding/seed_index.hpp"

namespace norrsken {

struct SeedSummary {
  unsigned unique = 0;  // with one place in the genome, those that share bases counted once
  unsigned few = 0;
  unsigned many = 0;
};

// The minimizers of a read and where the genome has them. Of a short read in which a difference or its length leaves no
// minimizer that the genome lists, all its k-mers: one of them may hit upon a place by chance.
struct ReadSeeds {
  std::vector<Minimizer> minimizers;
  std::vector<SeedPlaces> places;  // of the minimizers
  bool are_of_any_kmer = false;
  bool are_known = false;  // else not looked up yet
};

// Seeds with a place on the diagonals of a fit, those that share bases counted once. Any place that the index does not
// list for a seed differs from the read there.
struct ListedSeeds {
  unsigned unique = 0;  // have this place only
  unsigned all = 0;     // have it among few
};

// The diagonal on which a seed of a read lies: a k-mer at `offset` of a read of `length` bases found at `position`.
[[nodiscard]] constexpr GenomePosition seed_start(GenomePosition position, unsigned offset, unsigned length,
                                                  bool is_reverse) {
  return position - (is_reverse ? length - offset - seed_bases : offset);
}

struct SeedDiagonal {
  GenomePosition start = 0;  // of read base 0 of that strand
  bool is_reverse = false;
};

// The diagonal of a seed with one place in the genome.
[[nodiscard]] inline SeedDiagonal unique_diagonal(const SeedPlaces& places, const Minimizer& seed, unsigned length) {
  const bool is_reverse = places.unique_is_reverse != seed.is_reverse;
  return {seed_start(places.unique_position, seed.offset, length, is_reverse), is_reverse};
}

// Calls work(start, is_reverse) with the diagonals of a seed with few places.
template <typename Work>
void for_each_diagonal(const SeedPlaces& places, const Minimizer& seed, unsigned length, Work&& work) {
  for (const bool is_reverse_place : {false, true}) {
    const bool is_reverse = is_reverse_place != seed.is_reverse;
    for (const GenomePosition position : places.positions_of(is_reverse_place))
      work(seed_start(position, seed.offset, length, is_reverse), is_reverse);
  }
}

// Unique seeds of a read of `length` bases on the diagonals of its fit; 0 when one lies elsewhere.
[[nodiscard]] unsigned count_agreeing(const ReadSeeds& seeds, unsigned length, const DiagonalFit& fit);

// The seeds of a read of `length` bases that name the place of its fit.
[[nodiscard]] ListedSeeds count_listed(const ReadSeeds& seeds, unsigned length, const DiagonalFit& fit);

class CandidateFinder {
 public:
  CandidateFinder(const SeedIndex& index, const GenomeView& genome) : index_(index), genome_(genome) {}

  // The seeds of each read that are not known yet, together, so that cache misses overlap.
  void look_up(std::span<const PackedRead> reads, std::span<ReadSeeds> seeds) const;

  // All diagonals that a read's seeds vote for, most votes first (ties by strand and start).
  SeedSummary find(const PackedRead& read, const ReadSeeds& seeds, std::vector<Candidate>& candidates);

  // Diagonals of one strand whose 12-mers occur in genome stretch [from, to): the search for a mate near its placed
  // mate.
  void search_window(const PackedRead& read, bool is_reverse, GenomePosition from, GenomePosition to,
                     std::vector<Candidate>& candidates);

 private:
  void find_places(ReadSeeds& seeds) const;

  SeedIndex index_;
  GenomeView genome_;
  VoteCounter votes_;
};

}  // namespace norrsken
