#include "kernels/somatic/allele_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace norrsken {
namespace {

constexpr int differences = 2 * AlleleEvidence::max_difference_phred + 1;

// 1000 log10((1 - f) + f 10^(d / 10)): what one fragment adds.
using FragmentTable = std::array<std::array<std::int32_t, differences>, fractions>;
FragmentTable make_fragment_table() {
  FragmentTable table{};
  for (std::size_t f = 0; f < fractions; ++f)
    for (int d = 0; d < differences; ++d) {
      const double fraction = fraction_grid_per_mille[f] / 1000.0;
      const double ratio = std::pow(10.0, 0.1 * (d - AlleleEvidence::max_difference_phred));
      table[f][static_cast<std::size_t>(d)] =
          static_cast<std::int32_t>(std::lround(1000 * std::log10(1 - fraction + fraction * ratio)));
    }
  return table;
}
const FragmentTable fragment_table = make_fragment_table();

}  // namespace

std::size_t nearest_fraction(std::uint32_t per_mille) {
  const auto at = std::lower_bound(fraction_grid_per_mille.begin(), fraction_grid_per_mille.end(), per_mille);
  if (at == fraction_grid_per_mille.begin()) return 0;
  if (at == fraction_grid_per_mille.end()) return fractions - 1;
  const bool is_lower_nearer = per_mille - *(at - 1) < *at - per_mille;
  return static_cast<std::size_t>(at - fraction_grid_per_mille.begin()) - (is_lower_nearer ? 1 : 0);
}

void AlleleEvidence::add(unsigned with_phred, unsigned without_phred) {
  const auto most = static_cast<unsigned>(max_difference_phred);
  const int with = static_cast<int>(std::min(with_phred, 2 * most));
  const int without = static_cast<int>(std::min(without_phred, 2 * most));
  const int difference = std::clamp(without - with, -max_difference_phred, max_difference_phred);
  ++counts_[static_cast<std::size_t>(difference + max_difference_phred)];
}

FractionLikelihoods AlleleEvidence::likelihoods() const {
  std::array<std::int64_t, fractions> sums{};
  for (std::size_t d = 0; d < counts_.size(); ++d) {
    if (counts_[d] == 0) continue;
    for (std::size_t f = 0; f < fractions; ++f) sums[f] += std::int64_t{counts_[d]} * fragment_table[f][d];
  }
  FractionLikelihoods likelihoods{};
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max() / 2;
  for (std::size_t f = 0; f < fractions; ++f)
    likelihoods[f] = static_cast<std::int32_t>(std::clamp(sums[f], -most, most));
  return likelihoods;
}

}  // namespace norrsken
