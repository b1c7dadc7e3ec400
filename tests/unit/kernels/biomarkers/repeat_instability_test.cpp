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
}

TEST_CASE("reads of other lengths than a sample's own have slipped") {
  CHECK(slipped_reads(stable).slipped == 5);
  CHECK(slipped_reads(stable).all == 100);
  CHECK(slipped_reads({0, 0, 48, 2, 50, 0, 0, 0, 0}).slipped == 2);
  CHECK(slipped_reads({}).all == 0);
}

TEST_CASE("a panel tells how much a repeat slips in normals, and how they differ") {
  const RepeatLengths noisy{0, 0, 5, 20, 75, 0, 0, 0, 0};
  CHECK(is_unstable_in_panel(noisy, {20, 100, 2000, 50'000, 5'000}, limits));
  CHECK_FALSE(is_unstable_in_panel(noisy, {20, 500, 2000, 250'000, 5'000}, limits));   // so do the normals
  CHECK_FALSE(is_unstable_in_panel(noisy, {20, 200, 2000, 100'000, 60'000}, limits));  // they differ by as much
  CHECK_FALSE(is_unstable_in_panel(noisy, {3, 0, 9, 0, 0}, limits));                   // too few reads to tell
  CHECK_FALSE(is_unstable_in_panel({}, {20, 100, 2000, 50'000, 5'000}, limits));
  CHECK_FALSE(is_unstable_in_panel(noisy, {}, limits));
}

TEST_CASE("repeats of a tumour alone are compared with what slips in tracts of their unit and length") {
  const RepeatLengths changed{0, 5, 10, 20, 65, 0, 0, 0, 0};
  const std::vector<RepeatSite> sites{
      {{100, 12, 1}, changed}, {{200, 30, 1}, changed}, {{300, 12, 1}, stable}, {{400, 12, 1}, {0, 0, 0, 0, 19}}};
  const RepeatCounts counts = count_unstable(sites, limits);
  CHECK(counts.sites == 3);
  CHECK(counts.unstable >= 1);  // in the long tract as many slip in any library
  CHECK(counts.unstable <= 2);
}

TEST_CASE("repeats that a panel lacks, or that too few of its normals span, are not judged") {
  const RepeatLengths changed{0, 5, 10, 20, 65, 0, 0, 0, 0};
  const SiteBackground quiet{min_repeat_normals, 30, 3000, 10'000, 1'000};
  const SiteBackground scarce{min_repeat_normals - 1, 30, 3000, 10'000, 1'000};
  const std::vector<RepeatSite> sites{{{100, 12, 1}, changed}, {{200, 12, 1}, changed}, {{300, 12, 1}, stable},
                                      {{400, 12, 1}, changed}, {{500, 12, 1}, changed}, {{600, 9, 1}, changed}};
  const std::vector<RepeatBackground> panel{{{100, 12, 1}, quiet},
                                            {{150, 12, 1}, quiet},
                                            {{300, 12, 1}, quiet},
                                            {{400, 12, 1}, scarce},
                                            {{600, 8, 1}, quiet}};
  const RepeatCounts counts = count_unstable(sites, panel, limits);
  CHECK(counts.sites == 2);
  CHECK(counts.unstable == 1);
  CHECK(count_unstable(sites, {}, limits).sites == 0);
  CHECK(count_unstable({}, panel, limits).sites == 0);
}

TEST_CASE("only informative repeats that enough reads span are kept, at their place on the genome") {
  SlipSite site;
  site.tract = {100, 112, 1};
  site.reads = 100;
  site.slips = stable;
  SlipSite brief = site;
  brief.tract.end = 105;
  SlipSite rare = site;
  rare.reads = 9;
  std::vector<RepeatSite> repeats;
  add_repeats(std::vector{site, brief, rare}, 5000, repeats);
  REQUIRE(repeats.size() == 1);
  CHECK(repeats[0].place == RepeatPlace{5100, 12, 1});
  CHECK(repeats[0].reads == stable);
}
