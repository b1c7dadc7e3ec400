#include "kernels/calling/fragment_scorer.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <random>

#include "small_region.hpp"

namespace norrsken {
namespace {

constexpr std::size_t start = 400;
constexpr std::size_t end = 560;
constexpr unsigned margin_phred = 60;

// Around a repeat, variants of every kind, too far from one another for most reads of 100 bases to reach all; the
// insertion stands twice.
std::vector<HaplotypeVariant> variants_of(const ReferenceWindow& window) {
  const auto copied = window.slice(contig_gap + 500, contig_gap + 540);
  return {
      snv(410, 2), deletion(430, 30), snv(470, 1), {contig_gap + 500, 0, {copied.begin(), copied.end()}}, snv(548, 3)};
}

Haplotype haplotype_with(unsigned mask, const ReferenceWindow& window) {
  std::vector<HaplotypeVariant> carried;
  const std::vector<HaplotypeVariant> variants = variants_of(window);
  for (std::size_t i = 0; i < variants.size(); ++i)
    if (mask >> i & 1) carried.push_back(variants[i]);
  return {apply_variants(window, contig_gap + start, contig_gap + end, carried), HaplotypeOrigin::events, 0, carried};
}

// Where the reference has what lies at an offset of the copy with the variants.
GenomePosition on_reference(std::size_t at, std::span<const HaplotypeVariant> carried) {
  auto position = contig_gap + static_cast<std::int64_t>(at);
  for (const HaplotypeVariant& each : carried)
    if (position > std::int64_t{each.start} + std::max(0, each.shift())) position -= each.shift();
  return static_cast<GenomePosition>(position);
}

// Reads of all haplotypes; those that begin before the deletion have a break in it, or a clip where no break was found.
void add_reads(SmallRegion& region, std::mt19937& random) {
  std::vector<std::pair<std::size_t, unsigned>> begins;
  for (unsigned i = 0; i < 80; ++i) begins.emplace_back(330 + random() % 200, random() % 32);
  std::sort(begins.begin(), begins.end());
  for (const auto& [at, mask] : begins) {
    const Haplotype haplotype = haplotype_with(mask, region.pile.window);
    std::vector<BaseCode> copy = stretch(region.pile.sequence, 0, start);
    copy.insert(copy.end(), haplotype.bases.begin(), haplotype.bases.end());
    const std::vector<BaseCode> rest = stretch(region.pile.sequence, end, region.pile.sequence.size());
    copy.insert(copy.end(), rest.begin(), rest.end());
    PlacedRead read;
    read.position = on_reference(at, haplotype.variants);
    if ((mask & 2) != 0 && at < 430) {
      read.break_offset = static_cast<std::uint16_t>(430 - at);
      if (random() % 2 == 0)
        read.shift = 30;
      else
        read.clip = 2;
    }
    region.add_reads(copy, at, 1, 0, read);
  }
}

TEST_CASE("what a read costs is the same whichever haplotypes were scored before") {
  std::mt19937 random(8);
  SmallRegion region(sequence_with(23, 900, {{480, "CACACACACACACACACAG"}}));
  add_reads(region, random);
  region.begin(start, end);
  const RegionReads& reads = region.model.reads;
  const std::size_t count = reads.fragments().size();
  REQUIRE(count == 80);
  FragmentScorer scorer(region.pile.window, region.penalties, reads);
  scorer.set_place(stretch_of(start, end));
  std::vector<std::uint16_t> best(count, std::numeric_limits<std::uint16_t>::max());
  std::size_t compared = 0;
  for (const unsigned mask : {0U, 31U, 1U, 16U, 17U, 2U, 3U, 18U, 6U, 14U, 30U, 8U, 12U, 29U, 4U}) {
    const Haplotype haplotype = haplotype_with(mask, region.pile.window);
    const std::vector<std::uint16_t> costs = scorer.score(haplotype, best, margin_phred);
    FragmentScorer fresh(region.pile.window, region.penalties, reads);
    fresh.set_place(stretch_of(start, end));
    const std::vector<std::uint16_t> expected = fresh.score(haplotype, best, margin_phred);
    for (std::size_t f = 0; f < count; ++f) {
      if (std::min(costs[f], expected[f]) >= best[f] + margin_phred) continue;  // all the same to the caller
      INFO("haplotype " << mask << ", read at " << reads.placed().reads[f].position - contig_gap);
      CHECK(costs[f] == expected[f]);
      ++compared;
    }
    for (std::size_t f = 0; f < count; ++f) best[f] = std::min(best[f], costs[f]);
  }
  CHECK(compared > 600);
}

}  // namespace
}  // namespace norrsken
