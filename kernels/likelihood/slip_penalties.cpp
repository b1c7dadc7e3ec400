#include "kernels/likelihood/slip_penalties.hpp"

#include <algorithm>

#include "kernels/placement/confidence.hpp"

namespace norrsken {
namespace {

constexpr unsigned highest_phred = 45;
constexpr std::uint64_t pseudo_reads = 300;
constexpr std::uint64_t min_reads_of_length = 2000;  // a rarer length borrows from its neighbours ...
constexpr unsigned max_borrowed_lengths = 8;         // ... as far as this, on either side
constexpr int max_offset_phred = 20;

// Start and slope (tenths of a phred a base) of the fall, by unit.
struct Fall {
  unsigned from_bases;
  unsigned per_base_tenths;
};
constexpr std::array<Fall, slip_units_max + 1> falls{{{0, 0}, {5, 24}, {8, 16}, {10, 13}, {12, 10}, {14, 9}, {16, 8}}};

// Of a hundred slips, by -4 .. +4 units: what is assumed until a library says more.
constexpr std::array<std::uint64_t, 2 * slip_range + 1> usual_steps{1, 2, 6, 50, 0, 35, 4, 1, 1};

std::uint64_t rate_ppm(unsigned phred) {
  return (likelihood_units(phred) * 1000000) >> 40;
}

}  // namespace

SlipPenalties::SlipPenalties() {
  for (unsigned unit = 1; unit <= slip_units_max; ++unit)
    for (unsigned length = 0; length < slip_lengths; ++length) {
      const unsigned beyond = length > falls[unit].from_bases ? length - falls[unit].from_bases : 0;
      const unsigned drop = std::min(highest_phred - lowest_slip_phred, beyond * falls[unit].per_base_tenths / 10);
      any_slip_phred_[unit][length] = static_cast<std::uint8_t>(highest_phred - drop);
    }
  for (unsigned unit = 1; unit <= slip_units_max; ++unit) estimate_steps({}, unit);
}

void SlipPenalties::estimate_steps(const SlipHistogram& histogram, unsigned unit) {
  std::array<std::uint64_t, 2 * slip_range + 1> seen = usual_steps;
  for (unsigned length = 0; length < slip_lengths; ++length)
    for (unsigned slip = 0; slip <= 2 * slip_range; ++slip)
      if (slip != slip_range) seen[slip] += histogram[unit][length][slip];
  std::uint64_t total = 0;
  for (const std::uint64_t reads : seen) total += reads;
  for (unsigned slip = 0; slip <= 2 * slip_range; ++slip)
    step_phred_[unit][slip] = static_cast<std::uint8_t>(odds_phred(total - seen[slip], total));
}

// How much rarer (or commoner) slips of one unit are in this library than in the starting table: phred to add.
int SlipPenalties::library_offset_phred(const SlipHistogram& histogram, unsigned unit) const {
  std::uint64_t observed = 0;
  std::uint64_t expected_ppm = 0;
  for (unsigned length = 1; length < slip_lengths; ++length)
    for (unsigned slip = 0; slip <= 2 * slip_range; ++slip) {
      const std::uint64_t reads = histogram[unit][length][slip];
      if (slip != slip_range) observed += reads;
      expected_ppm += reads * rate_ppm(any_slip_phred_[unit][length]);
    }
  const std::uint64_t expected = expected_ppm / 1000000 + 1;
  ++observed;  // never seen is not never
  if (observed <= expected)
    return std::min(max_offset_phred, static_cast<int>(odds_phred(expected - observed, expected)));
  return -std::min(max_offset_phred, static_cast<int>(odds_phred(observed - expected, observed)));
}

void SlipPenalties::estimate(const SlipHistogram& histogram) {
  for (unsigned unit = 1; unit <= slip_units_max; ++unit) {
    const int offset = library_offset_phred(histogram, unit);
    for (unsigned length = 1; length < slip_lengths; ++length) {
      const auto scaled =
          static_cast<unsigned>(std::clamp(any_slip_phred_[unit][length] + offset, static_cast<int>(lowest_slip_phred),
                                           static_cast<int>(highest_phred)));
      // A rare length borrows from its neighbours, so that it is not left with its pseudo-reads alone.
      std::uint64_t reads = 0;
      std::uint64_t slipped = 0;
      const auto add_length = [&](unsigned near) {
        for (unsigned slip = 0; slip <= 2 * slip_range; ++slip) {
          reads += histogram[unit][near][slip];
          if (slip != slip_range) slipped += histogram[unit][near][slip];
        }
      };
      add_length(length);
      for (unsigned away = 1; away <= max_borrowed_lengths && (away == 1 || reads < min_reads_of_length); ++away) {
        if (length > away) add_length(length - away);
        if (length + away < slip_lengths) add_length(length + away);
      }
      const std::uint64_t total = (reads + pseudo_reads) * 1000000;
      const std::uint64_t wrong = slipped * 1000000 + pseudo_reads * rate_ppm(scaled);
      any_slip_phred_[unit][length] =
          static_cast<std::uint8_t>(std::clamp(odds_phred(total - wrong, total), lowest_slip_phred, highest_phred));
    }
  }
}

}  // namespace norrsken
