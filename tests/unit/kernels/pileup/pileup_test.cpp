#include "kernels/pileup/pileup.hpp"

#include <catch2/catch.hpp>

#include "../calling/small_sample.hpp"
#include "kernels/calling/reference_blocks.hpp"
#include "kernels/pileup/active_regions.hpp"

namespace norrsken {
namespace {

struct Pile {
  SmallGenome genome{{sequence_with(19, 600, {{100, "A"}, {300, "NNN"}})}};
  ReferenceWindow window;
  PlacedReads reads;
  Pileup pileup;

  Pile() { window.assign(genome.view(), contig_gap - 50, contig_gap + 650); }
  // A read as the reference has it from the contig's base `at` on, N called as A.
  std::span<BaseQuality> add(std::size_t at, std::size_t length, PlacedRead read = {}) {
    std::vector<BaseQuality> bases;
    for (std::size_t i = 0; i < length; ++i)
      bases.push_back(make_base_quality(genome.axis[contig_gap + at + i] & 3, 30));
    read.position = contig_gap + static_cast<GenomePosition>(at);
    read.confidence_phred = 60;
    read.name_hash = reads.size();
    reads.append(read, bases);
    return reads.bases_of(reads.size() - 1);
  }
  void collect() { collect_pileup(reads, 0, window, 5, pileup); }
  [[nodiscard]] std::uint32_t depth(std::size_t at) const { return pileup.depth[50 + at]; }
};

TEST_CASE("a window is the genome unpacked, with N, and clipped to the axis") {
  Pile pile;
  for (GenomePosition at = pile.window.start(); at < pile.window.end(); ++at)
    CHECK(pile.window[at] == pile.genome.axis[at]);
  const GenomeView genome = pile.genome.view();
  pile.window.assign(genome, genome.length - 10, genome.length + 10);
  CHECK(pile.window.end() == genome.length);
  pile.window.assign(genome, 5, 5);
  CHECK(pile.window.bases().empty());
}

TEST_CASE("known stretches are what a window has without N, from every start") {
  Pile pile;
  const GenomeView genome = pile.genome.view();
  for (const GenomePosition start : {contig_gap - 20, contig_gap, contig_gap + 299, contig_gap + 301, contig_gap + 303})
    for (const GenomePosition end : {start, contig_gap + 303, contig_gap + 400, genome.length}) {
      if (end < start) continue;
      std::vector<bool> known(end - start, false);
      for (const GenomeInterval& stretch : known_stretches(genome, start, end)) {
        REQUIRE(stretch.start < stretch.end);
        for (GenomePosition at = stretch.start; at < stretch.end; ++at) known[at - start] = true;
      }
      pile.window.assign(genome, start, end);
      unsigned wrong = 0;
      for (GenomePosition at = start; at < end; ++at)
        if (known[at - start] != (pile.window[at] < 4)) ++wrong;
      CHECK(wrong == 0);
    }
}

TEST_CASE("depth and events are those of counted reads; N, poor bases, duplicates and orphans make none") {
  Pile pile;
  pile.add(60, 100)[40] = make_base_quality(2, 30);  // G at 100
  pile.add(80, 100)[20] = make_base_quality(2, 5);   // too poor
  PlacedRead duplicate;
  duplicate.flags = read_is_duplicate;
  pile.add(80, 100, duplicate)[20] = make_base_quality(2, 30);
  PlacedRead orphan;
  orphan.flags = read_is_orphan;
  pile.add(80, 100, orphan);
  pile.add(280, 60);  // over the N
  pile.collect();
  REQUIRE(pile.pileup.events.size() == 1);
  CHECK(pile.pileup.events[0].offset() == 150);
  CHECK(pile.pileup.events[0].kind() == EventKind::base_g);
  CHECK(pile.pileup.events[0].read() == 0);
  CHECK(pile.depth(59) == 0);
  CHECK(pile.depth(60) == 1);
  CHECK(pile.depth(159) == 2);
  CHECK(pile.depth(160) == 1);
  CHECK(pile.depth(180) == 0);
}

TEST_CASE("a read's parts are what its placement explains") {
  PlacedRead read;
  read.position = 1000;
  read.length = 100;
  CHECK(read_base_at(read, 999) == -1);
  CHECK(read_base_at(read, 1000) == 0);
  CHECK(read_base_at(read, 1100) == -1);
  read.break_offset = 40;
  read.shift = 7;  // deletion of [1040, 1047)
  CHECK(read_base_at(read, 1039) == 39);
  CHECK(read_base_at(read, 1043) == -1);
  CHECK(read_base_at(read, 1047) == 40);
  CHECK(read_base_at(read, 1106) == 99);
  read.shift = -5;  // bases 35..39 are inserted
  CHECK(read_base_at(read, 1034) == 34);
  CHECK(read_base_at(read, 1035) == 40);
  CHECK(read_base_at(read, 1094) == 99);
  read.shift = 0;
  read.clip = 2;
  CHECK(read_base_at(read, 1039) == 39);
  CHECK(read_base_at(read, 1040) == -1);
  read.clip = 1;
  CHECK(read_base_at(read, 1039) == -1);
  CHECK(read_base_at(read, 1040) == 40);
  read.flags = read_is_orphan;
  CHECK(parts_on_reference(read).count == 0);
}

TEST_CASE("bases of a read that is called exact are not looked at, but cover") {
  Pile pile;
  for (const bool is_exact : {false, true}) {
    PlacedRead read;
    read.is_exact = is_exact ? 1 : 0;
    pile.add(200, 50, read)[10] ^= 1;
  }
  pile.collect();
  REQUIRE(pile.pileup.events.size() == 1);
  CHECK(pile.pileup.events.front().read() == 0);
  CHECK(pile.depth(210) == 2);
}

TEST_CASE("every base that has a place is visited once, in order") {
  PlacedRead read;
  read.position = 1000;
  read.length = 100;
  read.break_offset = 40;
  read.shift = 3;
  std::vector<std::pair<unsigned, GenomePosition>> visited;
  for_each_placed_base(read, [&](unsigned i, GenomePosition position) { visited.emplace_back(i, position); });
  REQUIRE(visited.size() == 100);
  for (unsigned i = 0; i < 100; ++i) CHECK(visited[i] == std::pair(i, GenomePosition{i < 40 ? 1000 + i : 1003 + i}));
  read.flags = read_is_orphan;
  for_each_placed_base(read, [&](unsigned, GenomePosition) { FAIL("an orphan has no place"); });
}

TEST_CASE("two reads with the same base, or broken near each other, make a region; one read does not") {
  Pile pile;
  ActiveRegions active;
  const auto find = [&] {
    pile.collect();
    find_candidate_sites(pile.reads, pile.window, pile.pileup, ActivityOptions{}, active.sites);
    find_active_regions(pile.reads, pile.window, {&pile.pileup, 1}, {}, ActivityOptions{}, active);
  };
  pile.add(60, 100)[40] = make_base_quality(2, 30);
  find();
  CHECK(active.regions.empty());
  pile.add(70, 100)[30] = make_base_quality(2, 30);
  for (std::size_t i = 0; i < 4; ++i) pile.add(60 + i, 100);
  find();
  REQUIRE(active.regions.size() == 1);
  CHECK(active.regions[0].is_lone_snv);
  CHECK(active.sites.at(0).first == 150);
  CHECK(active.sites.at(0).reads == 2);
  for (const std::size_t at : {420U, 424U}) {
    PlacedRead broken;
    broken.shift = 6;
    broken.break_offset = static_cast<std::uint16_t>(480 - at);
    const auto bases = pile.add(at, 100, broken);
    for (std::size_t i = 480 - at; i < 100; ++i)
      bases[i] = make_base_quality(pile.genome.axis[contig_gap + at + i + 6], 30);
  }
  find();
  REQUIRE(active.regions.size() == 2);
  CHECK_FALSE(active.regions[1].is_lone_snv);
  CHECK(active.regions[1].start <= 530);
  CHECK(active.regions[1].end >= 536);
}

TEST_CASE("reference blocks leave out N and variants and are banded by confidence") {
  Pile pile;
  for (unsigned i = 0; i < 12; ++i) pile.add(50, 200);
  pile.collect();
  VariantCall variant;
  variant.position = contig_gap + 100;
  variant.reference = "ACG";
  variant.samples.emplace_back().alleles = {0, 1};
  std::vector<ReferenceBlock> blocks;
  make_reference_blocks(0, pile.window, pile.pileup, std::span(&variant, 1), contig_gap, contig_gap + 600, blocks);
  std::vector<std::array<unsigned, 4>> found;
  for (const ReferenceBlock& b : blocks)
    found.push_back({b.start - contig_gap, b.end - contig_gap, b.min_depth, b.quality_phred});
  CHECK(found == std::vector<std::array<unsigned, 4>>{
                     {0, 50, 0, 0}, {50, 100, 12, 36}, {103, 250, 12, 36}, {250, 300, 0, 0}, {303, 600, 0, 0}});
}

}  // namespace
}  // namespace norrsken
