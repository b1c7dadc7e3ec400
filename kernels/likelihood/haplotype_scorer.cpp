#include "kernels/likelihood/haplotype_scorer.hpp"

#include <algorithm>

#include "kernels/likelihood/byte_hamming.hpp"
#include "kernels/placement/diagonal.hpp"
#include "kernels/placement/packed_read.hpp"

namespace norrsken {
namespace {

constexpr std::size_t tract_margin_bases = 24;  // tracts this far outside the region may still slip
constexpr unsigned min_slip_tract_bases = 5;
constexpr int max_slip_bases = 60;
constexpr unsigned worth_a_slip_phred = 9;  // a read that costs less is explained
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
  find_tandem_tracts(std::span<const BaseCode>(sequence_).subspan(margin_start, margin_end - margin_start), tracts_);
  std::erase_if(tracts_, [](const TandemTract& tract) {
    return tract.unit > max_slip_unit || tract.length() < min_slip_tract_bases;
  });
  for (TandemTract& tract : tracts_) {
    tract.start += static_cast<std::uint32_t>(margin_start);
    tract.end += static_cast<std::uint32_t>(margin_start);
  }
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

unsigned HaplotypeScorer::best_slip(std::span<const BaseQuality> bases, int diagonal, unsigned best) const {
  const int length = static_cast<int>(bases.size());
  for (const TandemTract& tract : tracts_) {
    const int tract_start = static_cast<int>(tract.start) - diagonal;  // read offsets on the left diagonal
    const int tract_end = static_cast<int>(tract.end) - diagonal;
    const int unit = tract.unit;
    if (tract_start >= length || tract_end <= 0) continue;
    if (std::min(penalties_.cost_phred(tract.unit, tract.length(), -1),
                 penalties_.cost_phred(tract.unit, tract.length(), 1)) >= best)
      continue;
    // Anchored on the left: the bases after the tract lie `slip` away. Anchored on the right: those before it do.
    const unsigned before = hamming(bases, diagonal, 0, std::max(0, tract_start));
    const unsigned after = hamming(bases, diagonal, std::min(length, tract_end), length);
    for (int units = 1; units * unit <= max_slip_bases; ++units) {
      const unsigned lost = penalties_.cost_phred(tract.unit, tract.length(), -units);
      const unsigned gained = penalties_.cost_phred(tract.unit, tract.length(), units);
      if (std::min(lost, gained) + std::min(before, after) >= best) break;
      const int slip = units * unit;
      if (tract_end > 0 && tract_start < length && tract_start > 0) {
        if (slip < static_cast<int>(tract.length())) {  // read lost units: continue further right on the haplotype
          const int cut = std::clamp(tract_end - slip, 0, length);
          best = std::min(best, hamming(bases, diagonal, 0, cut) + hamming(bases, diagonal + slip, cut, length) + lost);
        }
        const int cut = std::clamp(tract_end, 0, length);  // read gained units
        const int resume = std::clamp(std::max(tract_end, tract_start + slip), 0, length);
        best =
            std::min(best, hamming(bases, diagonal, 0, cut) + hamming(bases, diagonal - slip, resume, length) + gained);
      }
      if (tract_end < length && tract_end > 0) {
        const int cut = std::clamp(tract_end, 0, length);
        if (slip < static_cast<int>(tract.length()))  // lost units, the end of the read is where it belongs
          best = std::min(best, hamming(bases, diagonal - slip, 0, std::clamp(tract_start + slip, 0, cut)) +
                                    hamming(bases, diagonal, std::clamp(tract_start + slip, 0, cut), length) + lost);
        const int start_cut = std::clamp(tract_start, 0, length);
        best = std::min(
            best, hamming(bases, diagonal + slip, 0, std::clamp(std::min(tract_start, tract_end - slip), 0, length)) +
                      hamming(bases, diagonal, start_cut, length) + gained);
      }
    }
  }
  return best;
}

void HaplotypeScorer::prefix(std::span<const BaseQuality> bases, int diagonal,
                             std::vector<std::uint16_t>& costs) const {
  const int length = static_cast<int>(bases.size());
  const int size = static_cast<int>(sequence_.size());
  costs.resize(bases.size() + 1);
  unsigned sum = 0;
  for (int i = 0; i < length; ++i) {
    costs[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>(sum);
    const int at = diagonal + i;
    if (at >= 0 && at < size && base_of(bases[static_cast<std::size_t>(i)]) != sequence_[static_cast<std::size_t>(at)])
      sum += mismatch_cost(bases[static_cast<std::size_t>(i)]);
  }
  costs[bases.size()] = static_cast<std::uint16_t>(std::min(sum, 65535U));
}

unsigned HaplotypeScorer::best_gap(std::span<const BaseQuality> bases, unsigned best) {
  prefixes_.resize(std::max(prefixes_.size(), diagonals_.size()));
  for (std::size_t i = 0; i < diagonals_.size(); ++i) prefix(bases, diagonals_[i], prefixes_[i]);
  const std::size_t length = bases.size();
  for (std::size_t a = 0; a < diagonals_.size(); ++a)
    for (std::size_t b = 0; b < diagonals_.size(); ++b) {
      const int shift = diagonals_[b] - diagonals_[a];
      if (shift == 0) continue;
      const std::size_t inserted = shift < 0 ? static_cast<std::size_t>(-shift) : 0;
      const unsigned penalty = gap_open_phred +
                               std::min(static_cast<unsigned>(shift < 0 ? -shift : shift), max_gap_extension_phred) +
                               inserted_base_phred * static_cast<unsigned>(inserted);
      if (penalty >= best) continue;
      for (std::size_t cut = 1; cut + inserted < length; ++cut)
        best = std::min(best, prefixes_[a][cut] + (0U + prefixes_[b][length] - prefixes_[b][cut + inserted]) + penalty);
    }
  return best;
}

unsigned HaplotypeScorer::cost(const PlacedRead& read, std::span<const BaseQuality> bases) {
  collect_diagonals(read);
  const int length = static_cast<int>(bases.size());
  unsigned best = ~0U;
  for (const int diagonal : diagonals_) {
    best = std::min(best, hamming(bases, diagonal, 0, length));
    if (best == 0) return 0;
  }
  if (best <= worth_a_slip_phred) return best;
  for (const int diagonal : diagonals_) best = best_slip(bases, diagonal, best);
  if (diagonals_.size() > 1 && best > gap_open_phred) best = best_gap(bases, best);
  return std::min(best, max_read_cost_phred);
}

}  // namespace norrsken
