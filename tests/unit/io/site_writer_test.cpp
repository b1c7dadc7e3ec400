#include "io/site_writer.hpp"

#include <catch2/catch.hpp>

#include "input_files.hpp"
#include "io/vcf_reader.hpp"

using namespace norrsken;
using norrsken::TemporaryFolder;

TEST_CASE("sites are written in order and found again by their index") {
  const TemporaryFolder folder;
  const std::vector<Contig> contigs = {{"chr1", 0, 1000}, {"chr2", 0, 500}};
  const std::string path = folder.file("sites.vcf.gz");
  SiteWriter writer(path, "##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n", contigs);
  writer.append(0, {{40, "AC", "A", "AF=0.2"}, {7, "G", "T", "AF=0.1"}, {40, "A", "G", "AF=0.3"}});
  writer.append(1, {});
  writer.finish();

  VcfSelection selection;
  selection.info_keys = {"AF"};
  selection.columns = SampleColumns::none;
  VcfReader reader(path, selection);
  CHECK(reader.declares_info("AF"));
  CHECK(reader.contigs().at(1).length == 500);
  REQUIRE(reader.has_index());
  const auto all = reader.query("chr1", 0, 1000);
  REQUIRE(all.size() == 3);
  CHECK(all[0].position == 7);
  CHECK(all[1].reference == "A");
  CHECK(all[2].info[0] == "0.2");
  CHECK(reader.query("chr1", 8, 40).empty());
  CHECK(reader.query("chr2", 0, 500).empty());
}

TEST_CASE("sites cannot be written where there is no folder") {
  const std::vector<Contig> contigs = {{"chr1", 0, 1000}};
  CHECK_THROWS(SiteWriter("/nonexistent/sites.vcf.gz", "", contigs));
}
