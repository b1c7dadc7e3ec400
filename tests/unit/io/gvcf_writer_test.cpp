#include "io/gvcf_writer.hpp"

#include <catch2/catch.hpp>

#include "writer_test_support.hpp"

using namespace norrsken;
using namespace norrsken::writer_tests;

namespace {

VariantCall variant(GenomePosition position, const std::string& reference, const std::string& alternate) {
  VariantCall call;
  call.position = position;
  call.reference = reference;
  call.alternate = alternate;
  call.quality_centiphred = 3000;
  GenotypeCall genotype;
  genotype.alleles = {0, 1};
  genotype.quality_phred = 60;
  genotype.depth = 20;
  genotype.forward_depth = {5, 4};
  genotype.reverse_depth = {5, 6};
  genotype.likelihoods_phred = {300, 0, 310};
  call.samples = {genotype};
  return call;
}

ReferenceBlock reference_block(GenomePosition start, GenomePosition end, std::uint16_t quality = 50) {
  ReferenceBlock block;
  block.start = start;
  block.end = end;
  block.min_depth = 17;
  block.median_depth = 20;
  block.quality_phred = quality;
  return block;
}

RecordText format(const TestGenome& genome, const std::vector<VariantCall>& variants,
                  const std::vector<ReferenceBlock>& blocks, GenomeInterval range = {0, 0xffffffff}) {
  RecordText text;
  format_gvcf(genome.view(), {variants, blocks, 0, range}, text);
  return text;
}

// "chr1:1-10 chr1:11A>C": the records without their columns.
std::string outline(const RecordText& records) {
  std::string outline_text;
  std::size_t line_start = 0;
  while (line_start < records.text.size()) {
    const std::size_t line_end = records.text.find('\n', line_start);
    const std::string line = records.text.substr(line_start, line_end - line_start);
    std::vector<std::string> fields;
    for (std::size_t start = 0; start <= line.size();) {
      const std::size_t tab = std::min(line.find('\t', start), line.size());
      fields.push_back(line.substr(start, tab - start));
      start = tab + 1;
    }
    if (!outline_text.empty()) outline_text.push_back(' ');
    outline_text.append(fields[0]).append(":").append(fields[1]);
    if (fields[4] == "<*>")
      outline_text.append("-").append(fields[7], 4);
    else
      outline_text.append(fields[3]).append(">").append(fields[4]);
    line_start = line_end + 1;
  }
  return outline_text;
}

}  // namespace

TEST_CASE("a reference block and a variant are written as these lines") {
  TestGenome genome({{"chr1", 1000}});
  genome.set(0, 10, "GATT");
  CHECK(format(genome, {variant(genome.at(0, 11), "A", "C")}, {reference_block(genome.at(0, 10), genome.at(0, 11))})
            .text ==
        "chr1\t11\t.\tG\t<*>\t.\t.\tEND=11\tGT:GQ:DP:MIN_DP:PL\t0/0:50:20:17:0,50,500\n"
        "chr1\t12\t.\tA\tC,<*>\t30.00\tPASS\tMQ=0;BQ=0;RPD=0;FS=0;NH=0\tGT:GQ:DP:AD:AF:PL:PS:ADF:ADR\t"
        "0/1:60:20:10,10,0:0.5000,0:300,0,310,330,340,670:.:5,4,0:5,6,0\n");
}

TEST_CASE("reference blocks are cut where variants lie") {
  const TestGenome genome({{"chr1", 1000}});
  const auto at = [&](GenomePosition position) { return genome.at(0, position); };
  CHECK(outline(format(genome, {variant(at(10), "A", "C"), variant(at(20), "ATTT", "A"), variant(at(22), "T", "G")},
                       {reference_block(at(0), at(30)), reference_block(at(30), at(40))})) ==
        "chr1:1-10 chr1:11A>C,<*> chr1:12-20 chr1:21ATTT>A,<*> chr1:23T>G,<*> chr1:25-30 chr1:31-40");
}

TEST_CASE("a variant at either end of a block, before, between and after all blocks") {
  const TestGenome genome({{"chr1", 1000}});
  const auto at = [&](GenomePosition position) { return genome.at(0, position); };
  CHECK(outline(format(genome,
                       {variant(at(1), "A", "C"), variant(at(10), "A", "C"), variant(at(19), "A", "C"),
                        variant(at(25), "A", "C"), variant(at(50), "A", "C")},
                       {reference_block(at(10), at(20)), reference_block(at(30), at(40))})) ==
        "chr1:2A>C,<*> chr1:11A>C,<*> chr1:12-19 chr1:20A>C,<*> chr1:26A>C,<*> chr1:31-40 chr1:51A>C,<*>");
}

