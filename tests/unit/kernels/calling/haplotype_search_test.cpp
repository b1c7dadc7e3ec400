#include "kernels/calling/haplotype_search.hpp"

#include <catch2/catch.hpp>

#include "kernels/calling/single_events.hpp"
#include "small_region.hpp"

namespace norrsken {
namespace {

// Sites of substitutions, each with its reads, in a region of the window.
ActiveRegions active_region(std::size_t start, std::size_t end,
                            const std::vector<std::pair<HaplotypeVariant, unsigned>>& substitutions) {
  ActiveRegions active;
  for (const auto& [variant, reads] : substitutions) {
    const std::uint32_t offset = variant.start - contig_gap;
    active.sites.push_back({offset, offset + 1, static_cast<EventKind>(variant.alternate[0]), reads, false, false});
  }
  active.regions.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end), 0,
                            static_cast<std::uint32_t>(active.sites.size()), false});
  return active;
}

std::vector<HaplotypeVariant> events_of(const SmallRegion& region, const ActiveRegions& active) {
  std::vector<HaplotypeVariant> events;
  collect_single_events(region.model.reads, region.pile.window, active, active.regions[0], events);
  return events;
}

// Reads from base 350 on that lack `missing` bases at `at`, placed as broken there.
void add_broken_reads(SmallRegion& region, std::size_t at, std::size_t missing, unsigned reads) {
  PlacedRead broken;
  broken.shift = static_cast<std::int16_t>(missing);
  broken.break_offset = static_cast<std::uint16_t>(at - 350);
  region.add_reads(without(region.pile.sequence, at, missing), 350, reads, 0, broken);
}

// The variants of both haplotypes of a pair, fewer first.
std::vector<std::vector<HaplotypeVariant>> carried(const SmallRegion& region, const PairPosterior& pair) {
  std::vector<std::vector<HaplotypeVariant>> both{region.model.haplotypes[pair.first].variants,
                                                  region.model.haplotypes[pair.second].variants};
  std::sort(both.begin(), both.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  return both;
}

TEST_CASE("events of single reads come by their number, breaks of placements too, those of one read not at all") {
  SmallRegion region(sequence_with(17, 800, {{400, "ACGTTGCATC"}}));
  add_broken_reads(region, 404, 3, 3);
  add_broken_reads(region, 411, 2, 1);
  region.begin(390, 420);
  const HaplotypeVariant many = region.snv_at(402);
  const HaplotypeVariant few = region.snv_at(400);
  const std::vector<HaplotypeVariant> events =
      events_of(region, active_region(390, 420, {{few, 2}, {many, 9}, {region.snv_at(409), 1}}));
  REQUIRE(events.size() == 3);
  CHECK(events[0] == many);
  CHECK(events[1].shift() == -3);
  CHECK(events[2] == few);
  CHECK(events_of(region, active_region(390, 420, {})).size() == 1);
  region.begin(390, 404);  // the deletion reaches out of it
  CHECK(events_of(region, active_region(390, 404, {})).empty());
}

TEST_CASE("many substitutions do not crowd out the one deletion") {
  SmallRegion region(sequence_with(17, 800, {{400, "ACGTTGCATC"}}));
  add_broken_reads(region, 404, 3, 2);
  region.begin(380, 430);
  std::vector<std::pair<HaplotypeVariant, unsigned>> noise;
  for (std::size_t at = 384; at < 394; ++at) noise.push_back({region.snv_at(at), 5});
  const std::vector<HaplotypeVariant> events = events_of(region, active_region(380, 430, noise));
  REQUIRE(events.size() == 9);
  CHECK(events[0] == noise[0].first);  // equals in the order of the genome
  CHECK(events[7] == noise[7].first);
  CHECK(events[8].shift() == -3);
}

TEST_CASE("without reads a search leaves the reference, and every pair is twice it") {
  SmallRegion region(sequence_with(17, 800, {}), 2);
  CallingOptions options;
  options.samples = {SampleKind::germline, SampleKind::germline};
  HaplotypeSearch search(options, region.model);
  region.begin(390, 420);
  const ActiveRegions active = active_region(390, 420, {});
  search.find(active, active.regions[0]);
  CHECK(region.model.haplotypes.size() == 1);
  const std::vector<PairPosterior> pairs = search.refine();
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[1].first == 0);
  CHECK(pairs[1].second == 0);
  CHECK(search.events().empty());
}

