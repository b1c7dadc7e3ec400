#include "kernels/likelihood/haplotype_scorer.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "../assembly/read_pile.hpp"
#include "kernels/placement/diagonal.hpp"

namespace norrsken {
namespace {

constexpr std::size_t region_start = 380;
constexpr std::size_t region_end = 440;

// Scores reads against copies of a contig that differ from it in one region.
struct Scoring {
  ReadPile pile;
  SlipPenalties penalties;
  HaplotypeScorer scorer{penalties};

  explicit Scoring(std::vector<BaseCode> sequence) : pile(std::move(sequence)) {
    scorer.set_region(pile.window, contig_gap + region_start, contig_gap + region_end, 200);
  }
  void score_against(const std::vector<BaseCode>& copy) {
    Haplotype haplotype;
    const std::size_t end = region_end + copy.size() - pile.sequence.size();
    haplotype.bases = stretch(copy, region_start, end);
    haplotype.variants =
        name_variants(pile.window, contig_gap + region_start, contig_gap + region_end, haplotype.bases);
    scorer.set_haplotype(haplotype);
  }
  // Cost of the read of 100 bases of `copy` from its base `at` on, placed where its left or its right end belongs.
  unsigned cost(const std::vector<BaseCode>& copy, std::size_t at, bool by_right_end = false) {
    PlacedRead read;
    const int growth = static_cast<int>(copy.size()) - static_cast<int>(pile.sequence.size());
    read.position = contig_gap + static_cast<GenomePosition>(static_cast<int>(at) - (by_right_end ? growth : 0));
    pile.add(copy, at, read);
    return scorer.cost(pile.reads.reads.back(), pile.reads.bases_of(pile.reads.size() - 1), ~0U);
  }
};

std::vector<BaseCode> plain_sequence() {
  return sequence_with(41, 800, {});
}

// Twelve A between two C.
std::vector<BaseCode> with_homopolymer() {
  return sequence_with(42, 800, {{399, "CAAAAAAAAAAAAC"}});
}

TEST_CASE("a read costs nothing on its own haplotype and its mismatches on another") {
  Scoring scoring(plain_sequence());
  const std::vector<BaseCode> snv = with_base(scoring.pile.sequence, 420);
  const std::vector<BaseCode> two = with_base(snv, 410, 2);
  scoring.score_against(scoring.pile.sequence);
  CHECK(scoring.cost(scoring.pile.sequence, 360) == 0);
  CHECK(scoring.cost(snv, 360) == 35);
  CHECK(scoring.cost(two, 360) == 70);
  CHECK(scoring.cost(snv, 421) == 0);  // does not reach the site
  scoring.score_against(snv);
  CHECK(scoring.cost(scoring.pile.sequence, 360) == 35);
  CHECK(scoring.cost(snv, 360) == 0);
  CHECK(scoring.cost(two, 360) == 35);
}

TEST_CASE("qualities are what mismatches cost, and a foreign read costs the most there is") {
  Scoring scoring(plain_sequence());
  scoring.score_against(scoring.pile.sequence);
  const auto bases = scoring.pile.add(scoring.pile.sequence, 360);
  const PlacedRead& read = scoring.pile.reads.reads[0];
  for (const auto& [quality, expected] : {std::pair{4U, 0U}, {20U, 20U}, {60U, 40U}}) {
    bases[50] = make_base_quality(scoring.pile.sequence[410] ^ 1, quality);
    CHECK(scoring.scorer.cost(read, bases, ~0U) == expected);
  }
  bases[50] = not_called;
  CHECK(scoring.scorer.cost(read, bases, ~0U) == 0);
  for (std::size_t i = 0; i < bases.size(); ++i) bases[i] = make_base_quality(scoring.pile.sequence[360 + i] ^ 2, 35);
  CHECK(scoring.scorer.cost(read, bases, ~0U) == max_read_cost_phred);
}

TEST_CASE("reads of a haplotype with an indel cost nothing on it, wherever they begin and whichever end placed them") {
  std::mt19937 random(6);
  for (const int growth : {1, 3, 17, 50, -1, -4, -20, -45}) {
    Scoring scoring(plain_sequence());
    const auto size = static_cast<std::size_t>(std::abs(growth));
    const std::vector<BaseCode> copy = growth > 0
                                           ? with_insertion(scoring.pile.sequence, 395, random_codes(size, random))
                                           : without(scoring.pile.sequence, 390, size);
    for (std::size_t at = 300; at < 440; at += 3)
      for (const bool by_right_end : {false, true}) {
        // An end that lies inside the indel, or a read that does not reach the region's other side, places nothing.
        if (by_right_end ? at + 100 < 400 + size : at >= 390) continue;
        INFO("growth " << growth << ", read from " << at << (by_right_end ? " placed by its right end" : ""));
        scoring.score_against(copy);
        CHECK(scoring.cost(copy, at, by_right_end) == 0);
      }
  }
}

TEST_CASE("a read with one unit more or fewer in a tract costs one slip, from either side") {
  Scoring scoring(with_homopolymer());
  const std::vector<BaseCode>& reference = scoring.pile.sequence;
  for (const int units : {1, 2, -1, -2}) {
    const auto size = static_cast<std::size_t>(std::abs(units));
    const std::vector<BaseCode> slipped =
        units > 0 ? with_insertion(reference, 400, std::vector<BaseCode>(size, 0)) : without(reference, 400, size);
    scoring.score_against(reference);
    for (std::size_t at = 320; at < 391; at += 7)
      for (const bool by_right_end : {false, true}) {
        INFO(units << " units, read from " << at << (by_right_end ? " placed by its right end" : ""));
        const unsigned cost = scoring.cost(slipped, at, by_right_end);
        CHECK(cost == scoring.penalties.cost_phred(1, 12, units));
      }
  }
}

// The least over all single gaps and diagonals: what no score of that kind can fall below.
unsigned least_possible(std::span<const BaseQuality> bases, const std::vector<BaseCode>& copy, int around,
                        unsigned cheapest_gap) {
  const int length = static_cast<int>(bases.size());
  std::vector<std::vector<unsigned>> sums;
  for (int diagonal = around - 70; diagonal <= around + 70; ++diagonal) {
    sums.emplace_back(1, 0U);
    for (int i = 0; i < length; ++i) {
      const auto at = static_cast<std::size_t>(diagonal + i);
      const BaseQuality value = bases[static_cast<std::size_t>(i)];
      sums.back().push_back(sums.back().back() + (base_of(value) == copy[at] ? 0 : mismatch_cost(value)));
    }
  }
  unsigned least = max_read_cost_phred;
  for (std::size_t a = 0; a < sums.size(); ++a) {
    least = std::min(least, sums[a].back());
    for (std::size_t b = 0; b < sums.size(); ++b)
      for (std::size_t cut = 1; a != b && cut < bases.size(); ++cut) {
        const std::size_t resume = cut + (a > b ? a - b : 0);
        if (resume < bases.size())
          least = std::min(least, sums[a][cut] + sums[b].back() - sums[b][resume] + cheapest_gap);
      }
  }
  return least;
}

TEST_CASE("no score is below the best single gap at the cheapest price, nor above the distance where the read lies") {
  std::mt19937 random(12);
  Scoring scoring(with_homopolymer());
  const unsigned cheapest = scoring.penalties.cost_phred(1, 14, -1);
  for (unsigned round = 0; round < 60; ++round) {
    INFO("round " << round);
    std::vector<BaseCode> copy = with_base(scoring.pile.sequence, region_start + random() % 15);
    if (random() % 2 == 0) copy = with_insertion(copy, 400, std::vector<BaseCode>(1 + random() % 2, 0));
    std::vector<BaseCode> other = scoring.pile.sequence;
    if (random() % 2 == 0) other = without(other, 420, 1 + random() % 6);
    scoring.score_against(other);
    const std::size_t at = 330 + random() % 50;
    PlacedRead read;
    const auto bases = scoring.pile.add(copy, at, read);
    for (unsigned error = 0; error < 3; ++error)
      bases[random() % 100] = make_base_quality(static_cast<BaseCode>(random() % 4), 10 + random() % 25);
    const unsigned cost = scoring.scorer.cost(scoring.pile.reads.reads.back(), bases, ~0U);
    unsigned distance = 0;
    for (std::size_t i = 0; i < 100; ++i)
      if (base_of(bases[i]) != other[at + i]) distance += mismatch_cost(bases[i]);
    CHECK(cost <= std::min(distance, max_read_cost_phred));
    CHECK(cost >= least_possible(bases, other, static_cast<int>(at), cheapest));
    for (const unsigned limit : {0U, 20U, 50U, 90U}) {
      const unsigned limited = scoring.scorer.cost(scoring.pile.reads.reads.back(), bases, limit);
      CHECK((cost < limit ? limited == cost : limited >= limit));
    }
  }
}

TEST_CASE("a read with a break that slipped in two tracts costs two slips") {
  Scoring scoring(sequence_with(43, 800, {{385, "CAAAAAAAAAAAAAAAAAAC"}, {418, "GTTTTTTTTTTTTTTTTG"}}));
  const std::vector<BaseCode>& reference = scoring.pile.sequence;
  const std::vector<BaseCode> slipped = without(without(reference, 420, 1), 388, 1);
  const unsigned both = scoring.penalties.cost_phred(1, 18, -1) + scoring.penalties.cost_phred(1, 16, -1);
  REQUIRE(both < 64);
  scoring.score_against(reference);
  CHECK(scoring.cost(slipped, 350) > both);  // lies whole, as far as its placement knows
  for (const std::uint8_t clip : {1, 2}) {
    PlacedRead read;
    read.position = contig_gap + (clip == 1 ? 352 : 350);
    read.break_offset = 60;
    read.clip = clip;
    const auto bases = scoring.pile.add(slipped, 350, read);
    INFO("clip " << unsigned{clip});
    CHECK(scoring.scorer.cost(scoring.pile.reads.reads.back(), bases, ~0U) == both);
  }
}

// The indel that a read of 100 bases from `at` on shows, with a break where its bases turn to another diagonal.
std::optional<HaplotypeIndel> shown_indel(Scoring& scoring, const std::vector<BaseCode>& copy, std::size_t at,
                                          int shift = 0) {
  PlacedRead read;
  read.shift = static_cast<std::int16_t>(shift);
  read.break_offset = shift == 0 ? 0 : 50;  // where exactly does not matter
  const auto bases = scoring.pile.add(copy, at, read);
  return scoring.scorer.indel_of(scoring.pile.reads.reads.back(), bases);
}

TEST_CASE("the indel that a read shows is that beside the haplotype, as far left as it goes") {
  Scoring scoring(sequence_with(44, 800, {{405, "ACGTTGCATC"}}));
  const std::vector<BaseCode>& reference = scoring.pile.sequence;
  const std::vector<BaseCode> carrier = with_base(reference, 412);
  scoring.score_against(carrier);
  using Offset = std::uint32_t;
  CHECK(shown_indel(scoring, without(carrier, 408, 1), 360, 1) == HaplotypeIndel{Offset{408 - region_start}, 1, {}});
  CHECK(shown_indel(scoring, without(carrier, 409, 1), 360, 1) == HaplotypeIndel{Offset{408 - region_start}, 1, {}});
  CHECK(shown_indel(scoring, with_insertion(carrier, 411, {0, 0}), 360, -2) ==
        HaplotypeIndel{Offset{411 - region_start}, 0, {0, 0}});
  CHECK_FALSE(shown_indel(scoring, carrier, 360));
  CHECK_FALSE(shown_indel(scoring, reference, 360, 1));                 // a mismatch costs less
  CHECK_FALSE(shown_indel(scoring, without(carrier, 370, 4), 330, 4));  // before the haplotype's own bases
}

TEST_CASE("a read that slipped shows units of the tract, whichever of its ends lies on the haplotype") {
  Scoring scoring(with_homopolymer());
  const std::vector<BaseCode>& reference = scoring.pile.sequence;
  scoring.score_against(reference);
  for (const int units : {1, 3, -1, -2}) {
    const auto size = static_cast<std::size_t>(std::abs(units));
    const std::vector<BaseCode> slipped =
        units > 0 ? with_insertion(reference, 400, std::vector<BaseCode>(size, 0)) : without(reference, 400, size);
    HaplotypeIndel expected{400 - region_start, units > 0 ? 0U : static_cast<std::uint32_t>(size), {}};
    if (units > 0) expected.inserted.assign(size, 0);
    for (const std::size_t at : {330U, 360U}) {
      INFO(units << " units, read from " << at);
      CHECK(shown_indel(scoring, slipped, at) == expected);
    }
  }
}

}  // namespace
}  // namespace norrsken
