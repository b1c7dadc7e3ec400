#include "kernels/placement/diagonal.hpp"

#include <algorithm>

#include "kernels/placement/boundary_search.hpp"

namespace norrsken {
namespace {

struct Search {
  const PackedStrand& strand;
  const GenomeView& genome;
  GenomePosition start;
  unsigned length;
};

// Prefix costs of a read on two diagonals, the first part on `left`, and how far `right` lies from it.
struct DiagonalPair {
  const std::vector<std::uint16_t>& left;
  const std::vector<std::uint16_t>& right;
  int shift;
  unsigned length;
  [[nodiscard]] unsigned inserted() const { return shift < 0 ? static_cast<unsigned>(-shift) : 0; }
};

struct Joint {
  unsigned cost = ~0U;
  unsigned break_offset = 0;
};

// The boundary with the lowest total when `left_out` bases before it lie on neither diagonal.
Joint cheapest_joint(const DiagonalPair& pair, unsigned left_out) {
  const auto* before = pair.left.data() + 1;
  const auto* after = pair.right.data() + 1 + left_out;
  const int least = cheapest_join(before, after, pair.length - left_out - 1);
  unsigned end = 0;
  while (before[end] - after[end] != least) ++end;
  return {static_cast<unsigned>(least + pair.right[pair.length]), end + 1 + left_out};
}

// A tandem duplication: the read goes back to an earlier base, and all of its bases lie on one of the diagonals. It is
// written as the insertion of as many bases, all of them inside the read.
Joint duplication(const DiagonalPair& pair) {
  Joint joint = cheapest_joint(pair, 0);
  joint.cost += gap_cost(-static_cast<int>(free_duplication_bases));
  joint.break_offset = std::max(joint.break_offset, pair.inserted() + 1);
  return joint;
}

void join(const DiagonalPair& pair, DiagonalFit& best, GenomePosition start) {
  if (pair.inserted() + 1 >= pair.length) return;
  Joint joint = cheapest_joint(pair, pair.inserted());
  joint.cost += gap_cost(pair.shift);
  if (pair.inserted() > free_duplication_bases) {
    const Joint other = duplication(pair);
    if (other.cost < joint.cost) joint = other;
  }
  if (joint.cost >= best.cost_phred) return;
  best.cost_phred = joint.cost;
  best.start = start;
  best.shift = pair.shift;
  best.break_offset = joint.break_offset;
  best.clip = Clip::none;
}

// Shift at which bases [first, last) fit best; 0 when nothing beats `bound`. A word of the part that differs in more
// than a quarter of its bases rules a shift out before the costs are added up.
int best_shift(const Search& search, unsigned first, unsigned last, unsigned bound) {
  const unsigned probed = std::min(last - first, bases_per_word);
  const std::uint64_t mask = probed == bases_per_word ? ~std::uint64_t{0} : (std::uint64_t{1} << (2 * probed)) - 1;
  const unsigned from = last - probed;
  DifferingByShift differing;
  count_differing({strand_word(search.strand, from), mask, search.start + from}, search.genome, differing);
  int best = 0;
  for (int shift = 1; shift <= static_cast<int>(max_break_shift); ++shift) {
    for (const int signed_shift : {shift, -shift}) {
      if (differing[max_break_shift + static_cast<unsigned>(signed_shift)] * 4U > probed) continue;
      const auto start = static_cast<GenomePosition>(static_cast<std::int64_t>(search.start) + signed_shift);
      const unsigned cost = hamming_cost(search.strand, search.genome, start, first, last, bound);
      if (cost < bound) {
        bound = cost;
        best = signed_shift;
      }
    }
  }
  return best;
}

}  // namespace

unsigned gap_cost(int shift) {
  const auto length = static_cast<unsigned>(shift < 0 ? -shift : shift);
  return gap_open_phred + std::min(length, max_gap_extension_phred) + (shift < 0 ? inserted_base_phred * length : 0);
}

DiagonalFit fit_diagonal(const PackedRead& read, bool is_reverse, const GenomeView& genome, GenomePosition start,
                         unsigned whole_phred, DiagonalScratch& scratch) {
  const PackedStrand& strand = read.strand(is_reverse);
  const unsigned length = read.length();
  DiagonalFit best{start, is_reverse, whole_phred, 0, 0, Clip::none};
  if (best.cost_phred <= clip_open_phred || length < 2 * min_broken_part) return best;

  prefix_costs(strand, genome, start, scratch.here);
  const KeptPart kept_start = cheapest_kept_start(scratch.here.data(), length);
  const KeptPart kept_end = cheapest_kept_end(scratch.here.data(), length);
  if (std::min(kept_start.cost_phred, kept_end.cost_phred) >= best.cost_phred) return best;
  const bool keeps_start = kept_start.cost_phred <= kept_end.cost_phred;
  best.clip = keeps_start ? Clip::end : Clip::start;
  best.break_offset = keeps_start ? kept_start.boundary : kept_end.boundary;
  const unsigned left_out = keeps_start ? length - best.break_offset : best.break_offset;
  const unsigned kept_cost =
      keeps_start ? scratch.here[best.break_offset] : scratch.here[length] - scratch.here[best.break_offset];
  best.cost_phred = kept_cost + clip_open_phred + clipped_base_phred * left_out;
  return best;
}

// The part left out may lie on a parallel diagonal. Its first bases may sit in an insertion, so they do not vote.
DiagonalFit find_break(const PackedRead& read, const DiagonalFit& fit, const GenomeView& genome,
                       DiagonalScratch& scratch) {
  DiagonalFit best = fit;
  const PackedStrand& strand = read.strand(fit.is_reverse);
  const unsigned length = read.length();
  const GenomePosition start = fit.start;
  const Search search{strand, genome, start, length};
  const Clip clipped = fit.clip;
  const unsigned left_out = clipped == Clip::end ? length - best.break_offset : best.break_offset;
  if (left_out < min_broken_part) return best;
  prefix_costs(strand, genome, start, scratch.here);
  const unsigned voting = std::max(min_broken_part, std::min(left_out, left_out > 40 ? left_out / 2 : left_out));
  const unsigned bound = voting * 8;
  if (clipped == Clip::end) {
    const int shift = best_shift(search, length - voting, length, bound);
    if (shift != 0) {
      prefix_costs(strand, genome, start + static_cast<GenomePosition>(shift), scratch.there);
      join({scratch.here, scratch.there, shift, length}, best, start);
    }
  } else {
    const int shift = best_shift(search, 0, voting, bound);
    if (shift != 0) {  // the read starts on the other diagonal and comes over to this one
      const GenomePosition other = start + static_cast<GenomePosition>(shift);
      prefix_costs(strand, genome, other, scratch.there);
      join({scratch.there, scratch.here, -shift, length}, best, other);
    }
  }
  return best;
}

}  // namespace norrsken
