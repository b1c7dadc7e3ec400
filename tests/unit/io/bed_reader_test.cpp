#include "io/bed_reader.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "input_files.hpp"
#include "kernels/types/input_error.hpp"

using namespace norrsken;
using Catch::Matchers::Contains;
using norrsken::TemporaryFolder;

namespace {

std::string error_of(const TemporaryFolder& folder, const std::string& text) {
  try {
    (void)read_bed(folder.write("bad.bed", text));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("BED lines become intervals by contig") {
  const TemporaryFolder folder;
  const std::string text =
      "# comment\nbrowser position one:1-10\ntrack name=x\n\none\t10\t20\tgene\t0\t+\r\ntwo 5 6\none\t0\t3\n";
  for (const std::string& bytes : {text, test::gzip(text), test::bgzf(text)}) {
    const BedIntervals intervals = read_bed(folder.write("a.bed", bytes));
    REQUIRE(intervals.size() == 2);
    REQUIRE(intervals.at("one").size() == 2);
    CHECK(intervals.at("one")[0].start == 10);
    CHECK(intervals.at("one")[0].end == 20);
    CHECK(intervals.at("one")[0].name == "gene");
    CHECK(intervals.at("one")[1].name.empty());
    CHECK(intervals.at("two")[0].end == 6);
  }
}

TEST_CASE("a contig may be called track1") {
  const TemporaryFolder folder;
  CHECK(read_bed(folder.write("a.bed", "track1\t1\t2")).count("track1") == 1);
}

TEST_CASE("an empty BED file has no intervals") {
  const TemporaryFolder folder;
  CHECK(read_bed(folder.write("a.bed", "")).empty());
}

TEST_CASE("a bad BED line is named by its number") {
  const TemporaryFolder folder;
  CHECK_THAT(error_of(folder, "#x\none\t1\t2\none\t5\n"), Contains("line 3") && Contains("three columns"));
  CHECK_THAT(error_of(folder, "one\tx\t2\n"), Contains("line 1") && Contains("start \"x\""));
  CHECK_THAT(error_of(folder, "one\t1\t2x\n"), Contains("end \"2x\""));
  CHECK_THAT(error_of(folder, "one\t-1\t2\n"), Contains("start \"-1\""));
  CHECK_THAT(error_of(folder, "one\t7\t2\n"), Contains("end before start"));
  CHECK_THAT(error_of(folder, "one\t99999999999999999999\t2\n"), Contains("not a position"));
  const std::string gzip = test::gzip(std::string(100000, 'a') + "\n");
  CHECK_THAT(error_of(folder, gzip.substr(0, gzip.size() / 2)), Contains("truncated"));
  try {
    (void)read_bed(folder.file("none.bed"));
    FAIL("no error");
  } catch (const InputError& error) {
    CHECK_THAT(error.what(), Contains("none.bed") && Contains("no such file"));
  }
}
