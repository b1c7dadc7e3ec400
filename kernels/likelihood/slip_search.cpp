#include "kernels/likelihood/slip_search.hpp"

#include <algorithm>

namespace norrsken {
namespace {

constexpr unsigned min_slip_tract_bases = 5;
constexpr int max_slip_bases = 60;
constexpr int probe_bases = 16;
constexpr unsigned never_phred = 0xFFFF;  // without any tract

}  // namespace

void SlipSearch::set_sequence(std::span<const BaseCode> sequence, std::size_t first, std::size_t last) {
  sequence_ = sequence;
  find_tandem_tracts(sequence.subspan(first, last - first), max_slip_unit, tracts_);
  std::erase_if(tracts_, [](const TandemTract& tract) { return tract.length() < min_slip_tract_bases; });
  least_phred_ = never_phred;
  for (TandemTract& tract : tracts_) {
    tract.start += static_cast<std::uint32_t>(first);
    tract.end += static_cast<std::uint32_t>(first);
    least_phred_ = std::min(least_phred_, penalties_.one_unit_phred(tract.unit, tract.length()));
  }
}

// Cost of bases [first, length) on a diagonal, or `limit` when it is not below. The first bases tell a wrong slip,
// mostly the very first: units end there.
unsigned SlipSearch::tail_cost(std::span<const BaseQuality> bases, int diagonal, int first, unsigned limit) const {
  const int length = static_cast<int>(bases.size());
  if (first < length && base_cost_on(bases, diagonal, first) >= limit) return limit;
  const int probe = std::min(length, first + probe_bases);
  const unsigned cost = hamming(bases, diagonal, first, probe);
  return cost >= limit ? limit : std::min(limit, cost + hamming(bases, diagonal, probe, length));
}

// The same of bases [0, last).
unsigned SlipSearch::head_cost(std::span<const BaseQuality> bases, int diagonal, int last, unsigned limit) const {
  if (last > 0 && base_cost_on(bases, diagonal, last - 1) >= limit) return limit;
  const int probe = std::max(0, last - probe_bases);
  const unsigned cost = hamming(bases, diagonal, probe, last);
  return cost >= limit ? limit : std::min(limit, cost + hamming(bases, diagonal, 0, probe));
}

template <typename Try>
void SlipSearch::for_slips_in(const TandemTract& tract, const Stretch& stretch, Ends ends, const unsigned& best,
                              Try attempt) const {
  if (!stretch.reaches(tract)) return;
  const int length = static_cast<int>(stretch.bases.size());
  const int diagonal = stretch.diagonal;
  const int tract_start = static_cast<int>(tract.start) - diagonal;  // read offsets on the given diagonal
  const int tract_end = static_cast<int>(tract.end) - diagonal;
  const auto offset = [length](int at) { return std::clamp(at, 0, length); };
  const auto head = [&](int end) { return 0U + stretch.costs[static_cast<std::size_t>(end)]; };
  const auto tail = [&](int start) { return head(length) - head(start); };
  const bool moves_tail = ends != Ends::left && tract_start > 0;
  const bool moves_head = ends != Ends::right && tract_end < length;
  // Anchored on the left: the bases after the tract lie `slip` away. Anchored on the right: those before it do.
  const unsigned before = moves_tail ? head(tract_start) : best;
  const unsigned after = moves_head ? tail(tract_end) : best;
  for (int units = 1;; ++units) {
    const int slip = units * tract.unit;
    const unsigned lost_phred = penalties_.cost_phred(tract.unit, tract.length(), -units);
    const unsigned gained_phred = penalties_.cost_phred(tract.unit, tract.length(), units);
    if (slip > max_slip_bases || std::min(lost_phred, gained_phred) + std::min(before, after) >= best) return;
    const auto move_tail = [&](int shift, int end, int resume, unsigned penalty) {
      const unsigned kept = penalty + head(end);
      if (kept < best) attempt(SlippedEnd{Ends::right, resume, length, diagonal + shift, kept});
    };
    const auto move_head = [&](int shift, int end, int resume, unsigned penalty) {
      const unsigned kept = penalty + tail(resume);
      if (kept < best) attempt(SlippedEnd{Ends::left, 0, end, diagonal + shift, kept});
    };
    const bool can_lose = slip < static_cast<int>(tract.length());  // a read cannot lose all units of a tract
    if (moves_tail) {
      const int lost = offset(tract_end - slip);
      if (can_lose) move_tail(slip, lost, lost, lost_phred);
      move_tail(-slip, offset(tract_end), offset(std::max(tract_end, tract_start + slip)), gained_phred);
    }
    if (moves_head) {
      const int lost = std::min(offset(tract_start + slip), offset(tract_end));
      if (can_lose) move_head(-slip, lost, lost, lost_phred);
      move_head(slip, offset(std::min(tract_start, tract_end - slip)), offset(tract_start), gained_phred);
    }
  }
}

SlipSearch::Slipped SlipSearch::best_slip_in(const TandemTract& tract, const Stretch& stretch, Ends ends,
                                             unsigned best) const {
  int gained = 0;
  for_slips_in(tract, stretch, ends, best, [&](const SlippedEnd& moved) {
    const bool is_right = moved.end == Ends::right;
    const unsigned limit = best - moved.kept_phred;
    const unsigned moved_phred = is_right ? tail_cost(stretch.bases, moved.diagonal, moved.first, limit)
                                          : head_cost(stretch.bases, moved.diagonal, moved.last, limit);
    if (moved_phred == limit) return;
    best = moved.kept_phred + moved_phred;
    gained = is_right ? stretch.diagonal - moved.diagonal : moved.diagonal - stretch.diagonal;
  });
  return {best, gained};
}

CheapestSlip SlipSearch::one_slip(const OnDiagonals& read, unsigned best) const {
  CheapestSlip cheapest{best, {}, 0};
  for (std::size_t i = 0; i < read.diagonals.size(); ++i) {
    const Stretch whole{read.bases, read.diagonals[i], read.costs[i]};
    for (const TandemTract& tract : tracts_) {
      if (!whole.reaches(tract)) continue;
      const Slipped slipped = best_slip_in(tract, whole, Ends::both, cheapest.cost_phred);
      if (slipped.gained_bases != 0) cheapest = {slipped.cost_phred, tract, slipped.gained_bases};
    }
  }
  return cheapest;
}

unsigned SlipSearch::two_slips(const OnDiagonals& read, Ends ends, unsigned best) {
  for (std::size_t i = 0; i < read.diagonals.size(); ++i) {
    int left_end = 0;  // of the tracts before
    for (std::size_t t = 0; t < tracts_.size(); ++t) {
      const TandemTract& tract = tracts_[t];
      const std::span<const TandemTract> before(tracts_.data(), t);
      const std::span<const TandemTract> behind(tracts_.data() + t + 1, tracts_.size() - t - 1);
      // Up to the next tract, bases tell a wrong first slip.
      const int right_gap = behind.empty() ? probe_bases : static_cast<int>(behind.front().start - tract.end);
      const int left_gap = static_cast<int>(tract.start) - left_end;
      left_end = std::max(left_end, static_cast<int>(tract.end));
      unsigned worth = best - std::min(best, least_phred_);  // of the first slip, if a second one is to pay
      for_slips_in(tract, {read.bases, read.diagonals[i], read.costs[i]}, ends, worth, [&](const SlippedEnd& moved) {
        const bool is_right = moved.end == Ends::right;
        const int probe =
            std::clamp(is_right ? right_gap : left_gap, 0, std::min(probe_bases, moved.last - moved.first));
        const int from = is_right ? moved.first : moved.last - probe;
        if (moved.kept_phred + hamming(read.bases, moved.diagonal, from, from + probe) >= worth) return;
        const auto first = static_cast<std::size_t>(moved.first);
        const Stretch end{read.bases.subspan(first, static_cast<std::size_t>(moved.last) - first),
                          moved.diagonal + moved.first, moved_};
        add_up_costs(sequence_, end.bases, end.diagonal, moved_);
        unsigned rest = best - moved.kept_phred;
        for (const TandemTract& further : is_right ? behind : before)
          rest = best_slip_in(further, end, moved.end, rest).cost_phred;
        best = moved.kept_phred + rest;
        worth = best - std::min(best, least_phred_);
      });
    }
  }
  return best;
}

}  // namespace norrsken