TEST_CASE("a deletion that swallows whole blocks leaves what follows it") {
  const TestGenome genome({{"chr1", 1000}});
  const auto at = [&](GenomePosition position) { return genome.at(0, position); };
  CHECK(outline(format(genome, {variant(at(5), "ATTTTTTTTTTTTTTTTTTT", "A")},
                       {reference_block(at(0), at(10)), reference_block(at(10), at(15)),
                        reference_block(at(15), at(40))})) == "chr1:1-5 chr1:6ATTTTTTTTTTTTTTTTTTT>A,<*> chr1:26-40");
}

TEST_CASE("a deletion over the border of two genome blocks is not contradicted by the second") {
  const TestGenome genome({{"chr1", 1000}});
  const auto at = [&](GenomePosition position) { return genome.at(0, position); };
  const std::vector<VariantCall> first = {variant(at(95), "ATTTTTTTTT", "A")};
  CHECK(outline(format(genome, first, {reference_block(at(0), at(120))}, {at(0), at(100)})) ==
        "chr1:1-95 chr1:96ATTTTTTTTT>A,<*>");
  CHECK(covered_end(first) == at(105));
  CHECK(outline(format(genome, {}, {reference_block(at(100), at(200))}, {covered_end(first), at(200)})) ==
        "chr1:106-200");
  CHECK(covered_end({}) == 0);
}

TEST_CASE("overlapping reference blocks never make overlapping records") {
  const TestGenome genome({{"chr1", 1000}});
  const auto at = [&](GenomePosition position) { return genome.at(0, position); };
  CHECK(outline(format(genome, {}, {reference_block(at(0), at(50)), reference_block(at(40), at(60))})) ==
        "chr1:1-50 chr1:51-60");
}

TEST_CASE("a block over the gap between contigs becomes one record a contig") {
  const TestGenome genome({{"chr1", 100}, {"chr2", 100}});
  CHECK(outline(format(genome, {}, {reference_block(0, genome.at(1, 10))})) == "chr1:1-100 chr2:1-10");
  CHECK(outline(format(genome, {}, {reference_block(genome.at(1, 100), genome.at(1, 200))})).empty());
}

TEST_CASE("stretches without quality are not callable, haploid ones have two likelihoods, absent ones no record") {
  TestGenome genome({{"chrX", 1000}});
  genome.set(0, 0, "NNNN");
  ReferenceBlock empty = reference_block(genome.at(0, 0), genome.at(0, 4), 0);
  empty.min_depth = empty.median_depth = 0;
  ReferenceBlock haploid = reference_block(genome.at(0, 4), genome.at(0, 8));
  haploid.ploidy = 1;
  ReferenceBlock haploid_empty = haploid;
  haploid_empty.quality_phred = 0;
  haploid_empty.start = genome.at(0, 8);
  haploid_empty.end = genome.at(0, 9);
  ReferenceBlock absent = reference_block(genome.at(0, 9), genome.at(0, 20));
  absent.ploidy = 0;
  const std::string text = format(genome, {}, {empty, haploid, haploid_empty, absent}).text;
  CHECK(text.find("chrX\t1\t.\tN\t<*>\t.\t.\tEND=4\tGT:GQ:DP:MIN_DP:PL\t./.:0:0:0:0,0,0\n") == 0);
  CHECK(text.find("\t0:50:20:17:0,50\n") != std::string::npos);
  CHECK(text.ends_with("\t.:0:20:17:0,0\n"));
}

TEST_CASE("blocks of another sample are left to that sample's gVCF") {
  const TestGenome genome({{"chr1", 1000}});
  ReferenceBlock other = reference_block(genome.at(0, 0), genome.at(0, 4));
  other.sample = 1;
  CHECK(format(genome, {}, {other}).text.empty());
}

TEST_CASE("the index spans of a gVCF cover every record up to its END") {
  const TestGenome genome({{"chr1", 200000}});
  const RecordText text = format(
      genome, {},
      {reference_block(genome.at(0, 0), genome.at(0, 100)), reference_block(genome.at(0, 100), genome.at(0, 40000))});
  REQUIRE(text.spans.size() == 2);
  CHECK(text.spans[0].end == 100);
  CHECK(text.spans[1].begin == 100);
  CHECK(text.spans[1].end == 40000);
  CHECK(text.spans[1].end_offset == text.text.size());
}
