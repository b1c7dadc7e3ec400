#include "kernels/likelihood/haplotype_scorer.hpp"

#include <algorithm>

#include "kernels/placement/boundary_search.hpp"
#include "kernels/placement/diagonal.hpp"

namespace norrsken {
namespace {

constexpr unsigned worth_a_slip_phred = 9;    // a read that costs less is explained
constexpr unsigned max_slip_pair_phred = 64;  // about a gap and a slip in a long tract
constexpr std::size_t max_diagonals = 8;
constexpr GenomePosition spare_flank_bases = 200;

std::size_t inserted_bases(int shift) {
  return shift < 0 ? static_cast<std::size_t>(-shift) : 0;
}

void move_left(HaplotypeIndel& indel, std::span<const BaseCode> sequence) {
  const auto last = [&] {
    return indel.inserted.empty() ? sequence[indel.offset + indel.removed_bases - 1] : indel.inserted.back();
  };
  while (indel.offset > 0 && sequence[indel.offset - 1] == last()) {
    --indel.offset;
    if (!indel.inserted.empty()) std::rotate(indel.inserted.begin(), indel.inserted.end() - 1, indel.inserted.end());
  }
}

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
  slips_.set_sequence(sequence_, margin_start, margin_end);
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

HaplotypeScorer::Gap HaplotypeScorer::best_gap(std::size_t length, unsigned best) const {
  Gap gap{best, 0, 0};
  for (std::size_t a = 0; a < diagonals_.size(); ++a)
    for (std::size_t b = 0; b < diagonals_.size(); ++b) {
      const int shift = diagonals_[b] - diagonals_[a];
      if (shift == 0) continue;
      const unsigned penalty = gap_cost(shift);
      if (penalty >= gap.cost_phred) continue;
      const std::size_t inserted = inserted_bases(shift);
      if (inserted + 1 >= length) continue;
      const std::size_t cuts = length - inserted - 1;
      const unsigned cost = cheapest_join(prefixes_[a].data() + 1, prefixes_[b].data() + 1 + inserted, cuts) +
                            prefixes_[b][length] + penalty;
      if (cost < gap.cost_phred) gap = {cost, a, b};
    }
  return gap;
}

SlipSearch::OnDiagonals HaplotypeScorer::add_up_diagonals(std::span<const BaseQuality> bases) {
  prefixes_.resize(std::max(prefixes_.size(), diagonals_.size()));
  for (std::size_t i = 0; i < diagonals_.size(); ++i) add_up_costs(sequence_, bases, diagonals_[i], prefixes_[i]);
  return {bases, diagonals_, {prefixes_.data(), diagonals_.size()}};
}

unsigned HaplotypeScorer::cost(const PlacedRead& read, std::span<const BaseQuality> bases, unsigned limit) {
  collect_diagonals(read);
  const int length = static_cast<int>(bases.size());
  unsigned best = ~0U;
  for (const int diagonal : diagonals_) {
    best = std::min(best, diagonal_cost(sequence_, bases, diagonal, 0, length));
    if (best == 0) return 0;
  }
  best = std::min(best, max_read_cost_phred);
  const unsigned bound = std::min(best, limit);
  if (bound <= worth_a_slip_phred) return best;
  const bool may_slip = slips_.least_phred() < bound;
  const bool may_have_gap = diagonals_.size() > 1 && gap_open_phred < bound;
  if (!may_slip && !may_have_gap) return best;
  const SlipSearch::OnDiagonals on = add_up_diagonals(bases);
  unsigned found = slips_.one_slip(on, bound).cost_phred;
  if (diagonals_.size() > 1 && found > gap_open_phred) found = best_gap(bases.size(), found).cost_phred;
  // A read that slipped twice lies nowhere whole.
  if ((read.clip != 0 || read.shift != 0) && found > gap_open_phred && found > 2 * slips_.least_phred()) {
    const unsigned worth = std::min(found, max_slip_pair_phred);
    if (const unsigned pair =
            slips_.two_slips(on, read.clip == 1 ? SlipSearch::Ends::left : SlipSearch::Ends::right, worth);
        pair < worth)
      found = pair;
  }
  return found < bound ? found : best;
}

std::optional<HaplotypeIndel> HaplotypeScorer::indel_of(const PlacedRead& read, std::span<const BaseQuality> bases) {
  collect_diagonals(read);
  const SlipSearch::OnDiagonals on = add_up_diagonals(bases);
  unsigned whole = max_read_cost_phred;
  for (const PrefixCosts& costs : on.costs) whole = std::min<unsigned>(whole, costs[bases.size()]);
  const Gap gap = best_gap(bases.size(), whole);
  std::optional<HaplotypeIndel> indel;
  if (const CheapestSlip slip = slips_.one_slip(on, gap.cost_phred); slip.gained_bases != 0)
    indel = indel_of(slip);
  else if (gap.left != gap.right)
    indel = indel_of(gap, bases);
  const std::size_t left = start_ - origin_;
  const std::size_t right = sequence_.size() - right_bases_;
  if (!indel || indel->offset <= left || indel->offset + indel->removed_bases >= right) return std::nullopt;
  indel->offset -= static_cast<std::uint32_t>(left);
  return indel;
}

// A maximal tract begins as far left as its units go.
HaplotypeIndel HaplotypeScorer::indel_of(const CheapestSlip& slip) const {
  HaplotypeIndel indel{slip.tract.start, static_cast<std::uint32_t>(std::max(0, -slip.gained_bases)), {}};
  for (int i = 0; i < slip.gained_bases; ++i)
    indel.inserted.push_back(sequence_[slip.tract.start + static_cast<std::uint32_t>(i % slip.tract.unit)]);
  return indel;
}

// None when the read reaches out of the sequence with it.
std::optional<HaplotypeIndel> HaplotypeScorer::indel_of(const Gap& gap, std::span<const BaseQuality> bases) const {
  const PrefixCosts& before = prefixes_[gap.left];
  const PrefixCosts& behind = prefixes_[gap.right];
  const int shift = diagonals_[gap.right] - diagonals_[gap.left];
  const std::size_t inserted = inserted_bases(shift);
  std::size_t best = 1;  // bases of the read before the gap
  for (std::size_t cut = 2; cut + inserted < bases.size(); ++cut)
    if (before[cut] + behind[best + inserted] < before[best] + behind[cut + inserted]) best = cut;
  const int at = diagonals_[gap.left] + static_cast<int>(best);
  const int removed = std::max(0, shift);
  if (at < 1 || at + removed > static_cast<int>(sequence_.size())) return std::nullopt;
  HaplotypeIndel indel{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(removed), {}};
  for (std::size_t i = best; i < best + inserted; ++i) indel.inserted.push_back(base_of(bases[i]));
  move_left(indel, sequence_);
  return indel;
}

}  // namespace norrsken
