#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/statistics/quality_statistics.hpp"
#include "kernels/statistics/variant_statistics.hpp"

using namespace norrsken;

namespace {

VariantCall make_call(const std::string& reference, const std::string& alternate, std::int8_t first = 0,
                      std::int8_t second = 1, std::uint8_t ploidy = 2) {
  VariantCall call;
  call.reference = reference;
  call.alternate = alternate;
  GenotypeCall genotype;
  genotype.alleles = {first, second};
  genotype.ploidy = ploidy;
  call.samples = {genotype};
  return call;
}

std::uint64_t indels_of(const VariantCounts& counts, int length) {
  return counts.indel_lengths[static_cast<std::size_t>(length + VariantCounts::longest_indel_bases)];
}

}  // namespace

TEST_CASE("every record has one kind, and SNVs are transitions or transversions") {
  VariantStatistics statistics;
  const std::vector<VariantCall> calls = {
      make_call("A", "G"),   make_call("T", "C"),   make_call("A", "C"), make_call("G", "T"), make_call("A", "ATT"),
      make_call("ATT", "A"), make_call("AT", "GC"), make_call("A", "*"), make_call("N", "A"), make_call("AT", "GCC")};
  count_variants(calls, 0, statistics);
  const VariantCounts& counts = statistics.all;
  CHECK(counts.records == 10);
  CHECK(counts.snvs == 4);
  CHECK(counts.transitions == 2);
  CHECK(counts.transversions == 2);
  CHECK(counts.insertions == 1);
  CHECK(counts.deletions == 1);
  CHECK(counts.other == 4);
  CHECK(indels_of(counts, 2) == 1);
  CHECK(indels_of(counts, -2) == 1);
}

TEST_CASE("indels longer than the histogram are counted at its ends") {
  VariantStatistics statistics;
  const std::string inserted(61, 'A');
  const std::string much(500, 'A');
  const std::vector<VariantCall> calls = {make_call("A", inserted), make_call("A", much), make_call(much, "A")};
  count_variants(calls, 0, statistics);
  CHECK(indels_of(statistics.all, 60) == 2);
  CHECK(indels_of(statistics.all, -60) == 1);
}

TEST_CASE("genotypes are counted by how many ALT alleles they hold and of how many") {
  VariantStatistics statistics;
  std::vector<VariantCall> calls = {make_call("A", "G", 0, 1),    make_call("A", "G", 1, 0),
                                    make_call("A", "G", -1, 1),   make_call("A", "G", 1, 1),
                                    make_call("A", "G", 1, 0, 1), make_call("A", "G", 0, 1, 1),
                                    make_call("A", "G", 1, 1, 0), make_call("A", "G", -1, -1)};
  calls[0].samples[0].is_phased = true;
  count_variants(calls, 0, statistics);
  CHECK(statistics.all.heterozygous == 3);
  CHECK(statistics.all.homozygous_alternate == 1);
  CHECK(statistics.all.haploid_alternate == 1);
  CHECK(statistics.all.no_alternate == 3);
  CHECK(statistics.all.phased == 1);
}

TEST_CASE("filtered records are counted in all only, and sums over blocks equal the whole") {
  VariantCall filtered = make_call("A", "ATT");
  filtered.filters = filter_low_depth;
  const std::vector<VariantCall> first = {make_call("A", "G"), filtered};
  const std::vector<VariantCall> second = {make_call("A", "T", 1, 1)};
  VariantStatistics sum;
  VariantStatistics second_only;
  count_variants(first, 0, sum);
  CHECK(sum.pass.records == 1);
  CHECK(sum.pass.insertions == 0);
  CHECK(sum.all.insertions == 1);
  count_variants(second, 0, second_only);
  sum.add(second_only);
  CHECK(sum.all.records == 3);
  CHECK(sum.pass.homozygous_alternate == 1);
  CHECK(indels_of(sum.all, 2) == 1);
}

TEST_CASE("a sample that the records do not have is an error") {
  VariantStatistics statistics;
  CHECK_THROWS_AS(count_variants(std::vector<VariantCall>{make_call("A", "G")}, 1, statistics), std::out_of_range);
}

TEST_CASE("quantiles are the smallest value that enough of the histogram reaches") {
  const std::vector<std::uint64_t> two_and_two = {0, 2, 2};
  CHECK(histogram_quantile(two_and_two, 0) == 1);
  CHECK(histogram_quantile(two_and_two, 500) == 1);
  CHECK(histogram_quantile(two_and_two, 501) == 2);
  CHECK(histogram_quantile(two_and_two, 1000) == 2);
  CHECK(histogram_quantile(std::vector<std::uint64_t>{}, 500) == 0);
  CHECK(histogram_quantile(std::vector<std::uint64_t>{0, 0}, 500) == 0);
  const std::vector<std::uint64_t> genome = {0, 3000000000000, 1000000000000};
  CHECK(histogram_quantile(genome, 750) == 1);
  CHECK(histogram_quantile(genome, 751) == 2);
  const Quartiles quartiles = histogram_quartiles(std::vector<std::uint64_t>{1, 1, 1, 1});
  CHECK(quartiles.count == 4);
  CHECK(quartiles.first == 0);
  CHECK(quartiles.median == 1);
  CHECK(quartiles.third == 2);
}

TEST_CASE("duplicates leave the bucket they were in and the sum stays") {
  const ReadBuckets placed{90, 6, 3, 0, 1, 2};
  const ReadBuckets moved{10, 2, 1, 13, 0, 0};
  const ReadBuckets buckets = final_buckets(placed, moved);
  CHECK(buckets.placed == 80);
  CHECK(buckets.ambiguous == 4);
  CHECK(buckets.orphan == 2);
  CHECK(buckets.duplicate == 13);
  CHECK(buckets.total() == placed.total());
  CHECK_THROWS_WITH(final_buckets(placed, {91, 0, 0, 91, 0, 0}), Catch::Contains("duplicates do not match"));
  CHECK_THROWS_AS(final_buckets(placed, {10, 0, 0, 9, 0, 0}), std::logic_error);
}

TEST_CASE("a summary holds the sums and refuses a run that lost reads") {
  PlacementCounts placement;
  placement.buckets = {90, 6, 3, 0, 1, 0};
  placement.insert_bases[400] = 30;
  placement.insert_bases[420] = 10;
  LibraryCounts library;
  library.depth[0] = 10;
  library.depth[20] = 30;
  const QualitySummary summary = summarise_quality(100, placement, library, {});
  CHECK(summary.buckets.total() == 100);
  CHECK(summary.insert.count == 40);
  CHECK(summary.insert.median == 400);
  CHECK(summary.depth_sum == 600);
  CHECK(summary.depth_quartiles.first == 0);
  CHECK(summary.depth_quartiles.median == 20);
  CHECK_THROWS_WITH(summarise_quality(101, placement, library, {}),
                    "reads do not add up: input 101, in buckets 100 (placed 90, ambiguous 6, orphan 3, duplicate 0, "
                    "unplaced 1, malformed 0)");
}
