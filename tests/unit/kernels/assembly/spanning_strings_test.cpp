#include "kernels/assembly/spanning_strings.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "read_pile.hpp"

namespace norrsken {
namespace {

constexpr GenomePosition region_start = contig_gap + 400;
constexpr GenomePosition region_end = contig_gap + 440;

SpanningStrings collect(const ReadPile& pile, const StringOptions& options = {}) {
  return collect_spanning_strings(pile.reads, pile.all(), pile.window, region_start, region_end, 6, options);
}

TEST_CASE("spanning strings are the distinct strings that enough of the spanning reads show, the commonest first") {
  ReadPile pile(sequence_with(21, 800, {}));
  const std::vector<BaseCode> changed = with_base(pile.sequence, 420);
  for (std::size_t i = 0; i < 5; ++i) pile.add(pile.sequence, 350 + i);
  for (std::size_t i = 0; i < 4; ++i) pile.add(changed, 360 + i);
  pile.add(with_base(pile.sequence, 425, 2), 365);  // shown once: an error
  pile.add(changed, 401);                           // these two do not span
  pile.add(changed, 339);
  const SpanningStrings strings = collect(pile);
  CHECK(strings.spanning_reads == 10);
  REQUIRE(strings.haplotypes.size() == 2);
  CHECK(strings.haplotypes[0].bases == stretch(pile.sequence, 400, 440));
  CHECK(strings.haplotypes[0].support == 5);
  CHECK(strings.haplotypes[1].bases == stretch(changed, 400, 440));
  CHECK(strings.haplotypes[1].support == 4);
  for (const Haplotype& haplotype : strings.haplotypes) CHECK(haplotype.origin == HaplotypeOrigin::strings);
}

TEST_CASE("reads that touch the first and the last base of a region span it, those one base short do not") {
  ReadPile pile(sequence_with(21, 800, {}));
  for (unsigned i = 0; i < 4; ++i) pile.add(pile.sequence, 400, {}, 40);
  CHECK(collect(pile).spanning_reads == 4);
  for (unsigned i = 0; i < 4; ++i) pile.add(pile.sequence, 401, {}, 60);
  for (unsigned i = 0; i < 4; ++i) pile.add(pile.sequence, 379, {}, 60);
  CHECK(collect(pile).spanning_reads == 4);
}

TEST_CASE("an indel inside the region is a string of another length") {
  ReadPile pile(sequence_with(22, 800, {}));
  const std::vector<BaseCode> shorter = without(pile.sequence, 415, 12);
  const std::vector<BaseCode> longer = with_insertion(pile.sequence, 420, codes("ACCGTTGACA"));
  for (std::size_t at = 360; at < 366; ++at) {
    PlacedRead read;
    read.shift = 12;
    read.break_offset = static_cast<std::uint16_t>(415 - at);
    pile.add(shorter, at, read);
    read.shift = -10;
    read.break_offset = static_cast<std::uint16_t>(430 - at);
    pile.add(longer, at, read);
  }
  const SpanningStrings strings = collect(pile);
  CHECK(strings.spanning_reads == 12);
  REQUIRE(strings.haplotypes.size() == 2);
  const bool is_longer_first = strings.haplotypes[0].bases.size() == 50;
  CHECK(strings.haplotypes[is_longer_first ? 0 : 1].bases == stretch(longer, 400, 450));
  CHECK(strings.haplotypes[is_longer_first ? 1 : 0].bases == stretch(shorter, 400, 428));
}

TEST_CASE("a poor base is filled in from the one string that fits the rest, and tells nothing when two do") {
  ReadPile pile(sequence_with(21, 800, {}));
  const std::vector<BaseCode> changed = with_base(pile.sequence, 420);
  for (std::size_t i = 0; i < 4; ++i) pile.add(pile.sequence, 350 + i);
  for (std::size_t i = 0; i < 3; ++i) pile.add(changed, 360 + i);
  pile.add(changed, 370)[35] = make_base_quality(0, 4);        // base 405: it is still a `changed`
  pile.add(changed, 370)[36] = not_called;                     // so is this
  pile.add(pile.sequence, 370)[50] = make_base_quality(0, 4);  // base 420: may be either
  pile.add(pile.sequence, 372)[10] = make_base_quality(0, 4);  // outside the region: no matter
  const SpanningStrings strings = collect(pile);
  CHECK(strings.spanning_reads == 11);
  REQUIRE(strings.haplotypes.size() == 2);
  for (const Haplotype& haplotype : strings.haplotypes) CHECK(haplotype.support == 5);
}

TEST_CASE("reads that leave the reference at a flank do not span") {
  ReadPile pile(sequence_with(21, 800, {}));
  for (std::size_t i = 0; i < 5; ++i) pile.add(pile.sequence, 350 + i);
  std::vector<BaseCode> foreign = pile.sequence;
  for (std::size_t i = 430; i < 800; ++i) foreign[i] ^= 2;
  for (std::size_t i = 0; i < 5; ++i) pile.add(foreign, 350 + i);
  CHECK(collect(pile).spanning_reads == 5);
  REQUIRE(collect(pile).haplotypes.size() == 1);
}

TEST_CASE("too few spanning reads give no strings, and limits of support, share and number hold") {
  ReadPile pile(sequence_with(21, 800, {}));
  for (std::size_t i = 0; i < 3; ++i) pile.add(pile.sequence, 350 + i);
  CHECK(collect(pile).spanning_reads == 3);
  CHECK(collect(pile).haplotypes.empty());
  for (std::size_t i = 0; i < 13; ++i) pile.add(pile.sequence, 350 + i);
  for (std::size_t i = 0; i < 2; ++i) pile.add(with_base(pile.sequence, 420), 360 + i);  // 2 of 18: 11 per cent
  CHECK(collect(pile).haplotypes.size() == 1);
  StringOptions options;
  options.min_share_per_mille = 110;
  CHECK(collect(pile, options).haplotypes.size() == 2);
  options.min_reads = 3;
  CHECK(collect(pile, options).haplotypes.size() == 1);
  options.min_reads = 2;
  options.max_strings = 1;
  REQUIRE(collect(pile, options).haplotypes.size() == 1);
  CHECK(collect(pile, options).haplotypes[0].bases == stretch(pile.sequence, 400, 440));
}

TEST_CASE("strings of random reads are those a table of substrings counts, in any order of the reads") {
  std::mt19937 random(3);
  for (unsigned round = 0; round < 20; ++round) {
    ReadPile pile(sequence_with(100 + round, 800, {}));
    std::map<std::string, unsigned> expected;
    std::vector<std::vector<BaseCode>> copies{pile.sequence};
    for (unsigned i = 0; i < 3; ++i) copies.push_back(with_base(pile.sequence, 406 + random() % 28, 1 + random() % 3));
    unsigned spanning = 0;
    for (unsigned i = 0; i < 40; ++i) {
      const auto& copy = copies[random() % copies.size()];
      const std::size_t at = 300 + random() % 140;
      pile.add(copy, at);
      if (at > 400 || at + 100 < 440) continue;
      ++spanning;
      ++expected[letters(stretch(copy, 400, 440))];
    }
    std::erase_if(expected, [&](const auto& each) { return each.second < 2 || each.second * 100 < spanning * 15; });
    auto indices = pile.all();
    std::shuffle(indices.begin(), indices.end(), random);
    const SpanningStrings strings =
        collect_spanning_strings(pile.reads, indices, pile.window, region_start, region_end, 6, {});
    CHECK(strings.spanning_reads == spanning);
    std::map<std::string, unsigned> got;
    for (const Haplotype& haplotype : strings.haplotypes) got[letters(haplotype.bases)] = haplotype.support;
    CHECK(got == expected);
  }
}

}  // namespace
}  // namespace norrsken
