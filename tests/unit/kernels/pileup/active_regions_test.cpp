#include "kernels/pileup/active_regions.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "../assembly/read_pile.hpp"
#include "kernels/calling/prepare_reads.hpp"

namespace norrsken {
namespace {

ActiveRegion region(std::uint32_t start, std::uint32_t end) {
  ActiveRegion result;
  result.start = start;
  result.end = end;
  return result;
}

// Regions of reads that end at base `left` or begin at base `right` of 800, three of each, among 40 whole ones.
std::vector<ActiveRegion> regions_of_broken_off_reads(GenomePosition left, GenomePosition right) {
  std::mt19937 random(17);
  ReadPile pile(random_codes(800, random));
  pile.add_all(pile.sequence, 0, 700, 17);
  for (GenomePosition i = 0; i < 3; ++i) {
    PlacedRead before;
    before.clip = 2;
    before.break_offset = static_cast<std::uint16_t>(40 + 10 * i);
    pile.add(pile.sequence, left - before.break_offset, before);
    PlacedRead after;
    after.clip = 1;
    after.break_offset = static_cast<std::uint16_t>(40 + 10 * i);
    pile.add(pile.sequence, right - after.break_offset, after);
  }
  Pileup pileup;
  sort_reads(pile.reads);
  collect_pileup(pile.reads, 0, pile.window, 0, pileup);
  ActiveRegions active;
  find_candidate_sites(pile.reads, pile.window, pileup, ActivityOptions{}, active.sites);
  find_active_regions(pile.reads, pile.window, {&pileup, 1}, {}, ActivityOptions{}, active);
  return active.regions;
}

TEST_CASE("both ends of a deletion that reads are broken off at lie in one region") {
  const auto near = regions_of_broken_off_reads(300, 310);
  REQUIRE(near.size() == 1);
  const auto far = regions_of_broken_off_reads(300, 470);
  REQUIRE(far.size() == 1);
  CHECK(far[0].start < 300);
  CHECK(far[0].end > 470);
  CHECK(regions_of_broken_off_reads(300, 520).size() == 2);  // too far apart
  CHECK(regions_of_broken_off_reads(470, 300).size() == 2);  // reads that begin before others end: no deletion
}

TEST_CASE("the region of an offset is the one between whose ends it lies") {
  const std::vector<ActiveRegion> regions{region(10, 20), region(20, 21), region(40, 60)};
  CHECK(region_at(regions, 9) == nullptr);
  CHECK(region_at(regions, 10) == &regions[0]);
  CHECK(region_at(regions, 19) == &regions[0]);
  CHECK(region_at(regions, 20) == &regions[1]);
  CHECK(region_at(regions, 21) == nullptr);
  CHECK(region_at(regions, 59) == &regions[2]);
  CHECK(region_at(regions, 60) == nullptr);
  CHECK(region_at({}, 5) == nullptr);
}

}  // namespace
}  // namespace norrsken
