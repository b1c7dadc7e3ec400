#include "kernels/pileup/active_regions.hpp"

#include <array>
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

// Regions of reads that end at base `left` or begin at base `right` of 800, so many of each, among 40 whole ones.
std::vector<ActiveRegion> regions_of_broken_off_reads(GenomePosition left, GenomePosition right, unsigned reads = 3,
                                                      bool are_mates = false) {
  std::mt19937 random(17);
  ReadPile pile(random_codes(800, random));
  pile.add_all(pile.sequence, 0, 700, 17);
  for (GenomePosition i = 0; i < reads; ++i) {
    PlacedRead before;
    before.clip = 2;
    before.break_offset = static_cast<std::uint16_t>(40 + 10 * i);
    pile.add(pile.sequence, left - before.break_offset, before);
    if (are_mates) pile.reads.reads.back().name_hash = 1000;
    PlacedRead after;
    after.clip = 1;
    after.break_offset = static_cast<std::uint16_t>(40 + 10 * i);
    pile.add(pile.sequence, right - after.break_offset, after);
    if (are_mates) pile.reads.reads.back().name_hash = 1001;
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

TEST_CASE("two reads that are broken off at the same place are enough, one and two mates are not") {
  CHECK(regions_of_broken_off_reads(300, 360, 2).size() == 1);
  CHECK(regions_of_broken_off_reads(300, 520, 2).size() == 2);
  CHECK(regions_of_broken_off_reads(300, 360, 1).empty());
  CHECK(regions_of_broken_off_reads(300, 360, 2, true).empty());
}

// Sites where of 400 reads at one C so many of each orientation read T.
std::size_t sites_of(std::array<unsigned, 2> shown, const DamageProfile* damage) {
  std::mt19937 random(19);
  std::vector<BaseCode> bases = random_codes(800, random);
  bases[350] = 1;
  ReadPile pile(bases);
  const std::vector<BaseCode> changed = with_base(bases, 350, 2);
  for (unsigned i = 0; i < 400; ++i) {
    PlacedRead read;
    if (i % 2 == 1) read.flags = read_is_reverse;
    pile.add(i / 2 < shown[i % 2] ? changed : bases, 300, read);
  }
  sort_reads(pile.reads);
  Pileup pileup;
  collect_pileup(pile.reads, 0, pile.window, 0, pileup);
  ActivityOptions options;
  options.min_reads = 3;
  options.min_share_per_mille = 5;
  options.damage = damage;
  std::vector<CandidateSite> sites;
  find_candidate_sites(pile.reads, pile.window, pileup, options, sites);
  return sites.size();
}

// Regions of an SNV at base 300 and, in the same reads, a deletion of three bases so far behind it.
std::size_t regions_of_snv_and_deletion(std::size_t distance, std::span<const TandemTract> tracts = {}) {
  std::mt19937 random(23);
  ReadPile pile(random_codes(900, random));
  const std::size_t at = 300 + distance;
  const std::vector<BaseCode> copy = without(with_base(pile.sequence, 300), at, 3);
  for (std::size_t first = 240; first < 270; first += 3) {
    PlacedRead read;
    read.shift = 3;
    read.break_offset = static_cast<std::uint16_t>(at - first);
    pile.add(copy, first, read, 180);
  }
  Pileup pileup;
  sort_reads(pile.reads);
  collect_pileup(pile.reads, 0, pile.window, 0, pileup);
  ActiveRegions active;
  find_candidate_sites(pile.reads, pile.window, pileup, ActivityOptions{}, active.sites);
  find_active_regions(pile.reads, pile.window, {&pileup, 1}, tracts, ActivityOptions{}, active);
  return active.regions.size();
}

TEST_CASE("an indel and what stands near it are called together, but not in a repeat") {
  CHECK(regions_of_snv_and_deletion(15) == 1);
  CHECK(regions_of_snv_and_deletion(50) == 1);
  CHECK(regions_of_snv_and_deletion(75) == 2);
  const TandemTract tract{346, 358, 2};
  CHECK(regions_of_snv_and_deletion(50, {&tract, 1}) == 2);
}

TEST_CASE("what damage explains makes no site, what it does not explain makes one") {
  DamageProfile damage;
  damage.cap_phred[0][1][3] = 20;  // C>T in one of a hundred: 2 of the 200 reads, 6 by chance
  CHECK(sites_of({6, 0}, nullptr) == 1);
  CHECK(sites_of({6, 0}, &damage) == 0);
  CHECK(sites_of({8, 0}, &damage) == 0);
  CHECK(sites_of({9, 0}, &damage) == 1);
  CHECK(sites_of({2, 3}, &damage) == 1);  // the other orientation has no damage
  CHECK(sites_of({0, 2}, &damage) == 0);
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
