#include "io/umi_pattern.hpp"

#include <catch2/catch.hpp>

#include "kernels/types/input_error.hpp"
#include "kernels/types/read_batch.hpp"
#include "kernels/types/read_name.hpp"

namespace norrsken {
namespace {

using Catch::Matchers::Contains;

ReadStructure structure_of(const char* text) {
  return ReadStructure::parse(text, "my.toml", "umi.structure1");
}

TEST_CASE("a read structure says where the UMI stands in a read") {
  std::string umi;
  structure_of("3M2S+T").append_umi("ACGTTGGGG", umi);
  CHECK(umi == "ACG");
  CHECK(structure_of("3M2S+T").prefix_bases() == 5);
  umi.clear();
  structure_of("1S2M1S2M+T").append_umi("ACGTTGGGG", umi);
  CHECK(umi == "CGTG");
  CHECK(structure_of("1S2M1S2M+T").molecular_bases() == 4);
  CHECK(structure_of("+T").prefix_bases() == 0);
}

TEST_CASE("a malformed read structure is refused") {
  for (const char* text : {"", "3M", "3M+", "M+T", "0M+T", "3X+T", "3M2+T", "3M-2S+T", "101M+T", "60M60S+T", "+T+T"})
    CHECK_THROWS_AS(structure_of(text), InputError);
  CHECK_THROWS_WITH(structure_of("3X+T"), Contains("my.toml umi.structure1") && Contains("'X'"));
}

TEST_CASE("the UMI is the last field of a read name") {
  CHECK(umi_field("A:1:F:1:1101:1000:2000:ACGT+TTGA") == "ACGT+TTGA");
  CHECK(umi_field("A:1:F:1:1101:1000:2000_ACGTTTGA") == "ACGTTTGA");
  CHECK(umi_field("A:1:F:1:1101:1000:2000:ACGT_TTGA") == "ACGT_TTGA");
  CHECK(umi_field("A:1:F:1:1101:1000:2000:UMI_ACGT_TTGA") == "ACGT_TTGA");
  CHECK(umi_field("read12_ACGT") == "ACGT");
  CHECK(umi_field("read12").empty());
  CHECK(umi_field("A:1:2000") == "2000");
  CHECK(umi_field("").empty());
}

TEST_CASE("UMIs of the pattern are cut into their parts, others refused") {
  UmiPattern duplex{UmiSource::name, UmiKind::duplex, 4, {}, {}};
  for (const char* text : {"ACGT+TTGA", "ACGT-TTGA", "ACGT_TTGA", "ACGTTTGA"}) {
    const ParsedUmi umi = parse_umi(duplex, text);
    CHECK(umi.has_umi);
    CHECK(umi.parts.first == "ACGT");
    CHECK(umi.parts.second == "TTGA");
  }
  for (const char* text : {"", "2000", "ACGT", "ACGT+TTG", "ACGTT+TGA", "ACGT+TTGA+ACGT", "ACGT+TTG1", "ACGTTTGAA"})
    CHECK_FALSE(parse_umi(duplex, text).has_umi);
  CHECK(parse_umi(duplex, "ANGT+TTGA").has_umi);
  UmiPattern simplex{UmiSource::name, UmiKind::simplex, 4, {}, {}};
  CHECK(parse_umi(simplex, "ACGT").has_umi);
  CHECK_FALSE(parse_umi(simplex, "ACGT+TTGA").has_umi);
  CHECK_FALSE(parse_umi(simplex, "ACGT+").has_umi);
}

TEST_CASE("a UMI in the name hash can be read back") {
  const std::uint64_t hash = hash_read_name("A:1:F:1:1101:1000:2000");
  const UmiLayout duplex = UmiLayout::of(3, 3);
  const std::uint64_t packed = pack_umi(duplex, "ACG", "TTA", hash);
  CHECK(umi_text(duplex, umi_of(duplex, packed)) == "ACG+TTA");
  CHECK((packed << duplex.bits()) == (hash << duplex.bits()));
  CHECK(umi_text(duplex, swap_umi_parts(duplex, umi_of(duplex, packed))) == "TTA+ACG");
  CHECK(umi_of(duplex, pack_umi(duplex, "ANG", "TTA", hash)) == umi_of(duplex, pack_umi(duplex, "AAG", "TTA", hash)));
  CHECK(umi_mismatches(umi_of(duplex, packed), umi_of(duplex, pack_umi(duplex, "ACT", "TAA", hash))) == 2);
  CHECK(pack_umi(UmiLayout{}, "ACG", "", hash) == hash);
  CHECK(umi_of(UmiLayout{}, hash) == 0);
}

TEST_CASE("what does not fit of a long UMI goes into the rest of the hash") {
  const std::uint64_t hash = hash_read_name("read");
  CHECK(UmiLayout::of(20, 0) == UmiLayout{12, 0});
  CHECK(UmiLayout::of(9, 9) == UmiLayout{6, 6});
  const UmiLayout layout = UmiLayout::of(14, 0);
  const std::uint64_t a = pack_umi(layout, "ACGTACGTACGTAA", "", hash);
  const std::uint64_t b = pack_umi(layout, "ACGTACGTACGTAC", "", hash);
  CHECK(umi_of(layout, a) == umi_of(layout, b));
  CHECK(a != b);
  CHECK(umi_text(layout, umi_of(layout, a)) == "ACGTACGTACGT");
}

}  // namespace
}  // namespace norrsken