TEST_CASE("strings of the reads that span a region are both copies' haplotypes") {
  SmallRegion region(sequence_with(17, 800, {{400, "ACGTTGCATC"}}));
  const std::vector<BaseCode> one = with_base(region.pile.sequence, 402);
  const std::vector<BaseCode> other = with_base(with_base(region.pile.sequence, 400), 405);
  for (std::size_t at = 340; at < 352; ++at) region.add_reads(at % 2 == 0 ? one : other, at, 1);
  region.begin(394, 412);
  const CallingOptions options;
  HaplotypeSearch search(options, region.model);
  const ActiveRegions active =
      active_region(394, 412, {{region.snv_at(400), 6}, {region.snv_at(402), 6}, {region.snv_at(405), 6}});
  search.find(active, active.regions[0]);
  const std::vector<PairPosterior> pairs = search.refine();
  REQUIRE(pairs.size() == 1);
  const auto both = carried(region, pairs[0]);
  CHECK(both[0] == std::vector{region.snv_at(402)});
  CHECK(both[1] == std::vector{region.snv_at(400), region.snv_at(405)});
  CHECK(region.model.haplotypes[pairs[0].first].origin == HaplotypeOrigin::strings);
  CHECK(search.events().size() == 3);
  CHECK(region.model.variants.costs().haplotypes() == region.model.haplotypes.size());
}

TEST_CASE("where no read spans the region, haplotypes of several events are found all the same") {
  // Reads of 100 bases over a region of 130: one copy has a change near either end and one in the middle.
  SmallRegion region(sequence_with(17, 900, {}));
  const std::vector<BaseCode> copy = with_base(with_base(with_base(region.pile.sequence, 410), 465), 520);
  for (std::size_t at = 330; at < 520; at += 5) {
    region.add_reads(region.pile.sequence, at, 1);
    region.add_reads(copy, at, 1);
  }
  region.begin(400, 530);
  const CallingOptions options;
  HaplotypeSearch search(options, region.model);
  const ActiveRegions active =
      active_region(400, 530, {{region.snv_at(410), 10}, {region.snv_at(465), 10}, {region.snv_at(520), 10}});
  search.find(active, active.regions[0]);
  const auto both = carried(region, search.refine().at(0));
  CHECK(both[0].empty());
  CHECK(both[1] == std::vector{region.snv_at(410), region.snv_at(465), region.snv_at(520)});
}

TEST_CASE("an allele that reads would have slipped from is found behind a neighbour that all of them have") {
  // Every copy lacks three bases behind the tract; half of them have one base more in it as well.
  SmallRegion region(sequence_with(17, 800, {{400, "CAAAAAAAAAAAAAAAAAAAAAAAAAG"}, {430, "ACGTTGCATC"}}));
  const std::vector<BaseCode> shorter = without(region.pile.sequence, 434, 3);
  const std::vector<BaseCode> longer = with_insertion(shorter, 402, {0});
  PlacedRead broken;
  broken.shift = 3;
  broken.break_offset = 434 - 350;
  region.add_reads(shorter, 350, 9, 0, broken);
  broken.clip = 2;
  broken.shift = 0;
  broken.break_offset = 402 - 360;
  region.add_reads(longer, 360, 9, 0, broken);
  CallingOptions options;
  HaplotypeSearch search(options, region.model);
  region.begin(394, 446);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.add_with_event(haplotypes[0], deletion(434, 3));
  haplotypes.score();
  const std::vector<PairPosterior> pairs = search.refine();
  const auto both = carried(region, pairs[0]);
  CHECK(both[0].size() == 1);
  REQUIRE(both[1].size() == 2);
  CHECK(both[1][0].shift() == 1);
  CHECK(both[1][1].shift() == -3);
}

TEST_CASE("an insertion is put where the substitution beside it, which all copies have, leaves it") {
  // TCTTCT becomes TCTCCT, or with C after its first base TCCTCCT. Beside the reference alone C may as well stand
  // behind the substituted base, one base being wrong either way, and there the reads were broken.
  SmallRegion region(sequence_with(17, 800, {{400, "GATCTTCTGAC"}}));
  const std::vector<BaseCode> substituted = with_base(region.pile.sequence, 405, 2);
  REQUIRE(substituted[405] == 1);
  const std::vector<BaseCode> inserted = with_insertion(substituted, 403, {1});
  region.add_reads(substituted, 350, 9);
  PlacedRead broken;
  broken.shift = -1;
  broken.break_offset = 407 - 350;
  region.add_reads(inserted, 350, 9, 0, broken);
  region.begin(394, 418);
  CallingOptions options;
  HaplotypeSearch search(options, region.model);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.add_with_event(haplotypes[0], {contig_gap + 405, 1, {1}});
  haplotypes.add_with_event(haplotypes[0], {contig_gap + 406, 0, {1}});
  haplotypes.score();
  const auto both = carried(region, search.refine().at(0));
  CHECK(both[0] == std::vector{HaplotypeVariant{contig_gap + 405, 1, {1}}});
  CHECK(both[1] == std::vector{HaplotypeVariant{contig_gap + 403, 0, {1}}, HaplotypeVariant{contig_gap + 405, 1, {1}}});
}

}  // namespace
}  // namespace norrsken
