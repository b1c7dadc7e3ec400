#include "kernels/assembly/align_haplotype.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <limits>

namespace norrsken {
namespace {

constexpr int unreachable = std::numeric_limits<int>::max() / 2;
constexpr int first_margin = 8;  // diagonals; enough for an indel beside a few substitutions

struct Choice {
  int cost = unreachable;
  unsigned from = 0;
};

// The cheapest of three ways here; the first of equals. Without branches, so that loops of it become vectors.
Choice cheapest(int match, int insertion, int deletion) {
  const int before = std::min(match, insertion);
  const unsigned from = insertion < match ? 1 : 0;
  return {std::min(before, deletion), deletion < before ? 2 : from};
}

// The alignments that stay `margin` diagonals or fewer beside those that every alignment must cross.
class BandAligner {
 public:
  BandAligner(std::span<const BaseCode> reference, std::span<const BaseCode> haplotype, int margin)
      : reference_(reference), haplotype_(haplotype) {
    const int shift = static_cast<int>(haplotype.size()) - static_cast<int>(reference.size());
    shift_ = std::abs(shift);
    lowest_ = std::min(0, shift) - margin;
    width_ = static_cast<std::size_t>(shift_) + 2 * static_cast<std::size_t>(margin) + 1;
    from_.resize((reference.size() + 1) * width_);
    fill();
  }

  // An alignment that leaves a band of this margin opens two gaps and crosses the margin twice: with so wide a one none
  // outside costs as little as the best found.
  [[nodiscard]] int sure_margin() const {
    const int width_of_gaps = (end_.cost - 2 * gap_open_penalty) / gap_extend_penalty;
    return std::max(0, (width_of_gaps - shift_) / 2);
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

  // Of the cells of one row of the band, the least costs by their last step, with an unreachable cell at either end:
  // the band's column c stands at c + 1.
  struct Row {
    std::vector<int> match;
    std::vector<int> insertion;
    std::vector<int> deletion;
    explicit Row(std::size_t width) { clear(width); }
    void clear(std::size_t width) {
      for (std::vector<int>* costs : {&match, &insertion, &deletion}) costs->assign(width + 2, unreachable);
    }
  };

  void fill() {
    Row above(width_);
    Row row(width_);
    row.match[column(0, 0) + 1] = 0;
    fill_insertions(0, row);
    for (std::size_t i = 1; i <= reference_.size(); ++i) {
      std::swap(above, row);
      row.clear(width_);
      fill_from_above(i, above, row);
      fill_insertions(i, row);
    }
    const std::size_t end = column(reference_.size(), haplotype_.size()) + 1;
    end_ = cheapest(row.match[end], row.insertion[end], row.deletion[end]);
  }

  // Of the haplotype bases that the band has in a row, the first one's and one past the last one's column.
  [[nodiscard]] std::size_t first_column(std::size_t i, std::size_t least_base) const {
    return static_cast<std::size_t>(std::max(0, static_cast<int>(least_base) - static_cast<int>(i) - lowest_));
  }
  [[nodiscard]] std::size_t end_column(std::size_t i) const {
    const int columns = static_cast<int>(haplotype_.size()) - static_cast<int>(i) - lowest_ + 1;
    return static_cast<std::size_t>(std::clamp(columns, 0, static_cast<int>(width_)));
  }

  // Matches and deletions of a row, none of which needs another cell of it: a loop for vectors. A step down is one
  // column further left.
  void fill_from_above(std::size_t i, const Row& above, Row& row) {
    const std::size_t first = first_column(i, 1);
    const std::size_t end = end_column(i);
    const BaseCode base = reference_[i - 1];
    const BaseCode* const haplotype = haplotype_.data() + (static_cast<int>(first + i) + lowest_ - 1);  // from `first`
    const int* const match = above.match.data() + 1;
    const int* const insertion = above.insertion.data() + 1;
    const int* const deletion = above.deletion.data() + 1;
    std::uint8_t* const from = from_.data() + i * width_;
    for (std::size_t c = first; c < end; ++c) {
      const Choice best = cheapest(match[c], insertion[c], deletion[c]);
      row.match[c + 1] = std::min(unreachable, best.cost + (base != haplotype[c - first] ? mismatch_penalty : 0));
      from[c] = static_cast<std::uint8_t>(best.from);
    }
    for (std::size_t c = first_column(i, 0); c < end; ++c) {
      const Choice best =
          cheapest(match[c + 1] + gap_open_penalty, insertion[c + 1] + gap_open_penalty, deletion[c + 1]);
      row.deletion[c + 1] = std::min(unreachable, best.cost + gap_extend_penalty);
      from[c] = static_cast<std::uint8_t>(from[c] | best.from << 4);
    }
  }

  // Insertions of a row, each of which needs the cell before it.
  void fill_insertions(std::size_t i, Row& row) {
    std::uint8_t* const from = from_.data() + i * width_;
    const std::size_t end = end_column(i);
    for (std::size_t c = first_column(i, 0); c < end; ++c) {
      const Choice best =
          cheapest(row.match[c] + gap_open_penalty, row.insertion[c], row.deletion[c] + gap_open_penalty);
      row.insertion[c + 1] = std::min(unreachable, best.cost + gap_extend_penalty);
      from[c] = static_cast<std::uint8_t>(from[c] | best.from << 2);
    }
  }

  std::span<const BaseCode> reference_;
  std::span<const BaseCode> haplotype_;
  int shift_ = 0;   // diagonals between the first and the last base
  int lowest_ = 0;  // haplotype base less reference base of the band's first diagonal
  std::size_t width_ = 0;
  std::vector<std::uint8_t> from_;  // for each cell, two bits a state: the state before it
  Choice end_;
};

}  // namespace

std::vector<AlignmentStep> align_haplotype(std::span<const BaseCode> reference, std::span<const BaseCode> haplotype) {
  const auto longest = static_cast<int>(std::max(reference.size(), haplotype.size()));
  for (int margin = std::min(first_margin, longest);;) {
    const BandAligner aligner(reference, haplotype, margin);
    const int sure = std::min(aligner.sure_margin(), longest);
    if (sure <= margin) return aligner.steps();
    margin = sure;
  }
}

}  // namespace norrsken
