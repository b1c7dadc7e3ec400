#include "kernels/simulation/tandem_repeats.hpp"

#include <catch2/catch.hpp>
#include <string_view>

using namespace norrsken;

namespace {

std::vector<TandemRepeat> find(std::string_view letters) {
  std::vector<BaseCode> codes;
  for (const char letter : letters) codes.push_back(base_code(letter));
  return find_tandem_repeats(codes);
}

}  // namespace

TEST_CASE("a homopolymer is found whole and with unit 1 only") {
  const auto repeats = find("GCTAAAAAAAAAAAAAGCT");
  REQUIRE(repeats.size() == 1);
  CHECK(repeats[0].start == 3);
  CHECK(repeats[0].end == 16);
  CHECK(repeats[0].unit == 1);
  CHECK(repeats[0].copies() == 13);
}

TEST_CASE("a repeat ends with its last whole or partial unit") {
  const auto repeats = find("GGTCACACACACTTG");
  REQUIRE(repeats.size() == 1);
  CHECK(repeats[0].start == 3);
  CHECK(repeats[0].end == 12);
  CHECK(repeats[0].unit == 2);
  CHECK(repeats[0].copies() == 4);
}

TEST_CASE("repeats of six bases are found up to the end of the sequence") {
  const auto repeats = find("TACCTGAACCTGAACCTGAA");
  REQUIRE(repeats.size() == 1);
  CHECK(repeats[0].start == 1);
  CHECK(repeats[0].end == 20);
  CHECK(repeats[0].unit == 6);
}

TEST_CASE("N breaks a repeat and short or empty sequences have none") {
  CHECK(find("AAAANAAAANNNNNNNNNN").empty());
  CHECK(find("").empty());
  CHECK(find("A").empty());
  CHECK(find("ACGTTGCAACG").empty());
}
