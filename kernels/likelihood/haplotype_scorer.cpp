#include "kernels/likelihood/haplotype_scorer.hpp"

#include <algorithm>

#include "kernels/mismatch/byte_hamming.hpp"
#include "kernels/placement/diagonal.hpp"
#include "kernels/placement/packed_read.hpp"

namespace norrsken {
namespace {

constexpr unsigned min_slip_tract_bases = 5;
constexpr int max_slip_bases = 60;
constexpr int probe_bases = 16;
constexpr unsigned worth_a_slip_phred = 9;    // a read that costs less is explained
constexpr unsigned max_slip_pair_phred = 64;  // about a gap and a slip in a long tract
constexpr std::size_t max_diagonals = 8;
constexpr GenomePosition spare_flank_bases = 200;

void add_unique(std::vector<int>& values, int value) {
  if (values.size() < max_diagonals && std::find(values.begin(), values.end(), value) == values.end())
    values.push_back(value);
}

}  // namespace

void HaplotypeScorer::set_region(const ReferenceWindow& window, GenomePosition start, GenomePosition end,
                                 GenomePosition reach_bases) {
  start_ = start;
  end_ = end;
  origin_ = std::max(window.start(), start - std::min(start, reach_bases + spare_flank_bases));
  const auto left = window.slice(origin_, start);
  const auto right = window.slice(end, std::min(window.end(), end + reach_bases + spare_flank_bases));
  right_bases_ = right.size();
  sequence_.assign(left.begin(), left.end());
  sequence_.insert(sequence_.end(), right.begin(), right.end());
}

void HaplotypeScorer::set_haplotype(const Haplotype& haplotype) {
  const std::size_t left = start_ - origin_;
  const auto from = sequence_.begin() + static_cast<std::ptrdiff_t>(left);
  const auto at = sequence_.erase(from, sequence_.end() - static_cast<std::ptrdiff_t>(right_bases_));
  sequence_.insert(at, haplotype.bases.begin(), haplotype.bases.end());

  shifts_.assign(1, 0);
  int sum = 0;
  for (const HaplotypeVariant& variant : haplotype.variants) {
    sum += variant.shift();
    add_unique(shifts_, sum);
  }
  const std::size_t margin_start = left > tract_margin_bases ? left - tract_margin_bases : 0;
  const std::size_t margin_end = std::min(sequence_.size(), left + haplotype.bases.size() + tract_margin_bases);
  find_tandem_tracts(std::span<const BaseCode>(sequence_).subspan(margin_start, margin_end - margin_start),
                     max_slip_unit, tracts_);
  std::erase_if(tracts_, [](const TandemTract& tract) { return tract.length() < min_slip_tract_bases; });
  for (TandemTract& tract : tracts_) {
    tract.start += static_cast<std::uint32_t>(margin_start);
    tract.end += static_cast<std::uint32_t>(margin_start);
  }
  least_slip_phred_ = max_read_cost_phred;
  for (const TandemTract& tract : tracts_)
    least_slip_phred_ = std::min(least_slip_phred_, penalties_.one_unit_phred(tract.unit, tract.length()));
}

void HaplotypeScorer::collect_diagonals(const PlacedRead& read) {
  diagonals_.clear();
  const int base = static_cast<int>(static_cast<std::int64_t>(read.position) - origin_);
  const int net = shifts_.back();
  // The end of a read that lies in a flank is on a known diagonal; these come first.
  if (read.position < start_) add_unique(diagonals_, base);
  if (read.end() > end_) add_unique(diagonals_, base + read.shift + net);
  for (const int shift : shifts_) add_unique(diagonals_, base + shift);
  if (read.shift != 0)
    for (const int shift : shifts_) add_unique(diagonals_, base + read.shift + shift);
}

unsigned HaplotypeScorer::hamming(std::span<const BaseQuality> bases, int diagonal, int first, int last) const {
  first = std::max(first, -diagonal);
  last = std::min(last, static_cast<int>(sequence_.size()) - diagonal);
  if (first >= last) return 0;
  return byte_hamming(bases.data() + first, sequence_.data() + diagonal + first,
                      static_cast<std::size_t>(last - first));
}

// Cost of bases [first, length) on a diagonal, or `limit` when it is not below. The first bases tell a wrong slip.
unsigned HaplotypeScorer::tail_cost(std::span<const BaseQuality> bases, int diagonal, int first, unsigned limit) const {
  const int length = static_cast<int>(bases.size());
  const int probe = std::min(length, first + probe_bases);
  const unsigned cost = hamming(bases, diagonal, first, probe);
  return cost >= limit ? limit : std::min(limit, cost + hamming(bases, diagonal, probe, length));
}

// The same of bases [0, last).
unsigned HaplotypeScorer::head_cost(std::span<const BaseQuality> bases, int diagonal, int last, unsigned limit) const {
  const int probe = std::max(0, last - probe_bases);
  const unsigned cost = hamming(bases, diagonal, probe, last);
  return cost >= limit ? limit : std::min(limit, cost + hamming(bases, diagonal, 0, probe));
}

template <typename Try>
void HaplotypeScorer::for_slips_in(const TandemTract& tract, const Stretch& stretch, Ends ends, const unsigned& best,
                                   Try attempt) const {
  const int length = static_cast<int>(stretch.bases.size());
  const int diagonal = stretch.diagonal;
  const int tract_start = static_cast<int>(tract.start) - diagonal;  // read offsets on the given diagonal
  const int tract_end = static_cast<int>(tract.end) - diagonal;
  if (tract_start >= length || tract_end <= 0) return;
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

unsigned HaplotypeScorer::best_slip_in(const TandemTract& tract, const Stretch& stretch, Ends ends,
                                       unsigned best) const {
  for_slips_in(tract, stretch, ends, best, [&](const SlippedEnd& moved) {
    const unsigned limit = best - moved.kept_phred;
    best = moved.kept_phred + (moved.end == Ends::right ? tail_cost(stretch.bases, moved.diagonal, moved.first, limit)
                                                        : head_cost(stretch.bases, moved.diagonal, moved.last, limit));
  });
  return best;
}

unsigned HaplotypeScorer::best_slip(std::span<const BaseQuality> bases, unsigned best) const {
  for (std::size_t i = 0; i < diagonals_.size(); ++i)
    for (const TandemTract& tract : tracts_)
      best = best_slip_in(tract, {bases, diagonals_[i], prefixes_[i]}, Ends::both, best);
  return best;
}

// The end that slips in one tract may slip once more in a tract further out.
unsigned HaplotypeScorer::best_slip_pair(std::span<const BaseQuality> bases, Ends ends, unsigned best) {
  for (std::size_t i = 0; i < diagonals_.size(); ++i) {
    int left_end = 0;  // of the tracts before
    for (std::size_t t = 0; t < tracts_.size(); ++t) {
      const TandemTract& tract = tracts_[t];
      const std::span<const TandemTract> before(tracts_.data(), t);
      const std::span<const TandemTract> behind(tracts_.data() + t + 1, tracts_.size() - t - 1);
      // Up to the next tract, bases tell a wrong first slip.
      const int right_gap = behind.empty() ? probe_bases : static_cast<int>(behind.front().start - tract.end);
      const int left_gap = static_cast<int>(tract.start) - left_end;
      left_end = std::max(left_end, static_cast<int>(tract.end));
      unsigned worth = best - std::min(best, least_slip_phred_);  // of the first slip, if a second one is to pay
      for_slips_in(tract, {bases, diagonals_[i], prefixes_[i]}, ends, worth, [&](const SlippedEnd& moved) {
        const bool is_right = moved.end == Ends::right;
        const int probe =
            std::clamp(is_right ? right_gap : left_gap, 0, std::min(probe_bases, moved.last - moved.first));
        const int from = is_right ? moved.first : moved.last - probe;
        if (moved.kept_phred + hamming(bases, moved.diagonal, from, from + probe) >= worth) return;
        const auto first = static_cast<std::size_t>(moved.first);
        const Stretch end{bases.subspan(first, static_cast<std::size_t>(moved.last) - first),
                          moved.diagonal + moved.first, moved_};
        add_up(end.bases, end.diagonal, moved_);
        unsigned rest = best - moved.kept_phred;
        for (const TandemTract& further : is_right ? behind : before)
          rest = best_slip_in(further, end, moved.end, rest);
        best = moved.kept_phred + rest;
        worth = best - std::min(best, least_slip_phred_);
      });
    }
  }
  return best;
}

void HaplotypeScorer::add_up(std::span<const BaseQuality> bases, int diagonal, PrefixCosts& costs) const {
  const std::size_t length = bases.size();
  const auto first = std::min(length, static_cast<std::size_t>(std::max(0, -diagonal)));
  const auto last = static_cast<std::size_t>(
      std::clamp(static_cast<int>(sequence_.size()) - diagonal, static_cast<int>(first), static_cast<int>(length)));
  costs.resize(length + 1);
  std::fill_n(costs.begin(), first + 1, std::uint16_t{0});
  if (first < last)
    running_costs(bases.data() + first, sequence_.data() + (diagonal + static_cast<int>(first)), last - first,
                  costs.data() + first);
  std::fill(costs.begin() + static_cast<std::ptrdiff_t>(last), costs.end(), costs[last]);
}

unsigned HaplotypeScorer::best_gap(std::size_t length, unsigned best) const {
  for (std::size_t a = 0; a < diagonals_.size(); ++a)
    for (std::size_t b = 0; b < diagonals_.size(); ++b) {
      const int shift = diagonals_[b] - diagonals_[a];
      if (shift == 0) continue;
      const unsigned penalty = gap_cost(shift);
      if (penalty >= best) continue;
      const std::size_t inserted = shift < 0 ? static_cast<std::size_t>(-shift) : 0;
      if (inserted + 1 >= length) continue;
      const std::size_t cuts = length - inserted - 1;
      best = std::min(best, cheapest_join(prefixes_[a].data() + 1, prefixes_[b].data() + 1 + inserted, cuts) +
                                prefixes_[b][length] + penalty);
    }
  return best;
}

unsigned HaplotypeScorer::cost(const PlacedRead& read, std::span<const BaseQuality> bases, unsigned limit) {
  collect_diagonals(read);
  const int length = static_cast<int>(bases.size());
  unsigned best = ~0U;
  for (const int diagonal : diagonals_) {
    best = std::min(best, hamming(bases, diagonal, 0, length));
    if (best == 0) return 0;
  }
  best = std::min(best, max_read_cost_phred);
  const unsigned bound = std::min(best, limit);
  if (bound <= worth_a_slip_phred) return best;
  const bool may_slip = least_slip_phred_ < bound;
  const bool may_have_gap = diagonals_.size() > 1 && gap_open_phred < bound;
  if (!may_slip && !may_have_gap) return best;
  prefixes_.resize(std::max(prefixes_.size(), diagonals_.size()));
  for (std::size_t i = 0; i < diagonals_.size(); ++i) add_up(bases, diagonals_[i], prefixes_[i]);
  unsigned found = best_slip(bases, bound);
  if (diagonals_.size() > 1 && found > gap_open_phred) found = best_gap(bases.size(), found);
  // A read that slipped twice lies nowhere whole.
  if ((read.clip != 0 || read.shift != 0) && found > gap_open_phred && found > 2 * least_slip_phred_) {
    const unsigned worth = std::min(found, max_slip_pair_phred);
    if (const unsigned pair = best_slip_pair(bases, read.clip == 1 ? Ends::left : Ends::right, worth); pair < worth)
      found = pair;
  }
  return found < bound ? found : best;
}

}  // namespace norrsken
