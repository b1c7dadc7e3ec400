#include "kernels/assembly/align_haplotype.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace norrsken {
namespace {

constexpr int unreachable = std::numeric_limits<int>::max() / 2;
constexpr int first_margin = 8;  // diagonals; enough for an indel beside a few substitutions

// Least costs of a cell whose last step is a match, an insertion, a deletion.
using CellCosts = std::array<int, 3>;
constexpr CellCosts unreachable_cell = {unreachable, unreachable, unreachable};

struct Choice {
  int cost = unreachable;
  unsigned from = 0;
};

// The cheapest of three ways here; the first of equals.
Choice cheapest(int match, int insertion, int deletion) {
  Choice best{match, 0};
  if (insertion < best.cost) best = {insertion, 1};
  if (deletion < best.cost) best = {deletion, 2};
  return best;
}

// The alignments that stay `margin` diagonals or fewer beside those that every alignment must cross.
class BandAligner {
 public:
  BandAligner(std::span<const BaseCode> reference, std::span<const BaseCode> haplotype, int margin)
      : reference_(reference), haplotype_(haplotype) {
    const int shift = static_cast<int>(haplotype.size()) - static_cast<int>(reference.size());
    lowest_ = std::min(0, shift) - margin;
    width_ = static_cast<std::size_t>(std::abs(shift)) + 2 * static_cast<std::size_t>(margin) + 1;
    from_.resize((reference.size() + 1) * width_);
    fill();
  }

  // No alignment outside of the band costs as little: it would open two gaps and cross the margin twice.
  [[nodiscard]] bool is_surely_best() const {
    const int steps_outside = static_cast<int>(width_) - 1 + 2;
    return end_.cost < 2 * gap_open_penalty + steps_outside * gap_extend_penalty;
  }

  [[nodiscard]] std::vector<AlignmentStep> steps() const {
    std::vector<AlignmentStep> path;
    std::size_t i = reference_.size();
    std::size_t j = haplotype_.size();
    unsigned state = end_.from;
    while (i > 0 || j > 0) {
      const auto step = static_cast<AlignmentStep>(state);
      state = from_[i * width_ + column(i, j)] >> (2 * state) & 3;
      path.push_back(step);
      if (step != AlignmentStep::insertion) --i;
      if (step != AlignmentStep::deletion) --j;
    }
    std::reverse(path.begin(), path.end());
    return path;
  }

 private:
  // Of the band, where haplotype base j stands in the row of reference base i.
  [[nodiscard]] std::size_t column(std::size_t i, std::size_t j) const {
    return static_cast<std::size_t>(static_cast<int>(j) - static_cast<int>(i) - lowest_);
  }

  void fill() {
    // Of the row above and of this one, with an unreachable cell at either end. A step down is one column further left.
    std::vector<CellCosts> above(width_ + 2, unreachable_cell);
    std::vector<CellCosts> row(width_ + 2, unreachable_cell);
    for (std::size_t i = 0; i <= reference_.size(); ++i) {
      const int first = std::max(0, static_cast<int>(i) + lowest_);
      const int last =
          std::min(static_cast<int>(haplotype_.size()), static_cast<int>(i) + lowest_ + static_cast<int>(width_) - 1);
      std::fill(row.begin(), row.end(), unreachable_cell);
      for (auto j = static_cast<std::size_t>(first); static_cast<int>(j) <= last; ++j) {
        const std::size_t c = column(i, j);
        row[c + 1] = fill_cell(i, j, {above[c + 1], row[c], above[c + 2]}, from_[i * width_ + c]);
      }
      above.swap(row);
    }
    const CellCosts& end = above[column(reference_.size(), haplotype_.size()) + 1];
    end_ = cheapest(end[0], end[1], end[2]);
  }

  // `before`: the cells before a match, an insertion and a deletion.
  [[nodiscard]] CellCosts fill_cell(std::size_t i, std::size_t j, const std::array<CellCosts, 3>& before,
                                    std::uint8_t& from) const {
    if (i == 0 && j == 0) return {0, unreachable, unreachable};
    const int mismatch = i > 0 && j > 0 && reference_[i - 1] != haplotype_[j - 1] ? mismatch_penalty : 0;
    const auto& [diagonal, left, up] = before;
    const Choice match = cheapest(diagonal[0], diagonal[1], diagonal[2]);
    const Choice insertion = cheapest(left[0] + gap_open_penalty, left[1], left[2] + gap_open_penalty);
    const Choice deletion = cheapest(up[0] + gap_open_penalty, up[1] + gap_open_penalty, up[2]);
    from = static_cast<std::uint8_t>(match.from | insertion.from << 2 | deletion.from << 4);
    return {std::min(unreachable, match.cost + mismatch), std::min(unreachable, insertion.cost + gap_extend_penalty),
            std::min(unreachable, deletion.cost + gap_extend_penalty)};
  }

  std::span<const BaseCode> reference_;
  std::span<const BaseCode> haplotype_;
  int lowest_ = 0;  // haplotype base less reference base of the band's first diagonal
  std::size_t width_ = 0;
  std::vector<std::uint8_t> from_;  // for each cell, two bits a state: the state before it
  Choice end_;
};

}  // namespace

std::vector<AlignmentStep> align_haplotype(std::span<const BaseCode> reference, std::span<const BaseCode> haplotype) {
  const auto longest = static_cast<int>(std::max(reference.size(), haplotype.size()));
  for (int margin = first_margin;; margin *= 2) {
    const BandAligner aligner(reference, haplotype, std::min(margin, longest));
    if (margin >= longest || aligner.is_surely_best()) return aligner.steps();
  }
}

}  // namespace norrsken
