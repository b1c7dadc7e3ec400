#include "kernels/genotyping/diploid.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

namespace norrsken {
namespace {

double mixture_phred(double a, double b) {
  return -10 * std::log10(0.5 * std::pow(10.0, -a / 10) + 0.5 * std::pow(10.0, -b / 10));
}

struct Case {
  CostMatrix costs;
  std::vector<std::uint64_t> masks;
  std::vector<std::uint32_t> priors;
};

Case random_case(std::mt19937& random) {
  const std::size_t haplotypes = 1 + random() % 4;
  const std::size_t variants = 1 + random() % 3;
  Case result{CostMatrix(haplotypes, random() % 7), {0}, {}};
  for (std::size_t h = 0; h < haplotypes; ++h)
    for (std::size_t f = 0; f < result.costs.fragments(); ++f)
      result.costs.at(h, f) = static_cast<std::uint8_t>(random() % 3 == 0 ? 0 : random() % 201);
  for (std::size_t h = 1; h < haplotypes; ++h) result.masks.push_back(random() % (1U << variants));
  for (std::size_t v = 0; v < variants; ++v) result.priors.push_back(500 + random() % 3000);
  return result;
}

// In floating point: the cost of a pair with its priors, in phred.
double pair_phred(const Case& input, std::size_t i, std::size_t j) {
  double total = 0;
  for (std::size_t f = 0; f < input.costs.fragments(); ++f)
    total += mixture_phred(input.costs.at(i, f), input.costs.at(j, f));
  for (std::size_t v = 0; v < input.priors.size(); ++v)
    if ((input.masks[i] | input.masks[j]) >> v & 1) total += input.priors[v] / 100.0;
  return total;
}

TEST_CASE("genotypes of random small inputs are those of all pairs tried in floating point") {
  constexpr double none = std::numeric_limits<double>::infinity();
  std::mt19937 random(41);
  for (unsigned round = 0; round < 500; ++round) {
    const Case input = random_case(random);
    const unsigned ploidy = 1 + round % 2;
    const PairPosterior result = genotype({&input.costs, input.masks, input.priors, ploidy});
    const double rounding = 0.01 * (1 + static_cast<double>(input.costs.fragments()));
    double best = none;
    std::vector<std::array<double, 3>> by_copies(input.priors.size(), {none, none, none});
    for (std::size_t i = 0; i < input.costs.haplotypes(); ++i)
      for (std::size_t j = i; j < input.costs.haplotypes(); ++j) {
        if (ploidy == 1 && i != j) continue;
        const double cost = pair_phred(input, i, j);
        best = std::min(best, cost);
        for (std::size_t v = 0; v < by_copies.size(); ++v) {
          double& least = by_copies[v][(input.masks[i] >> v & 1) + (input.masks[j] >> v & 1)];
          least = std::min(least, cost);
        }
      }
    INFO("round " << round);
    CHECK(result.cost_centiphred / 100.0 == Approx(best).margin(rounding));
    CHECK(pair_phred(input, result.first, result.second) == Approx(best).margin(2 * rounding));
    CHECK((ploidy == 2 || result.first == result.second));
    REQUIRE(result.variants.size() == by_copies.size());
    for (std::size_t v = 0; v < by_copies.size(); ++v) {
      std::array<double, 3> costs = by_copies[v];
      const double carried = std::min(costs[1], costs[2]);
      const double quality = carried == none ? 0 : std::max(0.0, costs[0] - carried);
      CHECK(result.variants[v].quality_centiphred / 100.0 == Approx(quality).margin(2 * rounding));
      for (const std::size_t copies : {1U, 2U}) costs[copies] -= input.priors[v] / 100.0;  // PL have no priors
      const double least = *std::min_element(costs.begin(), costs.end());
      for (std::size_t copies = 0; copies < 3; ++copies)
        CHECK(result.variants[v].likelihoods_phred[copies] ==
              Approx(std::min(9999.0, costs[copies] - least)).margin(2 * rounding + 0.5));
      costs = by_copies[v];
      std::sort(costs.begin(), costs.end());
      CHECK(result.variants[v].genotype_quality_phred ==
            Approx(std::min(99.0, std::floor(costs[1] - costs[0]))).margin(1));
    }
  }
}

TEST_CASE("the mixture of two costs is the cost of their mean likelihood") {
  CHECK(mixture_cost_centiphred(0, 0) == 0);
  CHECK(mixture_cost_centiphred(0, 100) == 301);
  CHECK(mixture_cost_centiphred(100, 0) == 301);
  for (unsigned a = 0; a <= 255; a += 5)
    for (unsigned b = 0; b <= 255; b += 3)
      CHECK(mixture_cost_centiphred(a, b) == Approx(100 * mixture_phred(a, b)).margin(1));
}

TEST_CASE("fragments shown half by one haplotype make a heterozygote, all by it a homozygote, none the reference") {
  const std::vector<std::uint64_t> masks{0, 1};
  const std::vector<std::uint32_t> priors{3000};
  for (const auto& [carriers, copies] : {std::pair{0U, 0U}, {10U, 1U}, {20U, 2U}}) {
    CostMatrix costs(2, 20);
    for (std::size_t f = 0; f < 20; ++f) costs.at(f < carriers ? 0 : 1, f) = 37;
    const PairPosterior result = genotype({&costs, masks, priors, 2});
    CHECK((masks[result.first] & 1) + (masks[result.second] & 1) == copies);
    REQUIRE(result.variants.size() == 1);
    CHECK(result.variants[0].likelihoods_phred[copies] == 0);
    CHECK(result.variants[0].genotype_quality_phred > 20);
    CHECK((result.variants[0].quality_centiphred > 0) == (copies > 0));
  }
}

}  // namespace
}  // namespace norrsken
