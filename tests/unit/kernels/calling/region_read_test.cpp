#include "kernels/calling/region_read.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "../assembly/read_pile.hpp"

namespace norrsken {
namespace {

std::vector<BaseCode> random_sequence() {
  std::mt19937 random(31);
  return random_codes(600, random);
}

// A read of 100 bases from base 250 of a copy, broken where the copy differs.
PlacedRead broken_read(int shift, unsigned break_offset) {
  PlacedRead read;
  read.position = contig_gap + 250;
  read.shift = static_cast<std::int16_t>(shift);
  read.break_offset = static_cast<std::uint16_t>(break_offset);
  return read;
}

RegionRead part_of(const ReadPile& pile, std::size_t start, std::size_t end) {
  return part_for_region(pile.reads.reads[0], pile.reads.bases_of(0), pile.window,
                         contig_gap + static_cast<GenomePosition>(start),
                         contig_gap + static_cast<GenomePosition>(end));
}

TEST_CASE("a read is cut at an indel outside the region, on the region's side") {
  ReadPile pile(random_sequence());
  pile.add(without(pile.sequence, 300, 7), 250, broken_read(7, 50));
  const RegionRead left = part_of(pile, 260, 280);
  CHECK(left.read.shift == 0);
  CHECK(left.read.position == contig_gap + 250);
  CHECK(left.read.length >= 50);
  CHECK(left.read.length < 60);
  CHECK(left.bases.data() == pile.reads.bases_of(0).data());
  CHECK(left.bases.size() == left.read.length);
  const RegionRead right = part_of(pile, 320, 340);
  CHECK(right.read.shift == 0);
  CHECK(right.read.end() == contig_gap + 357);
  CHECK(right.read.position <= contig_gap + 307);
  CHECK(right.bases.data() + right.bases.size() == pile.reads.bases_of(0).data() + 100);
  for (std::size_t i = 0; i < right.bases.size(); ++i)
    REQUIRE(base_of(right.bases[i]) == pile.window[right.read.position + static_cast<GenomePosition>(i)]);
}

TEST_CASE("a read stays whole when its indel lies in the region, or could") {
  ReadPile pile(random_sequence());
  pile.add(without(pile.sequence, 300, 7), 250, broken_read(7, 50));
  CHECK(part_of(pile, 290, 315).bases.size() == 100);
  // Units of AAAC from 290 to 314: the break, put at its end, is the same one anywhere in it.
  std::vector<BaseCode> repeat = random_sequence();
  for (std::size_t i = 290; i < 314; ++i) repeat[i] = (i - 290) % 4 == 3 ? BaseCode{1} : BaseCode{0};
  repeat[289] = 2;
  ReadPile tract(repeat);
  tract.add(without(repeat, 306, 4), 250, broken_read(4, 60));
  CHECK(part_of(tract, 280, 300).bases.size() == 100);
  CHECK(part_of(tract, 312, 320).bases.size() == 100);
  CHECK(part_of(tract, 260, 280).bases.size() < 70);
}

TEST_CASE("inserted bases go with neither side of the break") {
  ReadPile pile(random_sequence());
  const std::vector<BaseCode> inserted(8, base_code(pile.sequence[300] == 3 ? 'A' : 'T'));
  pile.add(with_insertion(pile.sequence, 300, inserted), 250, broken_read(-8, 58));
  const RegionRead left = part_of(pile, 260, 280);
  CHECK(left.bases.size() <= 52);
  const RegionRead right = part_of(pile, 320, 340);
  CHECK(right.read.end() == contig_gap + 342);
  CHECK(right.bases.size() >= 42);
  CHECK(right.bases.size() <= 50);
}

TEST_CASE("what a partial placement leaves out is cut off when it lies clear of the region") {
  ReadPile pile(random_sequence());
  PlacedRead clipped;
  clipped.position = contig_gap + 250;
  clipped.clip = 2;
  clipped.break_offset = 60;
  pile.add(pile.sequence, 250, clipped);
  CHECK(part_of(pile, 270, 302).bases.size() == 60);
  CHECK(part_of(pile, 270, 303).bases.size() == 100);
  pile.reads.reads[0].clip = 1;
  CHECK(part_of(pile, 318, 340).bases.size() == 40);
  CHECK(part_of(pile, 318, 340).read.position == contig_gap + 310);
  CHECK(part_of(pile, 317, 340).bases.size() == 100);
}

TEST_CASE("the cost outside a region is that of mismatches well away from it, on the read's own diagonals") {
  ReadPile pile(random_sequence());
  pile.add(without(pile.sequence, 300, 7), 250, broken_read(7, 50));
  const auto outside = [&](std::size_t start, std::size_t end) {
    const PlacedRead& read = pile.reads.reads[0];
    return cost_outside({read, pile.reads.bases_of(0)}, pile.window, contig_gap + static_cast<GenomePosition>(start),
                        contig_gap + static_cast<GenomePosition>(end));
  };
  CHECK(outside(295, 310) == 0);
  const auto bases = pile.reads.bases_of(0);
  for (const std::size_t offset : {5U, 45U, 95U})  // reference 255, 295 and 352
    bases[offset] = make_base_quality(static_cast<BaseCode>(base_of(bases[offset]) ^ 1), 25);
  CHECK(outside(290, 315) == 50);  // 295 lies in it
  CHECK(outside(300, 315) == 50);  // 295 lies beside it
  CHECK(outside(320, 330) == 75);
  CHECK(outside(250, 340) == 0);  // 352 lies beside it
  CHECK(outside(250, 330) == 25);
}

TEST_CASE("the core of a read is what lies in a stretch, each end by its own diagonal") {
  ReadPile pile(random_sequence());
  const std::vector<BaseCode> copy = without(pile.sequence, 300, 7);
  pile.add(pile.sequence, 250);
  pile.add(copy, 250, broken_read(7, 50));
  const auto core = [&](std::uint32_t read, std::size_t start, std::size_t end) {
    return core_of({pile.reads.reads[read], pile.reads.bases_of(read)}, contig_gap + static_cast<GenomePosition>(start),
                   contig_gap + static_cast<GenomePosition>(end));
  };
  const RegionRead whole = core(0, 270, 320);
  CHECK(whole.read.position == contig_gap + 270);
  CHECK(whole.bases.data() == pile.reads.bases_of(0).data() + 20);
  CHECK(whole.bases.size() == 50);
  CHECK(whole.read.length == 50);
  CHECK(core(0, 200, 500).bases.size() == 100);
  CHECK(core(0, 400, 450).bases.empty());
  CHECK(core(0, 200, 240).bases.empty());

  const RegionRead broken = core(1, 290, 320);
  CHECK(broken.read.position == contig_gap + 290);
  CHECK(broken.read.shift == 7);
  CHECK(broken.read.break_offset == 10);
  CHECK(broken.read.end() == contig_gap + 320);
  CHECK(broken.bases.size() == 23);
  const RegionRead right = core(1, 305, 340);
  CHECK(right.read.shift == 0);
  CHECK(right.read.end() == contig_gap + 340);
  for (std::size_t i = 0; i < right.bases.size(); ++i)
    REQUIRE(base_of(right.bases[i]) == pile.window[right.read.position + static_cast<GenomePosition>(i)]);
  const RegionRead left = core(1, 260, 290);
  CHECK(left.read.shift == 0);
  CHECK(left.read.position == contig_gap + 260);
}

TEST_CASE("the core of a read whose deletion lies over an end of the stretch is what lies inside of it") {
  ReadPile pile(random_sequence());
  const std::vector<BaseCode> copy = without(pile.sequence, 300, 90);
  pile.add(copy, 250, broken_read(90, 50));
  const auto core = [&](std::size_t start, std::size_t end) {
    return core_of({pile.reads.reads[0], pile.reads.bases_of(0)}, contig_gap + static_cast<GenomePosition>(start),
                   contig_gap + static_cast<GenomePosition>(end));
  };
  const auto lies_on_reference = [&](const RegionRead& part) {
    for (std::size_t i = 0; i < part.bases.size(); ++i)
      if (base_of(part.bases[i]) != pile.window[part.read.position + static_cast<GenomePosition>(i)]) return false;
    return part.read.shift == 0;
  };
  const RegionRead behind = core(350, 420);
  CHECK(behind.read.position == contig_gap + 390);
  CHECK(behind.bases.size() == 30);
  CHECK(lies_on_reference(behind));
  const RegionRead before = core(270, 340);
  CHECK(before.read.position == contig_gap + 270);
  CHECK(before.bases.size() == 30);
  CHECK(lies_on_reference(before));
  CHECK(core(320, 380).bases.empty());
  CHECK(core(280, 400).read.shift == 90);
}

}  // namespace
}  // namespace norrsken
