#include "kernels/coverage/target_coverage.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "kernels/calling/prepare_reads.hpp"

namespace norrsken {
namespace {

constexpr GenomePosition block = 1000;

TargetPanel panel_of(const std::vector<GenomeInterval>& places) {
  TargetPanel panel;
  panel.genes = {"ONE", "TWO"};
  panel.padding_bases = 10;
  for (std::uint32_t i = 0; i < places.size(); ++i) panel.targets.push_back({places[i], "t", i % 2});
  return panel;
}

void add(PlacedReads& reads, GenomePosition position, std::size_t bases, unsigned flags = 0, std::uint8_t sample = 0,
         std::uint8_t confidence = 60) {
  PlacedRead read;
  read.position = position;
  read.flags = static_cast<std::uint8_t>(flags);
  read.sample = sample;
  read.confidence_phred = confidence;
  read.name_hash = reads.size() + 1;
  reads.append(read, std::vector<BaseQuality>(bases, make_base_quality(1, 30)));
}

// Every block counts its own, as ranks do; the counters are added.
PanelCoverage cover(const TargetPieces& pieces, const PlacedReads& reads, GenomePosition genome_bases = 4000) {
  std::vector<std::uint64_t> sum(pieces.counters_per_sample());
  for (GenomePosition start = 0; start < genome_bases; start += block) {
    std::vector<std::uint64_t> mine(pieces.counters_per_sample());
    pieces.count(reads, 0, {start, start + block}, 10, mine);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += mine[i];
  }
  return pieces.summarise(sum);
}

TEST_CASE("targets know the mean, the least and the share of deep bases") {
  const TargetPieces pieces(panel_of({{100, 200}, {500, 600}}), {1, 2}, block);
  PlacedReads reads;
  add(reads, 100, 50);
  add(reads, 120, 50);
  const PanelCoverage coverage = cover(pieces, reads);
  REQUIRE(coverage.targets.size() == 2);
  CHECK(coverage.targets[0].bases == 100);
  CHECK(coverage.targets[0].depth_sum == 100);
  CHECK(coverage.targets[0].min_depth == 0);
  CHECK(coverage.targets[0].at_least == std::vector<std::uint64_t>{70, 30});
  CHECK(coverage.targets[1].depth_sum == 0);
  CHECK(coverage.genes[0].depth_sum == 100);
  CHECK(coverage.genes[1].bases == 100);
  CHECK(coverage.all.bases == 200);
  CHECK(coverage.all.at_least == std::vector<std::uint64_t>{70, 30});
  CHECK(coverage.depth[0] == 130);
}

TEST_CASE("duplicates, orphans, other samples and doubtful reads do not cover a target") {
  const TargetPieces pieces(panel_of({{100, 200}}), {1}, block);
  PlacedReads reads;
  add(reads, 100, 100, read_is_duplicate);
  add(reads, 100, 100, read_is_orphan);
  add(reads, 100, 100, placement_is_secondary);
  add(reads, 100, 100, 0, 1);
  add(reads, 100, 100, 0, 0, 9);
  CHECK(cover(pieces, reads).all.depth_sum == 0);
  add(reads, 100, 100);
  CHECK(cover(pieces, reads).all.depth_sum == 100);
}

TEST_CASE("overlapping mates count once") {
  const TargetPieces pieces(panel_of({{100, 200}}), {1}, block);
  PlacedReads reads;
  add(reads, 100, 60, read_is_paired | mate_is_placed | mate_is_reverse);
  add(reads, 140, 60, read_is_paired | mate_is_placed | read_is_reverse | read_is_second);
  reads.reads[1].name_hash = reads.reads[0].name_hash;
  reads.reads[0].mate_five_prime = 200;
  reads.reads[1].mate_five_prime = 100;
  merge_overlapping_mates(reads);
  const PanelCoverage coverage = cover(pieces, reads);
  CHECK(coverage.all.depth_sum == 100);
  CHECK(coverage.all.min_depth == 1);
}

TEST_CASE("a read counts as on target when it touches the padding") {
  const TargetPieces pieces(panel_of({{1100, 1200}}), {1}, block);
  PlacedReads reads;
  add(reads, 1040, 50);  // ends where the padding begins
  add(reads, 1041, 50);  // touches it
  add(reads, 1209, 50);  // its last base
  add(reads, 1210, 50);  // behind it
  const PanelCoverage coverage = cover(pieces, reads);
  CHECK(coverage.reads == 4);
  CHECK(coverage.on_target_reads == 2);
}

TEST_CASE("where blocks lie and where targets overlap does not show") {
  std::mt19937 random(4);
  PlacedReads reads;
  for (int i = 0; i < 2000; ++i) add(reads, static_cast<GenomePosition>(random() % 3800), 20 + random() % 130);
  const std::vector<GenomeInterval> places = {{50, 120}, {900, 2300}, {1950, 2050}, {2999, 3001}, {3000, 3500}};
  const TargetPieces cut(panel_of(places), {30, 40, 60}, block);
  const TargetPieces whole(panel_of(places), {30, 40, 60}, 4000);
  const PanelCoverage a = cover(cut, reads);
  std::vector<std::uint64_t> counters(whole.counters_per_sample());
  whole.count(reads, 0, {0, 4000}, 10, counters);
  const PanelCoverage b = whole.summarise(counters);
  for (std::size_t i = 0; i < places.size(); ++i) {
    CHECK(a.targets[i].bases == b.targets[i].bases);
    CHECK(a.targets[i].depth_sum == b.targets[i].depth_sum);
    CHECK(a.targets[i].min_depth == b.targets[i].min_depth);
    CHECK(a.targets[i].at_least == b.targets[i].at_least);
  }
  CHECK(a.depth == b.depth);
  CHECK(a.all.bases == 70 + 1400 + 501);
  CHECK(a.on_target_reads == b.on_target_reads);
  CHECK(a.reads == 2000);
  CHECK(a.targets[1].min_depth > 0);
}

}  // namespace
}  // namespace norrsken
