// Chooses the places of a fragment's reads together.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/placement/diagonal.hpp"

namespace norrsken {

inline constexpr unsigned not_proper_phred =
    90;  // two places that do not make a forward-reverse pair: a chimera, and just there
inline constexpr unsigned min_insert_bases = 30;

// Ungapped 5' coordinate of a read on its strand: where sequencing of it began.
[[nodiscard]] constexpr GenomePosition five_prime(const DiagonalFit& fit, unsigned length) {
  if (!fit.is_reverse) return fit.start;
  return static_cast<GenomePosition>(static_cast<std::int64_t>(fit.start) + length + fit.shift);
}

struct FittedRead {
  const std::vector<DiagonalFit>* fits = nullptr;
  unsigned length = 0;
};

// Outer distance of a forward-reverse pair by the 5' ends of its mates, 0 when it is none.
[[nodiscard]] constexpr unsigned proper_insert(GenomePosition forward, GenomePosition reverse,
                                               unsigned max_insert_bases) {
  if (reverse < forward + min_insert_bases || reverse - forward > max_insert_bases) return 0;
  return reverse - forward;
}
// The same of two places.
[[nodiscard]] constexpr unsigned proper_insert(const DiagonalFit& a, unsigned length_a, const DiagonalFit& b,
                                               unsigned length_b, unsigned max_insert_bases) {
  if (a.is_reverse == b.is_reverse) return 0;
  const GenomePosition forward = a.is_reverse ? five_prime(b, length_b) : five_prime(a, length_a);
  const GenomePosition reverse = a.is_reverse ? five_prime(a, length_a) : five_prime(b, length_b);
  return proper_insert(forward, reverse, max_insert_bases);
}

struct PairChoice {
  int first = -1;  // index into the fits of mate 1; -1 = no place
  int second = -1;
  unsigned first_confidence_phred = 0;
  unsigned second_confidence_phred = 0;
  unsigned insert_bases = 0;  // 0 = not proper
};

// The pair of places with the lowest total cost; confidences sum over every other combination.
[[nodiscard]] PairChoice choose_pair(const FittedRead& first, const FittedRead& second, unsigned max_insert_bases);

// The same for a single read.
[[nodiscard]] PairChoice choose_single(const FittedRead& read);

}  // namespace norrsken
