#include "pipeline/stages/call_regions.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "../../temporary_folder.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

VariantCall variant(GenomePosition position, const std::string& reference) {
  VariantCall call;
  call.position = position;
  call.reference = reference;
  return call;
}

TEST_CASE("regions are sorted and joined before they are asked") {
  const CallRegions regions({{100, 200}, {10, 20}, {150, 250}, {20, 30}, {40, 40}});
  CHECK(regions.touches({0, 11}));
  CHECK_FALSE(regions.touches({0, 10}));
  CHECK(regions.touches({29, 30}));
  CHECK_FALSE(regions.touches({30, 100}));
  CHECK(regions.touches({249, 1000}));
  CHECK_FALSE(regions.touches({250, 1000}));
}

TEST_CASE("variants that touch a region stay, also deletions that reach in") {
  const CallRegions regions({{100, 200}});
  BlockCalls calls;
  calls.variants = {variant(95, "ACGTA"), variant(95, "ACGTAC"), variant(150, "A"), variant(199, "A"),
                    variant(200, "A")};
  calls.regions.resize(2);
  calls.regions[0].start = 90;
  calls.regions[0].end = 101;
  calls.regions[1].start = 200;
  calls.regions[1].end = 300;
  regions.apply(calls);
  REQUIRE(calls.variants.size() == 3);
  CHECK(calls.variants[0].reference == "ACGTAC");
  CHECK(calls.variants[2].position == 199);
  CHECK(calls.regions.size() == 1);
}

TEST_CASE("reference blocks are cut to the regions they lie in") {
  const CallRegions regions({{100, 200}, {300, 400}});
  BlockCalls calls;
  calls.reference_blocks.resize(2);
  calls.reference_blocks[0].start = 50;
  calls.reference_blocks[0].end = 350;
  calls.reference_blocks[0].min_depth = 7;
  calls.reference_blocks[1].start = 400;
  calls.reference_blocks[1].end = 500;
  regions.apply(calls);
  REQUIRE(calls.reference_blocks.size() == 2);
  CHECK(calls.reference_blocks[0].start == 100);
  CHECK(calls.reference_blocks[0].end == 200);
  CHECK(calls.reference_blocks[1].start == 300);
  CHECK(calls.reference_blocks[1].end == 350);
  CHECK(calls.reference_blocks[1].min_depth == 7);
}

TEST_CASE("a BED file becomes regions of the genome axis, or the reason why not") {
  const TemporaryFolder folder;
  const std::vector<Contig> contigs = {{"chr1", 2048, 1000}, {"chr2", 5096, 500}};
  const GenomeView genome{contigs, {}, {}, 7644};
  const auto read = [&](const std::string& text) {
    std::ofstream(folder.file("r.bed")) << text;
    return CallRegions::read(folder.file("r.bed"), genome);
  };
  const CallRegions regions = read("chr2\t10\t20\nchr1\t0\t1000\n");
  CHECK(regions.touches({2048, 2049}));
  CHECK(regions.touches({5115, 5116}));
  CHECK_FALSE(regions.touches({5116, 7644}));
  CHECK_THROWS_AS(read("chr3\t1\t2\n"), InputError);
  CHECK_THROWS_AS(read("chr2\t1\t501\n"), InputError);
  CHECK_THROWS_AS(read(""), InputError);
}

}  // namespace
}  // namespace norrsken
