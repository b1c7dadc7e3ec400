#include "io/region_table_reader.hpp"

#include <catch2/catch.hpp>

#include "input_files.hpp"
#include "kernels/types/input_error.hpp"

using namespace norrsken;
using Catch::Matchers::Contains;
using norrsken::TemporaryFolder;

namespace {

const std::vector<std::string> contigs = {"one", "two", "three"};
const std::string text =
    "#contig\tstart\tend\treads\tmethod\thaplotypes\tcandidates\n"
    "one\t10\t20\t31\tstrings\t3\t12:A:T,15:AC:A\n"
    "one\t50\t60\t7\tpileup\t2\t.\n"
    "three\t5\t9\t1\tgraph\t4\t6:A:C\n";

std::string error_of(const TemporaryFolder& folder, const std::string& table) {
  try {
    RegionTableReader reader(folder.write("t.tsv", table), contigs);
    for (const std::string& contig : contigs) (void)reader.take(contig);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("regions come contig by contig") {
  const TemporaryFolder folder;
  RegionTableReader reader(folder.write("t.tsv.gz", test::bgzf(text)), contigs);
  const auto one = reader.take("one");
  REQUIRE(one.size() == 2);
  CHECK(one[0].start == 10);
  CHECK(one[0].end == 20);
  CHECK(one[0].reads == 31);
  CHECK(one[0].method == "strings");
  CHECK(one[0].haplotypes == 3);
  CHECK(one[0].candidates == "12:A:T,15:AC:A");
  CHECK(reader.take("two").empty());
  CHECK(reader.take("three").size() == 1);
  CHECK(reader.take("four").empty());
}

TEST_CASE("contigs that are not asked for are skipped") {
  const TemporaryFolder folder;
  RegionTableReader reader(folder.write("t.tsv", text), contigs);
  CHECK(reader.take("three").size() == 1);
}

TEST_CASE("candidates are taken apart") {
  const auto candidates = parse_candidates("12:A:T,15:AC:A", "t.tsv");
  REQUIRE(candidates.size() == 2);
  CHECK(candidates[1].position == 14);
  CHECK(candidates[1].reference == "AC");
  CHECK(candidates[1].alternate == "A");
  CHECK(parse_candidates(".", "t.tsv").empty());
  CHECK_THROWS_AS(parse_candidates("12:A", "t.tsv"), InputError);
  CHECK_THROWS_AS(parse_candidates("x:A:T", "t.tsv"), InputError);
  CHECK_THROWS_AS(parse_candidates("0:A:T", "t.tsv"), InputError);
}

TEST_CASE("a bad region table is named by its line") {
  const TemporaryFolder folder;
  CHECK_THAT(error_of(folder, "one\t1\t2\n"), Contains("line 1"));
  CHECK_THAT(error_of(folder, text + "one\tx\t2\t1\tgraph\t1\t.\n"), Contains("line 5") && Contains("start"));
  CHECK_THAT(error_of(folder, text + "four\t1\t2\t1\tgraph\t1\t.\n"),
             Contains("four") && Contains("not in the reference"));
}
