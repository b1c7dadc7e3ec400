#include <algorithm>
#include <limits>

#include "kernels/assembly/haplotype.hpp"

namespace norrsken {
namespace {

constexpr int mismatch_penalty = 5;
constexpr int gap_open_penalty = 8;
constexpr int gap_extend_penalty = 1;
constexpr int unreachable = std::numeric_limits<int>::max() / 2;

enum class State : std::uint8_t { match = 0, insertion = 1, deletion = 2 };

// Global alignment of two short sequences (Gotoh). Only haplotypes are ever aligned, never reads.
class Aligner {
 public:
  Aligner(std::span<const BaseCode> reference, std::span<const BaseCode> haplotype)
      : reference_(reference), haplotype_(haplotype), columns_(haplotype.size() + 1) {
    const std::size_t cells = (reference.size() + 1) * columns_;
    for (auto& matrix : cost_) matrix.assign(cells, unreachable);
    for (auto& matrix : from_) matrix.assign(cells, State::match);
    fill();
  }

  // Appends the differences in reference order; `start` is the genome position of reference[0].
  void append_variants(GenomePosition start, std::vector<HaplotypeVariant>& variants) const {
    std::vector<State> path;
    std::size_t i = reference_.size();
    std::size_t j = haplotype_.size();
    State state = best_state(cell(i, j));
    while (i > 0 || j > 0) {
      const State previous = from_[index(state)][cell(i, j)];
      path.push_back(state);
      if (state != State::insertion) --i;
      if (state != State::deletion) --j;
      state = previous;
    }
    i = j = 0;
    for (auto step = path.rbegin(); step != path.rend();) {
      if (*step == State::match) {
        if (reference_[i] != haplotype_[j])
          variants.push_back({start + static_cast<GenomePosition>(i), 1, {haplotype_[j]}});
        ++i, ++j, ++step;
        continue;
      }
      HaplotypeVariant variant{start + static_cast<GenomePosition>(i), 0, {}};
      const State kind = *step;
      for (; step != path.rend() && *step == kind; ++step) {
        if (kind == State::deletion)
          ++variant.reference_bases, ++i;
        else
          variant.alternate.push_back(haplotype_[j++]);
      }
      variants.push_back(std::move(variant));
    }
  }

 private:
  static std::size_t index(State state) { return static_cast<std::size_t>(state); }
  [[nodiscard]] std::size_t cell(std::size_t i, std::size_t j) const { return i * columns_ + j; }
  [[nodiscard]] State best_state(std::size_t at) const {
    State best = State::match;
    for (const State state : {State::insertion, State::deletion})
      if (cost_[index(state)][at] < cost_[index(best)][at]) best = state;
    return best;
  }
  void step(State state, std::size_t to, std::size_t from, int base_cost) {
    for (const State previous : {State::match, State::insertion, State::deletion}) {
      const int open = state != State::match && previous != state ? gap_open_penalty : 0;
      const int cost = cost_[index(previous)][from] + base_cost + open;
      if (cost < cost_[index(state)][to]) {
        cost_[index(state)][to] = cost;
        from_[index(state)][to] = previous;
      }
    }
  }
  void fill() {
    cost_[0][0] = 0;
    for (std::size_t i = 0; i <= reference_.size(); ++i)
      for (std::size_t j = 0; j <= haplotype_.size(); ++j) {
        if (i > 0 && j > 0)
          step(State::match, cell(i, j), cell(i - 1, j - 1),
               reference_[i - 1] == haplotype_[j - 1] ? 0 : mismatch_penalty);
        if (j > 0) step(State::insertion, cell(i, j), cell(i, j - 1), gap_extend_penalty);
        if (i > 0) step(State::deletion, cell(i, j), cell(i - 1, j), gap_extend_penalty);
      }
  }

  std::span<const BaseCode> reference_;
  std::span<const BaseCode> haplotype_;
  std::size_t columns_;
  std::vector<int> cost_[3];
  std::vector<State> from_[3];
};

// Haplotypes as long as the reference that differ from it in this many bases or fewer: an insertion and a deletion
// would cost more than these substitutions.
constexpr std::size_t surely_substituted = (2 * (gap_open_penalty + gap_extend_penalty) - 1) / mismatch_penalty;

// The substitutions of a haplotype; false when gaps might explain it better.
bool append_substitutions(std::span<const BaseCode> reference, std::span<const BaseCode> bases, GenomePosition start,
                          std::vector<HaplotypeVariant>& variants) {
  if (reference.size() != bases.size()) return false;
  for (std::size_t i = 0; i < bases.size(); ++i) {
    if (reference[i] == bases[i]) continue;
    if (variants.size() == surely_substituted) {
      variants.clear();
      return false;
    }
    variants.push_back({start + static_cast<GenomePosition>(i), 1, {bases[i]}});
  }
  return true;
}

// Moves an indel left while its last base equals the base before it, but not over `least`.
void left_align(const ReferenceWindow& window, GenomePosition least, HaplotypeVariant& variant) {
  if (variant.is_snv() || (variant.reference_bases != 0 && !variant.alternate.empty())) return;
  while (variant.start > least) {
    const BaseCode before = window[variant.start - 1];
    const BaseCode last =
        variant.alternate.empty() ? window[variant.start + variant.reference_bases - 1] : variant.alternate.back();
    if (before != last || before >= 4) return;
    --variant.start;
    if (!variant.alternate.empty())
      std::rotate(variant.alternate.begin(), variant.alternate.end() - 1, variant.alternate.end());
  }
}

}  // namespace

std::vector<HaplotypeVariant> name_variants(const ReferenceWindow& window, GenomePosition start, GenomePosition end,
                                            std::span<const BaseCode> bases) {
  std::span<const BaseCode> reference = window.slice(start, end);
  // Equal ends go first; the right end first, so that what remains lies to the left.
  while (!reference.empty() && !bases.empty() && reference.back() == bases.back()) {
    reference = reference.first(reference.size() - 1);
    bases = bases.first(bases.size() - 1);
  }
  while (!reference.empty() && !bases.empty() && reference.front() == bases.front()) {
    reference = reference.subspan(1);
    bases = bases.subspan(1);
    ++start;
  }
  std::vector<HaplotypeVariant> variants;
  if (reference.empty() && bases.empty()) return variants;
  if (reference.empty() || bases.empty())
    variants.push_back({start, static_cast<std::uint32_t>(reference.size()), {bases.begin(), bases.end()}});
  else if (!append_substitutions(reference, bases, start, variants))
    Aligner(reference, bases).append_variants(start, variants);
  GenomePosition least = window.start() + 1;
  for (HaplotypeVariant& variant : variants) {
    left_align(window, least, variant);
    least = variant.start + variant.reference_bases;
  }
  return variants;
}

std::vector<BaseCode> apply_variants(const ReferenceWindow& window, GenomePosition start, GenomePosition end,
                                     std::span<const HaplotypeVariant> variants) {
  std::vector<BaseCode> bases;
  GenomePosition at = start;
  for (const HaplotypeVariant& variant : variants) {
    const auto before = window.slice(at, variant.start);
    bases.insert(bases.end(), before.begin(), before.end());
    bases.insert(bases.end(), variant.alternate.begin(), variant.alternate.end());
    at = variant.start + variant.reference_bases;
  }
  const auto rest = window.slice(at, end);
  bases.insert(bases.end(), rest.begin(), rest.end());
  return bases;
}

}  // namespace norrsken
