#include "kernels/biomarkers/repeat_instability.hpp"

#include <catch2/catch.hpp>

#include "kernels/calling/library_counts.hpp"

using namespace norrsken;

namespace {

constexpr InstabilityLimits limits;
constexpr RepeatLengths stable{0, 0, 0, 3, 95, 2, 0, 0, 0};

}  // namespace

TEST_CASE("a repeat that a third of the tumour's reads show shorter is unstable") {
  CHECK(is_unstable({0, 5, 10, 20, 65, 0, 0, 0, 0}, stable, limits));
}

TEST_CASE("slippage that both samples show alike is stable") {
  CHECK_FALSE(is_unstable(stable, stable, limits));
  CHECK_FALSE(is_unstable({0, 0, 0, 6, 90, 4, 0, 0, 0}, stable, limits));
}

TEST_CASE("a tumour that lost one of its normal's two lengths is stable") {
  CHECK_FALSE(is_unstable({0, 0, 98, 1, 1, 0, 0, 0, 0}, {0, 0, 48, 2, 50, 0, 0, 0, 0}, limits));
}

TEST_CASE("few reads are no proof, and a repeat that one sample does not cover is not counted") {
  CHECK_FALSE(is_unstable({0, 0, 0, 2, 18, 0, 0, 0, 0}, {0, 0, 0, 0, 20, 0, 0, 0, 0}, limits));
  CHECK_FALSE(is_unstable({}, stable, limits));
  RepeatCounts counts;
  count_repeat({0, 0, 10, 0, 9, 0, 0, 0, 0}, stable, limits, counts);
  CHECK(counts.sites == 0);
  count_repeat({0, 0, 10, 0, 10, 0, 0, 0, 0}, stable, limits, counts);
  count_repeat(stable, stable, limits, counts);
  CHECK(counts.sites == 2);
  CHECK(counts.unstable == 1);
}

TEST_CASE("homopolymers from eight bases and five copies of longer units are informative") {
  CHECK(is_informative_repeat(1, 8));
  CHECK_FALSE(is_informative_repeat(1, 7));
  CHECK_FALSE(is_informative_repeat(1, 31));
  CHECK(is_informative_repeat(2, 10));
  CHECK_FALSE(is_informative_repeat(3, 14));
  CHECK_FALSE(is_informative_repeat(6, 40));
  CHECK_FALSE(is_informative_repeat(4, 61));
}

TEST_CASE("the share of unstable repeats has its interval") {
  const InstabilityEstimate estimate = estimate_instability({200, 50});
  CHECK(estimate.share_per_10000 == 2500);
  CHECK(estimate.low_per_10000 == Approx(1951).margin(2));
  CHECK(estimate.high_per_10000 == Approx(3144).margin(2));
  CHECK(estimate_instability({}).high_per_10000 == 0);
}

TEST_CASE("repeats of two samples are compared one by one") {
  SlipSite site;
  site.tract = {100, 112, 1};
  site.slips = stable;
  SlipSite changed = site;
  changed.slips = {0, 5, 10, 20, 65, 0, 0, 0, 0};
  SlipSite brief = changed;
  brief.tract.end = 105;
  RepeatCounts counts;
  count_unstable_repeats(std::vector{changed, site, brief}, std::vector{site, site, site}, limits, counts);
  CHECK(counts.sites == 2);
  CHECK(counts.unstable == 1);
}

TEST_CASE("a tumour alone is unstable where it shows lengths that no stable library and no heterozygote would") {
  constexpr std::uint32_t slips = 500;  // one read in twenty
  CHECK_FALSE(is_unstable_alone(stable, slips, limits));
  CHECK(is_unstable_alone({0, 5, 10, 20, 65, 0, 0, 0, 0}, slips, limits));
  CHECK_FALSE(is_unstable_alone({0, 0, 48, 2, 50, 0, 0, 0, 0}, slips, limits));  // a heterozygote
  CHECK(is_unstable_alone({0, 25, 38, 2, 35, 0, 0, 0, 0}, slips, limits));       // with a third length
  CHECK(is_unstable_alone({0, 0, 30, 0, 70, 0, 0, 0, 0}, slips, limits));        // too few for a heterozygote
  CHECK_FALSE(is_unstable_alone({0, 0, 30, 0, 70, 0, 0, 0, 0}, 3000, limits));   // what any library shows there
  CHECK_FALSE(is_unstable_alone({0, 0, 99, 1, 0, 0, 0, 0, 0}, slips, limits));   // another length than the reference
  CHECK_FALSE(is_unstable_alone({}, slips, limits));
  RepeatCounts counts;
  count_repeat_alone({0, 0, 10, 0, 9, 0, 0, 0, 0}, slips, limits, counts);
  CHECK(counts.sites == 0);
  count_repeat_alone({0, 0, 30, 0, 70, 0, 0, 0, 0}, slips, limits, counts);
  count_repeat_alone(stable, slips, limits, counts);
  CHECK(counts.sites == 2);
  CHECK(counts.unstable == 1);
}

TEST_CASE("repeats of a tumour alone are compared with what slips in tracts of their unit and length") {
  SlipSite changed;
  changed.tract = {100, 112, 1};
  changed.slips = {0, 5, 10, 20, 65, 0, 0, 0, 0};
  SlipSite long_tract = changed;  // there as many slip
  long_tract.tract = {200, 230, 1};
  SlipSite brief = changed;
  brief.tract.end = 105;
  RepeatCounts counts;
  count_unstable_repeats(std::vector{changed, long_tract, brief}, limits, counts);
  CHECK(counts.sites == 2);
  CHECK(counts.unstable >= 1);
}
