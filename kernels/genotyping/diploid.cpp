#include "kernels/genotyping/diploid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace norrsken {
namespace {

constexpr unsigned max_difference = 256;
constexpr std::uint32_t no_pair = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t max_likelihood_phred = 9999;

// 3.01 - 10 log10(1 + 10^(-d / 10)) in hundredths, by difference d.
std::array<std::uint16_t, max_difference> make_mixture_table() {
  std::array<std::uint16_t, max_difference> table{};
  for (unsigned d = 0; d < max_difference; ++d)
    table[d] = static_cast<std::uint16_t>(
        std::lround(100 * (10 * std::log10(2.0) - 10 * std::log10(1 + std::pow(10.0, -0.1 * d)))));
  return table;
}
const std::array<std::uint16_t, max_difference> mixture_table = make_mixture_table();

std::uint32_t pair_cost(const GenotypingInput& input, std::size_t first, std::size_t second) {
  const auto row = [&](std::size_t haplotype) {
    const std::size_t last = std::min(input.last_fragment, input.costs->fragments());
    return input.costs->row(haplotype).subspan(input.first_fragment, last - input.first_fragment);
  };
  const auto a = row(first);
  const auto b = row(second);
  std::uint32_t total = 0;
  if (first == second)
    for (const std::uint8_t cost : a) total += 100U * cost;
  else
    for (std::size_t i = 0; i < a.size(); ++i) total += mixture_cost_centiphred(a[i], b[i]);
  return total;
}

std::uint32_t prior_of(std::uint64_t variants, std::span<const std::uint32_t> priors) {
  std::uint32_t total = 0;
  for (; variants != 0; variants &= variants - 1) total += priors[static_cast<std::size_t>(__builtin_ctzll(variants))];
  return total;
}

// Smallest totals by copies of one variant, with and without the variant's own prior.
struct BestByCopies {
  std::array<std::uint32_t, 3> with_prior{no_pair, no_pair, no_pair};
};

std::uint32_t difference(std::uint32_t a, std::uint32_t b) {
  return a > b ? a - b : 0;
}

VariantPosterior summarise(const BestByCopies& best, std::uint32_t prior, unsigned ploidy) {
  VariantPosterior posterior;
  const std::uint32_t carried = std::min(best.with_prior[1], best.with_prior[2]);
  posterior.quality_centiphred = best.with_prior[0] == no_pair ? 0 : difference(best.with_prior[0], carried);
  std::array<std::uint32_t, 3> likelihood{};
  for (unsigned copies = 0; copies < 3; ++copies)
    likelihood[copies] =
        best.with_prior[copies] == no_pair ? no_pair : best.with_prior[copies] - (copies > 0 ? prior : 0);
  const std::uint32_t smallest = *std::min_element(likelihood.begin(), likelihood.end());
  for (unsigned copies = 0; copies < 3; ++copies)
    posterior.likelihoods_phred[copies] =
        likelihood[copies] == no_pair ? max_likelihood_phred
                                      : std::min(max_likelihood_phred, (likelihood[copies] - smallest + 50) / 100);
  if (ploidy == 1) posterior.likelihoods_phred[1] = max_likelihood_phred;
  std::array<std::uint32_t, 3> sorted = best.with_prior;
  std::sort(sorted.begin(), sorted.end());
  posterior.genotype_quality_phred =
      static_cast<std::uint16_t>(sorted[1] == no_pair ? 99 : std::min(99U, (sorted[1] - sorted[0]) / 100));
  return posterior;
}

}  // namespace

std::uint32_t mixture_cost_centiphred(unsigned a, unsigned b) {
  const unsigned low = std::min(a, b);
  return 100 * low + mixture_table[std::min(std::max(a, b) - low, max_difference - 1)];
}

PairPosterior genotype(const GenotypingInput& input) {
  const std::size_t haplotypes = input.costs->haplotypes();
  PairPosterior result;
  result.cost_centiphred = no_pair;
  std::vector<BestByCopies> best(input.prior_centiphred.size());
  for (std::size_t i = 0; i < haplotypes; ++i)
    for (std::size_t j = i; j < (input.ploidy == 1 ? i + 1 : haplotypes); ++j) {
      const std::uint64_t either = input.masks[i] | input.masks[j];
      const std::uint64_t both = input.masks[i] & input.masks[j];
      const std::uint32_t total = pair_cost(input, i, j) + prior_of(either, input.prior_centiphred);
      if (total < result.cost_centiphred) {
        result.cost_centiphred = total;
        result.first = i;
        result.second = j;
      }
      for (std::size_t v = 0; v < best.size(); ++v) {
        const std::size_t copies = (either >> v & 1) + (both >> v & 1);
        best[v].with_prior[copies] = std::min(best[v].with_prior[copies], total);
      }
    }
  for (std::size_t v = 0; v < best.size(); ++v)
    result.variants.push_back(summarise(best[v], input.prior_centiphred[v], input.ploidy));
  return result;
}

}  // namespace norrsken
