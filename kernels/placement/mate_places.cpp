#include "kernels/placement/mate_places.hpp"

#include <bit>

namespace norrsken {

MatePlaces::MatePlaces(unsigned max_insert_bases)
    : max_insert_bases_(max_insert_bases), length_log2_(static_cast<unsigned>(std::bit_width(max_insert_bases))) {}

void MatePlaces::assign(std::span<const Candidate> candidates, unsigned length) {
  for (unsigned strand = 0; strand < 2; ++strand) {
    ends_[strand].clear();
    has_any_[strand].reset();
  }
  for (std::uint32_t number = 0; number < candidates.size(); ++number) {
    const unsigned strand = candidates[number].is_reverse ? 1 : 0;
    const GenomePosition end = five_prime(fit_of(candidates[number]), length);
    ends_[strand].push_back({end, number});
    has_any_[strand].set(stretch_of(end) % has_any_[strand].size());
  }
}

// A mate's 5' end lies in the same stretch or the next.
bool MatePlaces::may_hold_mate(GenomePosition five_prime, bool is_reverse) const {
  const auto& of_mates = has_any_[is_reverse ? 0 : 1];
  const std::size_t here = stretch_of(five_prime);
  const std::size_t beside = here + (is_reverse ? of_mates.size() - 1 : 1);
  return of_mates[here % of_mates.size()] || of_mates[beside % of_mates.size()];
}

}  // namespace norrsken
