#include "io/repeat_table.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "input_files.hpp"
#include "io/bgzf_writer.hpp"
#include "io/panel_of_normals.hpp"
#include "kernels/types/input_error.hpp"

using namespace norrsken;
using Catch::Matchers::Contains;
using norrsken::TemporaryFolder;

namespace {

const std::vector<Contig> contigs{{"one", 0, 1000}, {"two", 3048, 2000}};
const GenomeView genome{contigs, {}, {}, 5048};

std::string error_of(const TemporaryFolder& folder, const std::string& text) {
  try {
    (void)read_repeat_table(folder.write("t.tsv", text), genome);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a table of repeats is read as it was written") {
  const TemporaryFolder folder;
  const std::vector<RepeatSite> sites{{{10, 12, 1}, {0, 1, 2, 3, 90, 4, 0, 0, 65535}},
                                      {{3048, 20, 2}, {0, 0, 0, 0, 30, 0, 0, 0, 0}},
                                      {{5000, 15, 3}, {9, 0, 0, 0, 0, 0, 0, 0, 0}}};
  const std::string path = folder.write("S.repeats.tsv.gz", "");
  write_repeat_table(path, genome, sites);
  const std::vector<RepeatSite> read = read_repeat_table(path, genome);
  REQUIRE(read.size() == sites.size());
  for (std::size_t i = 0; i < sites.size(); ++i) {
    CHECK(read[i].place == sites[i].place);
    CHECK(read[i].reads == sites[i].reads);
  }
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  write_repeat_table(path, genome, {});
  CHECK(read_repeat_table(path, genome).empty());
}

TEST_CASE("a table of repeats that is none is refused with its line") {
  const TemporaryFolder folder;
  const std::string head = "##norrsken_repeats=1\n#contig\tstart\tend\tunit\treads\n";
  CHECK(error_of(folder, head + "one\t10\t22\t1\t0,0,0,0,9,0,0,0,0\n").empty());
  CHECK_THAT(error_of(folder, ""), Contains("another version"));
  CHECK_THAT(error_of(folder, "##norrsken_repeats=2\n"), Contains("another version"));
  CHECK_THAT(error_of(folder, head + "six\t10\t22\t1\t0,0,0,0,9,0,0,0,0\n"), Contains("line 3") && Contains("contig"));
  for (const char* line :
       {"one\t10\t22\t1\t0,0,0,0,9,0,0,0", "one\t10\t22\t1\t0,0,0,0,9,0,0,0,0,0", "one\t22\t10\t1\t0,0,0,0,9,0,0,0,0",
        "one\t990\t1001\t1\t0,0,0,0,9,0,0,0,0", "one\tx\t22\t1\t0,0,0,0,9,0,0,0,0", "one\t10"})
    CHECK_THAT(error_of(folder, head + line + "\n"), Contains("line 3"));
}

TEST_CASE("a panel's repeats are read as they were written, among its alleles") {
  const TemporaryFolder folder;
  const RepeatBackground repeat{{3148, 12, 1}, {7, 21, 350, 61'234, 12'001}};
  const std::string head = panel_header({"0.1", "ref.fa", "00", {"B", "A"}, panel_version}, contigs);
  CHECK_THAT(head, Contains("##norrsken_pon=2\n") && Contains("##ALT=<ID=SLIP"));
  RecordText text;
  append_panel_allele(contigs, 1, {99, "A", "C", {1, 2, 30, 66'667, 0}}, 7, text);
  append_panel_repeat(contigs, 1, repeat, 7, text);
  const std::vector<RepeatBackground> read = read_panel_repeats(folder.write("p.vcf", head + text.text), genome);
  REQUIRE(read.size() == 1);
  CHECK(read[0].place == repeat.place);
  CHECK(read[0].slips.normals_with == 7);
  CHECK(read[0].slips.alternate_reads == 21);
  CHECK(read[0].slips.depth == 350);
  CHECK(read[0].slips.mean_ppm == 61'234);
  CHECK(read[0].slips.sd_ppm == 12'001);
  CHECK_THROWS_WITH(read_panel_repeats(folder.write("q.vcf", head + "one\t9\t.\tN\t<SLIP>\t.\tPASS\tEND=4\n"), genome),
                    Contains("is no repeat of a panel"));
}
