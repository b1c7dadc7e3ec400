#include "kernels/coverage/genome_tracks.hpp"

#include <catch2/catch.hpp>

using namespace norrsken;

namespace {

VariantCall heterozygous(GenomePosition position, std::uint32_t alternate) {
  VariantCall call;
  call.position = position;
  call.reference = "A";
  call.alternate = "C";
  call.samples.resize(2);
  call.samples[0].alleles = {0, 1};
  for (GenotypeCall& sample : call.samples) sample.forward_depth = {10, alternate};
  return call;
}

std::vector<std::uint64_t> points_of(const std::vector<VariantCall>& calls) {
  std::vector<std::uint64_t> points;
  note_allele_balance(calls, 0, points);
  return points;
}

}  // namespace

TEST_CASE("bases of reads count in the bin where they start, for their sample and block") {
  std::vector<std::uint64_t> track(track_bins(3 * track_bin_bases) * 2, 0);
  PlacedReads reads;
  const std::vector<BaseQuality> bases(100, make_base_quality(0, 30));
  PlacedRead read;
  read.position = track_bin_bases + 5;
  reads.append(read, bases);
  read.sample = 1;
  reads.append(read, bases);
  for (const ReadFlag flag : {read_is_duplicate, placement_is_secondary, read_is_orphan}) {
    read.flags = flag;
    reads.append(read, bases);
  }
  read.flags = 0;
  read.position = 2 * track_bin_bases;  // of the next block
  reads.append(read, bases);
  count_depth_track(reads, {0, 2 * track_bin_bases}, 2, track);
  CHECK(track == std::vector<std::uint64_t>{0, 0, 100, 100, 0, 0, 0, 0});
}

TEST_CASE("one heterozygous SNV stands for a bin, the same in whatever order they come") {
  const std::vector<VariantCall> calls{heterozygous(100, 4), heterozygous(200, 5), heterozygous(300, 6)};
  const auto points = points_of(calls);
  REQUIRE(points.size() == balance_point_size(2));
  CHECK(points == points_of({calls[2], calls[0], calls[1]}));
  const std::uint64_t alternate = 3 + points[0] / 100;
  CHECK(points == std::vector<std::uint64_t>{points[0], 10, alternate, 10, alternate});
}

TEST_CASE("bins have a point each, by position") {
  const auto points = points_of({heterozygous(5 * track_bin_bases, 4), heterozygous(100, 4)});
  REQUIRE(points.size() == 2 * balance_point_size(2));
  CHECK(points[0] == 100);
  CHECK(points[balance_point_size(2)] == 5 * track_bin_bases);
}

TEST_CASE("filtered, homozygous and indel records say nothing of balance") {
  std::vector<VariantCall> calls{heterozygous(100, 4), heterozygous(200, 5), heterozygous(300, 6)};
  calls[0].filters = filter_low_depth;
  calls[1].samples[0].alleles = {1, 1};
  calls[2].alternate = "CT";
  CHECK(points_of(calls).empty());
  CHECK(points_of({}).empty());
}
