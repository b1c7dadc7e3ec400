// Where the candidates of one mate lie, to find those that make a pair with a place of the other mate. In repeats both
// mates have hundreds.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/placement/candidates.hpp"
#include "kernels/placement/pairing.hpp"

namespace norrsken {

class MatePlaces {
 public:
  explicit MatePlaces(unsigned max_insert_bases);

  // Candidates of a read of `length` bases.
  void assign(std::span<const Candidate> candidates, unsigned length);

  // Calls take(number) for each candidate that makes a forward-reverse pair with the other mate there, in their order,
  // until it returns false.
  template <class Take>
  void for_each_mate(const Candidate& other, unsigned other_length, Take&& take) const {
    const GenomePosition end = five_prime(fit_of(other), other_length);
    if (!may_hold_mate(end, other.is_reverse)) return;
    for (const End& mate : ends_[other.is_reverse ? 0 : 1]) {
      const unsigned insert_bases = other.is_reverse ? proper_insert(mate.five_prime, end, max_insert_bases_)
                                                     : proper_insert(end, mate.five_prime, max_insert_bases_);
      if (insert_bases != 0 && !take(mate.number)) return;
    }
  }

 private:
  struct End {
    GenomePosition five_prime;
    std::uint32_t number;  // of the candidate
  };
  [[nodiscard]] static DiagonalFit fit_of(const Candidate& candidate) {
    return {candidate.start, candidate.is_reverse, 0, 0, 0, Clip::none};
  }
  [[nodiscard]] std::size_t stretch_of(GenomePosition five_prime) const { return five_prime >> length_log2_; }
  // Tells of most places that no candidate lies beside them.
  [[nodiscard]] bool may_hold_mate(GenomePosition five_prime, bool is_reverse) const;

  unsigned max_insert_bases_;
  unsigned length_log2_;                      // of stretches, none shorter than the longest insert
  std::array<std::vector<End>, 2> ends_;      // of either strand
  std::array<std::bitset<4096>, 2> has_any_;  // of either strand, by the number of a stretch
};

}  // namespace norrsken
