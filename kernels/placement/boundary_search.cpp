#include "kernels/placement/boundary_search.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/placement/boundary_search.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come before highway.h
#include <hwy/highway.h>

#include <algorithm>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace norrsken::HWY_NAMESPACE {

// Plain loops, of which the compiler makes vectors: each looks for the least cost first and for its place then. Costs
// of 1,000 bases, all of them left out or all wrong, fit into 16 bits.
using Cost = std::uint16_t;

// A part is left out when it fits no better than foreign sequence, not for a few substitutions close together.
constexpr unsigned leave_out_cost(unsigned bases) {
  return clip_open_phred + foreign_base_phred * bases;
}

KeptPart cheapest_kept_start(const std::uint16_t* HWY_RESTRICT costs, unsigned length) {
  const auto all = static_cast<Cost>(leave_out_cost(length));
  const auto cost_at = [=](unsigned boundary) {
    return static_cast<Cost>(costs[boundary] + all - foreign_base_phred * boundary);
  };
  Cost least = std::numeric_limits<Cost>::max();
  for (unsigned boundary = min_broken_part; boundary < length; ++boundary) least = std::min(least, cost_at(boundary));
  unsigned boundary = length - 1;
  while (cost_at(boundary) != least) --boundary;
  return {boundary, least};
}

KeptPart cheapest_kept_end(const std::uint16_t* HWY_RESTRICT costs, unsigned length) {
  const auto all = static_cast<Cost>(costs[length] + leave_out_cost(0));
  const auto cost_at = [=](unsigned boundary) {
    return static_cast<Cost>(all - costs[boundary] + foreign_base_phred * boundary);
  };
  Cost least = std::numeric_limits<Cost>::max();
  for (unsigned boundary = 1; boundary <= length - min_broken_part; ++boundary)
    least = std::min(least, cost_at(boundary));
  unsigned boundary = 1;
  while (cost_at(boundary) != least) ++boundary;
  return {boundary, least};
}

int cheapest_join(const std::uint16_t* left, const std::uint16_t* right, std::size_t count) {
  int least = left[0] - right[0];
  for (std::size_t i = 1; i < count; ++i) least = std::min(least, left[i] - right[i]);
  return least;
}

void count_differing(const LaidPiece& piece, const GenomeView& genome, DifferingByShift& differing) {
  const GenomePosition first = piece.position - max_break_shift;
  for (unsigned i = 0; i < differing.size(); ++i) {
    const std::uint64_t difference = (piece.word ^ reference_word(genome, first + i)) & piece.mask;
    differing[i] =
        static_cast<std::uint8_t>(__builtin_popcountll((difference | difference >> 1) & 0x5555555555555555ULL));
  }
}

}  // namespace norrsken::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norrsken {

HWY_EXPORT(cheapest_kept_start);
HWY_EXPORT(cheapest_kept_end);
HWY_EXPORT(cheapest_join);
HWY_EXPORT(count_differing);

KeptPart cheapest_kept_start(const std::uint16_t* costs, unsigned length) {
  return HWY_DYNAMIC_DISPATCH(cheapest_kept_start)(costs, length);
}

KeptPart cheapest_kept_end(const std::uint16_t* costs, unsigned length) {
  return HWY_DYNAMIC_DISPATCH(cheapest_kept_end)(costs, length);
}

int cheapest_join(const std::uint16_t* left, const std::uint16_t* right, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(cheapest_join)(left, right, count);
}

void count_differing(const LaidPiece& piece, const GenomeView& genome, DifferingByShift& differing) {
  HWY_DYNAMIC_DISPATCH(count_differing)(piece, genome, differing);
}

}  // namespace norrsken
#endif
