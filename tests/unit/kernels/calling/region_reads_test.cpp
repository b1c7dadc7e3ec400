#include "kernels/calling/region_reads.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

// Reads without bases to speak of: only where they lie matters here.
struct Block {
  PlacedReads reads;

  PlacedRead& add(GenomePosition position, std::uint16_t length, std::uint64_t name, std::uint8_t sample = 0) {
    PlacedRead read;
    read.position = position;
    read.name_hash = name;
    read.sample = sample;
    read.confidence_phred = 30;
    reads.append(read, std::vector<BaseQuality>(length, make_base_quality(0, 30)));
    return reads.reads.back();
  }
  [[nodiscard]] RegionReads collect(GenomeInterval place, std::size_t samples = 1, std::size_t most = 600) const {
    RegionReads region(samples, most);
    region.collect(measured(reads), place);
    return region;
  }
};

std::vector<std::uint64_t> names_of(const RegionReads& region, std::size_t sample) {
  std::vector<std::uint64_t> names;
  for (const std::size_t f : region.fragments_of(sample)) names.push_back(region.fragments()[f].name_hash);
  return names;
}

std::vector<std::uint32_t> indices_of(const RegionReads& region, std::size_t sample) {
  return {region.of_sample(sample).begin(), region.of_sample(sample).end()};
}

TEST_CASE("a block's longest span counts the deletion that a read crosses, its longest read does not") {
  Block block;
  block.add(100, 80, 1).shift = 40;
  block.add(120, 100, 2);
  CHECK(measured(block.reads).longest_span == 120);
  CHECK(measured(block.reads).longest_read_bases == 100);
  CHECK(measured({}).longest_span == 0);
}

TEST_CASE("reads that cover a base of the region belong to it, those that end or begin beside it do not") {
  Block block;
  block.add(900, 100, 1);   // ends where the region begins
  block.add(901, 100, 2);   // covers its first base
  block.add(960, 10, 3);    // shorter than the longest: looked at, but too far left
  block.add(1019, 100, 4);  // covers its last base
  block.add(1020, 100, 5);
  const RegionReads region = block.collect({1000, 1020});
  CHECK(indices_of(region, 0) == std::vector<std::uint32_t>{1, 3});
  CHECK(region.count() == 2);
  CHECK(block.collect({2000, 2010}).count() == 0);
  CHECK(block.collect({2000, 2010}).fragments().empty());
}

TEST_CASE("mates are one fragment of the surer one's confidence, in the order of names and of samples") {
  Block block;
  block.add(1000, 50, 9);
  block.add(1001, 50, 4).confidence_phred = 60;
  block.add(1002, 50, 7, 1);
  block.add(1003, 50, 4);
  block.add(1004, 50, 4, 1);  // another sample's
  const RegionReads region = block.collect({1010, 1020}, 2);
  CHECK(names_of(region, 0) == std::vector<std::uint64_t>{4, 9});
  CHECK(names_of(region, 1) == std::vector<std::uint64_t>{4, 7});
  CHECK(region.fragments_of(1).first == 2);
  const RegionFragment& pair = region.fragments()[0];
  CHECK(pair.count == 2);
  CHECK(pair.reads[0] == 1);
  CHECK(pair.reads[1] == 3);
  CHECK(pair.confidence_phred == 60);
  CHECK(region.fragments()[1].count == 1);
  CHECK(region.fragments()[1].confidence_phred == 30);
}

TEST_CASE("duplicates and further places are no reads of a region, orphans are reads but no fragments") {
  Block block;
  block.add(1000, 50, 1).flags = read_is_duplicate;
  block.add(1000, 50, 2).flags = placement_is_secondary;
  block.add(1000, 50, 3).flags = read_is_orphan;
  block.add(1000, 50, 4);
  const RegionReads region = block.collect({1010, 1020});
  CHECK(indices_of(region, 0) == std::vector<std::uint32_t>{2, 3});
  CHECK(names_of(region, 0) == std::vector<std::uint64_t>{4});
}

TEST_CASE("of too many fragments those of the lowest names are kept, of each sample, and that is told") {
  Block block;
  for (const std::uint64_t name : {5, 3, 8, 3, 1}) block.add(1000, 50, name);
  for (const std::uint64_t name : {7, 6}) block.add(1000, 50, name, 1);
  const RegionReads all = block.collect({1010, 1020}, 2, 4);
  CHECK_FALSE(all.hit_limit());
  RegionReads some = block.collect({1010, 1020}, 2, 2);
  CHECK(some.hit_limit());
  CHECK(names_of(some, 0) == std::vector<std::uint64_t>{1, 3});
  CHECK(some.fragments()[1].count == 2);
  CHECK(names_of(some, 1) == std::vector<std::uint64_t>{6, 7});
  CHECK(some.count() == 7);
  some.collect(measured(block.reads), {2000, 2010});  // another region
  CHECK_FALSE(some.hit_limit());
  CHECK(some.fragments_of(1).size() == 0);
}

TEST_CASE("a fragment reaches a variant when one of its reads touches it") {
  Block block;
  block.add(1000, 50, 1);
  block.add(1100, 50, 1);
  const RegionReads region = block.collect({1000, 1200});
  const auto reaches = [&](GenomePosition start, unsigned bases) {
    return region.reaches(0, {start, bases, {BaseCode{0}}});
  };
  CHECK(reaches(1010, 1));
  CHECK(reaches(1120, 1));
  CHECK(reaches(1050, 1));  // an insertion there would stand at the read's end
  CHECK_FALSE(reaches(1051, 1));
  CHECK_FALSE(reaches(1098, 1));
  CHECK(reaches(1099, 1));
  CHECK(reaches(1060, 45));
}

}  // namespace
}  // namespace norrsken
