#include "kernels/somatic/case_estimates.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "../genotype_depths.hpp"

namespace norrsken {
namespace {

VariantCall snv(std::vector<GenotypeCall> samples) {
  VariantCall call;
  call.reference = "A";
  call.alternate = "C";
  call.mean_confidence_phred = 50;
  call.samples = std::move(samples);
  return call;
}

// Candidates at a fraction of one half in the tumour, `share` of it in a normal of 30 reads.
SomaticSums sums_of(double share, unsigned variants) {
  std::mt19937 random(3);
  std::binomial_distribution<unsigned> in_normal(30, 0.5 * share);
  SomaticSums sums;
  const std::array<std::size_t, 1> tumors{1};
  for (unsigned i = 0; i < variants; ++i) {
    const unsigned alternate = in_normal(random);
    SomaticCandidate candidate;
    candidate.call.record = snv({depths(30 - alternate, alternate), depths(30, 30)});
    candidate.call.samples.resize(2);
    candidate.call.samples[1].odds_centiphred = 50'000;
    count_candidate(candidate, 0, tumors, sums);
  }
  return sums;
}

TEST_CASE("the share of tumour cells in the normal is estimated from the reads it does not have") {
  CHECK(estimate_carry_over(sums_of(0, 300)) == 0);
  const std::uint32_t some = estimate_carry_over(sums_of(0.05, 300));
  CHECK(some >= 30);
  CHECK(some <= 75);
  CHECK(estimate_carry_over(sums_of(0.05, 10)) == 0);  // too few to tell
  const std::uint32_t third = estimate_carry_over(sums_of(0.3, 300));
  CHECK(third >= 250);
  CHECK(third <= 350);
  CHECK(estimate_carry_over(sums_of(1, 300)) == 0);  // not contamination: the same sample
}

TEST_CASE("a normal that shows the tumour's alleles as often makes shared ones likelier, any other does not") {
  CHECK(estimate_shared_excess(sums_of(0, 300)) == 0);
  CHECK(estimate_shared_excess(sums_of(0.05, 300)) == 0);
  CHECK(estimate_shared_excess(sums_of(0.3, 300)) == 0);  // tumour cells in the normal
  CHECK(estimate_shared_excess(sums_of(1, 10)) == 0);     // too few to tell
  CHECK(estimate_shared_excess(sums_of(1, 30)) > 2000);   // 31 shared ones to none instead of 1 : 10
  CHECK(estimate_shared_excess(sums_of(1, 300)) == 3000);
}

TEST_CASE("candidates that are weak, badly placed or no SNVs tell nothing of the normal") {
  SomaticCandidate candidate;
  candidate.call.record = snv({depths(30, 0), depths(30, 30)});
  candidate.call.samples.resize(2);
  const std::array<std::size_t, 1> tumors{1};
  SomaticSums sums;
  count_candidate(candidate, 0, tumors, sums);  // no odds
  candidate.call.samples[1].odds_centiphred = 50'000;
  candidate.call.record.mean_confidence_phred = 20;
  count_candidate(candidate, 0, tumors, sums);
  candidate.call.record.mean_confidence_phred = 50;
  candidate.call.record.alternate = "CC";
  count_candidate(candidate, 0, tumors, sums);
  CHECK(sums.strong == 0);
  candidate.call.record.alternate = "C";
  count_candidate(candidate, 0, tumors, sums);
  CHECK(sums.strong == 1);
  CHECK(sums.unseen == 1);
}

// Germline sites of two samples: homozygous in the first; in the second with probability `shared`, else absent.
IdentitySums identity_of(double shared, std::uint32_t foreign_of_30 = 0) {
  std::mt19937 random(5);
  std::bernoulli_distribution has(shared);
  std::vector<VariantCall> calls;
  for (unsigned i = 0; i < 400; ++i) {
    GenotypeCall first = depths(0, 30);
    first.alleles = {1, 1};
    first.quality_phred = 60;
    calls.push_back(snv({first, has(random) ? depths(foreign_of_30, 30 - foreign_of_30) : depths(30, 0)}));
  }
  IdentitySums sums;
  count_identity(calls, 0, 1, sums);
  return sums;
}

TEST_CASE("one person's samples share homozygous sites, two persons' do not") {
  CHECK(identity_of(1).identity_per_mille() == 1000);
  CHECK(*identity_of(0.6).identity_per_mille() < 700);
  CHECK_FALSE(IdentitySums{}.identity_per_mille());
  CHECK(*identity_of(1, 1).contamination_per_mille() == 66);  // 1 of 30 reads, and half of the alleles are alike
  CHECK(*identity_of(1).contamination_per_mille() == 0);
  CHECK_FALSE(IdentitySums{}.contamination_per_mille());
}

TEST_CASE("sites that a filter doubts or that few reads cover do not count for identity") {
  GenotypeCall first = depths(0, 30);
  first.alleles = {1, 1};
  first.quality_phred = 60;
  std::vector<VariantCall> calls{snv({first, depths(0, 5)}), snv({first, depths(0, 30)})};
  calls[1].filters = filter_low_quality;
  IdentitySums sums;
  count_identity(calls, 0, 1, sums);
  CHECK(sums.sites == 0);
}

TEST_CASE("purity is twice the fraction of the clonal group, not of the subclones below it") {
  std::mt19937 random(9);
  const auto add = [&](FractionHistogram& histogram, double fraction, unsigned variants) {
    std::binomial_distribution<unsigned> reads(60, fraction);
    for (unsigned i = 0; i < variants; ++i) ++histogram[reads(random) * 100 / 60];
  };
  FractionHistogram clonal{};
  add(clonal, 0.35, 200);
  add(clonal, 0.12, 100);
  CHECK(*estimate_purity(clonal) >= 600);
  CHECK(*estimate_purity(clonal) <= 800);
  FractionHistogram few{};
  add(few, 0.35, 19);
  CHECK_FALSE(estimate_purity(few));
}

}  // namespace
}  // namespace norrsken
