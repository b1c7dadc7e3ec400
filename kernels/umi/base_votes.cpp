#include "kernels/umi/base_votes.hpp"

#include <algorithm>
#include <cmath>

namespace norrsken {
namespace {

constexpr unsigned min_strand_difference_phred = 10;

std::array<std::int16_t, max_quality_phred + 1> make_vote_weights() {
  std::array<std::int16_t, max_quality_phred + 1> weights{};
  for (unsigned quality = 2; quality <= max_quality_phred; ++quality) {
    const double error = std::pow(10.0, -0.1 * quality);
    weights[quality] = static_cast<std::int16_t>(std::lround(1000 * std::log10((1 - error) * 3 / error)));
  }
  return weights;
}

// 10 log10(1 + 10^(-d/10)) of d in centiphred; 0 from 26 phred on.
constexpr std::int64_t additions = 2600;
std::array<std::int16_t, additions> make_additions() {
  std::array<std::int16_t, additions> table{};
  for (unsigned d = 0; d < table.size(); ++d)
    table[d] = static_cast<std::int16_t>(std::lround(1000 * std::log10(1 + std::pow(10.0, -0.001 * d))));
  return table;
}

std::int64_t addition(std::int64_t difference) {
  static const auto table = make_additions();
  return difference < additions ? table[static_cast<std::size_t>(difference)] : 0;
}

// Of two probabilities, as centiphred.
std::int64_t phred_of_sum(std::int64_t a, std::int64_t b) {
  return std::min(a, b) - addition(std::abs(a - b));
}

}  // namespace

void add_copy(std::span<const BaseQuality> copy, CopyStrand strand, std::span<BaseVotes> votes) {
  static const auto weights = make_vote_weights();
  const std::size_t bases = std::min(copy.size(), votes.size());
  for (std::size_t offset = 0; offset < bases; ++offset) {
    const BaseQuality base = strand == CopyStrand::reverse ? copy[copy.size() - 1 - offset] : copy[offset];
    if (quality_of(base) <= quality_counted_in_mate) continue;
    BaseVotes& vote = votes[offset];
    vote.centiphred[base_of(base)] += weights[quality_of(base)];
    ++vote.copies;
    vote.last = base;
  }
}

BaseQuality consensus_base(const BaseVotes& votes, unsigned max_phred) {
  if (votes.copies <= 1) return votes.last;
  const auto best = std::max_element(votes.centiphred.begin(), votes.centiphred.end());
  const auto code = static_cast<BaseCode>(best - votes.centiphred.begin());
  constexpr std::int64_t none = 1'000'000'000;
  constexpr std::int64_t beyond_any_quality = 7000;  // also when three others are as likely
  std::int64_t second = 0;
  for (BaseCode other = 0; other < 4; ++other)
    if (other != code) second = std::max(second, votes.centiphred[other]);
  if (*best - second >= beyond_any_quality) return make_base_quality(code, max_phred);
  std::int64_t others = none;
  for (BaseCode other = 0; other < 4; ++other) {
    if (other == code) continue;
    if (votes.centiphred[other] == *best) return not_called;
    others = phred_of_sum(others, *best - votes.centiphred[other]);
  }
  const std::int64_t error = others < 0 ? -others : others;
  // others / (1 + others), with others = 10^(-error/10) or its inverse
  const std::int64_t posterior = others < 0 ? addition(error) : others + addition(others);
  const auto phred = static_cast<unsigned>(std::max<std::int64_t>(0, (posterior + 50) / 100));
  return make_base_quality(code, std::min(phred, max_phred));
}

BaseQuality join_strands(BaseQuality a, BaseQuality b, unsigned max_phred) {
  if (!is_called(a)) return b;
  if (!is_called(b)) return a;
  const unsigned qa = quality_of(a);
  const unsigned qb = quality_of(b);
  if (base_of(a) == base_of(b)) return make_base_quality(base_of(a), std::min(qa + qb, max_phred));
  const unsigned difference = qa > qb ? qa - qb : qb - qa;
  if (difference < min_strand_difference_phred) return not_called;
  return make_base_quality(base_of(qa > qb ? a : b), difference);
}

}  // namespace norrsken
