#include "io/vcf_reader.hpp"

#include <sys/stat.h>
#include <utime.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <random>

#include "io/bgzf_writer.hpp"
#include "io/near_lines.hpp"
#include "kernels/types/input_error.hpp"
#include "writer_test_support.hpp"

using namespace norrsken;
using Catch::Matchers::Contains;
using norrsken::TemporaryFolder;

namespace {

const std::string header =
    "##fileformat=VCFv4.3\n"
    "##FILTER=<ID=LowQual,Description=\"x\">\n"
    "##FILTER=<ID=LowDepth,Description=\"x\">\n"
    "##INFO=<ID=DP,Number=1,Type=Integer,Description=\"x\">\n"
    "##INFO=<ID=END,Number=1,Type=Integer,Description=\"x\">\n"
    "##INFO=<ID=RU,Number=1,Type=String,Description=\"x\">\n"
    "##INFO=<ID=FS,Number=1,Type=Float,Description=\"x\">\n"
    "##INFO=<ID=DB,Number=0,Type=Flag,Description=\"x\">\n"
    "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
    "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n"
    "##FORMAT=<ID=PS,Number=1,Type=Integer,Description=\"x\">\n"
    "##contig=<ID=one,length=1000>\n"
    "##contig=<ID=two,length=2000>\n";
const std::string columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\n";
const std::string one_column = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\n";

std::string write_text(const TemporaryFolder& folder, const std::string& name, const std::string& text) {
  std::ofstream(folder.file(name), std::ios::binary) << text;
  return folder.file(name);
}

// One call a line: contig number, position (1-based), ALT.
std::string write_indexed(const TemporaryFolder& folder, const std::string& name) {
  const std::vector<Contig> contigs{{"one", 0, 1000}, {"two", 0, 2000}};
  BgzfFile file(folder.file(name), header + one_column, contigs, FileIndex::vcf);
  RecordText text;
  for (const std::uint32_t contig : {0U, 1U})
    for (GenomePosition position = 100; position < 900; position += 100) {
      text.text += contigs[contig].name + "\t" + std::to_string(position + 1) +
                   "\t.\tA\tT\t50\tPASS\tEND=" + std::to_string(position + 50) + "\tGT\t0/1\n";
      text.end_record(contig, position, position + 50);
    }
  BgzfShard shard;
  BgzfCompressor().compress(text, shard);
  file.append(shard);
  file.finish();
  return folder.file(name);
}

std::string error_of(const std::string& path, const VcfSelection& selection = {}) {
  try {
    VcfReader reader(path, selection);
    for (const std::string& contig : reader.contigs_with_records()) (void)reader.take(contig);
  } catch (const InputError& error) {
    return error.what();
  } catch (const SystemError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a record's columns become plain values") {
  const TemporaryFolder folder;
  const std::string path = write_text(folder, "a.vcf",
                                      header + columns +
                                          "two\t11\trs1\tac\tA,<DEL>,*\t31.5\tLowQual;LowDepth\tDP=7;RU=CA;FS=1.5;"
                                          "DB\tGT:AD:PS\t0/1:3,4,0,0:.\t2|1:.:11\n");
  VcfReader reader(path, {"B", {"DP", "RU", "FS", "DB", "XX"}, {"AD", "XX"}});
  CHECK(reader.samples() == std::vector<std::string>{"A", "B"});
  CHECK(reader.sample() == "B");
  REQUIRE(reader.contigs().size() == 2);
  CHECK(reader.contigs()[1].length == 2000);
  CHECK(reader.contigs_with_records() == std::vector<std::string>{"two"});
  const std::vector<VcfRecord> records = reader.take("two");
  REQUIRE(records.size() == 1);
  const VcfRecord& record = records[0];
  CHECK(record.position == 10);
  CHECK(record.id == "rs1");
  CHECK(record.reference == "AC");
  CHECK(record.alternates == std::vector<std::string>{"A", "<DEL>", "*"});
  CHECK(record.quality_phred.value() == 31.5F);
  CHECK(record.filters == "LowQual;LowDepth");
  CHECK_FALSE(record.passes());
  CHECK(record.genotype == std::vector<std::int32_t>{2, 1});
  CHECK(record.is_phased);
  CHECK(record.phase_set_1based == 11);
  CHECK(record.info == std::vector<std::string>{"7", "CA", "1.5", "1", ""});
  CHECK(record.format == std::vector<std::string>{".", ""});
}

TEST_CASE("missing values are missing") {
  const TemporaryFolder folder;
  const std::string path = write_text(folder, "a.vcf",
                                      header + one_column +
                                          "one\t5\t.\tA\t.\t.\t.\t.\tGT\t./.\n"
                                          "one\t6\t.\tA\tT\t.\tPASS\t.\tGT\t1\n"
                                          "one\t7\t.\tA\tT\t.\tPASS\t.\tAD\t1,2\n");
  VcfReader reader(path, {});
  const std::vector<VcfRecord> records = reader.take("one");
  REQUIRE(records.size() == 3);
  CHECK(records[0].alternates.empty());
  CHECK_FALSE(records[0].quality_phred.has_value());
  CHECK(records[0].passes());
  CHECK(records[0].genotype == std::vector<std::int32_t>{-1, -1});
  CHECK(records[1].genotype == std::vector<std::int32_t>{1});
  CHECK_FALSE(records[1].is_phased);
  CHECK(records[2].genotype.empty());
  CHECK(reader.take("one").empty());
  CHECK(reader.take("nowhere").empty());
}

TEST_CASE("a file without samples has records without genotypes") {
  const TemporaryFolder folder;
  const std::string path =
      write_text(folder, "a.vcf", header + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\none\t5\t.\tA\tC\t.\t.\t.\n");
  VcfReader reader(path, {});
  CHECK(reader.sample().empty());
  CHECK(reader.take("one").at(0).genotype.empty());
}

TEST_CASE("an indexed file is read contig by contig, in any order") {
  const TemporaryFolder folder;
  VcfReader reader(write_indexed(folder, "a.vcf.gz"), {});
  CHECK(reader.has_index());
  CHECK(reader.contigs_with_records() == std::vector<std::string>{"one", "two"});
  CHECK(reader.take("two").size() == 8);
  CHECK(reader.take("one").size() == 8);
}

TEST_CASE("a BCF file is read like a VCF file") {
  if (std::system("bcftools --version > /dev/null 2>&1") != 0) {
    WARN("skipped: bcftools is not installed");
    return;
  }
  const TemporaryFolder folder;
  const std::string text = write_text(folder, "a.vcf",
                                      header + columns +
                                          "two\t11\t.\tAC\tA\t31\tPASS\tDP=7\tGT:AD\t0/1:3,4\t1|1:0,9\n"
                                          "two\t21\t.\tG\tA\t31\tPASS\tDP=8\tGT:AD\t0/0:3,4\t0|1:5,9\n");
  REQUIRE(std::system(("bcftools view -Ob -o " + (folder.file("a.bcf")) + " " + text).c_str()) == 0);
  const auto check = [&](bool has_index) {
    VcfReader reader(folder.file("a.bcf"), {"B", {"DP"}, {"AD"}});
    CHECK(reader.has_index() == has_index);
    CHECK(reader.contigs_with_records() == std::vector<std::string>{"two"});
    const std::vector<VcfRecord> records = reader.take("two");
    REQUIRE(records.size() == 2);
    CHECK(records[0].genotype == std::vector<std::int32_t>{1, 1});
    CHECK(records[0].format == std::vector<std::string>{"0,9"});
    CHECK(records[1].info == std::vector<std::string>{"8"});
  };
  check(false);
  REQUIRE(std::system(("bcftools index " + (folder.file("a.bcf"))).c_str()) == 0);
  check(true);
}

TEST_CASE("a query finds the blocks that reach into the span") {
  const TemporaryFolder folder;
  VcfReader reader(write_indexed(folder, "a.vcf.gz"), {});
  CHECK(reader.query("one", 149, 150).size() == 1);
  CHECK(reader.query("one", 150, 151).empty());
  CHECK(reader.query("one", 120, 420).size() == 4);
  CHECK(reader.query("three", 0, 100).empty());
}

namespace {

const std::string sites = "##fileformat=VCFv4.2\n##contig=<ID=one>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";

VcfReader indexed_sites(const TemporaryFolder& folder, const std::string& lines) {
  const std::string path = write_text(folder, "s.vcf", sites + lines);
  REQUIRE(std::system(("bgzip -f " + path + " && tabix -f -p vcf " + path + ".gz").c_str()) == 0);
  VcfSelection selection;
  selection.columns = SampleColumns::none;
  return {path + ".gz", selection};
}

std::vector<std::int64_t> positions_of(const std::vector<VcfRecord>& records) {
  std::vector<std::int64_t> found;
  for (const VcfRecord& record : records) found.push_back(record.position);
  return found;
}

}  // namespace

TEST_CASE("a query near places passes over what cannot spell an allele there, and over nothing else") {
  const TemporaryFolder folder;
  VcfReader reader = indexed_sites(folder,
                                   "one\t10\t.\tA\tC\t.\t.\t.\none\t11\t.\tG\tC,T\t.\t.\t.\n"
                                   "one\t12\t.\tG\tGA\t.\t.\t.\none\t13\t.\tACTG\tA\t.\t.\t.\n"
                                   "one\t20\t.\tT\tC,TT\t.\t.\t.\none\t21\t.\tT\t*\t.\t.\t.\n");
  const auto found = [&](const std::vector<std::int64_t>& places, const std::vector<std::int64_t>& indels) {
    return positions_of(reader.query_near("one", 0, 100, {places, indels, 7}));
  };
  using Positions = std::vector<std::int64_t>;
  CHECK(found({}, {}).empty());
  CHECK(found({10, 50}, {}) == Positions{10});
  CHECK(found({9, 10}, {}) == Positions{9, 10});
  CHECK(found({14}, {}) == Positions{12});            // under the deletion: it may be spelled from its anchor on
  CHECK(found({16}, {}).empty());                     // behind it
  CHECK(found({11}, {11}) == Positions{11, 12});      // SNVs are no indels
  CHECK(found({13}, {13}) == Positions{12, 19, 20});  // within reach
  CHECK(found({12}, {12}) == Positions{12, 19});      // only just
  CHECK(found({5, 19}, {5}) == Positions{11, 12, 19});
  CHECK(positions_of(reader.query_near("one", 18, 100, {Positions{9, 19}, Positions{9}, 20})) == Positions{19, 20});
  CHECK(positions_of(reader.query_near("one", 0, 19, {Positions{9, 19}, {}, 20})) == Positions{9});
  CHECK(reader.query_near("two", 0, 100, {Positions{9}, {}, 0}).empty());
}

TEST_CASE("a query near places reads lines that lie across blocks of the file") {
  const TemporaryFolder folder;
  std::string lines;
  for (int position = 1; position <= 3000; ++position)  // each line is longer than half a block of the first ones
    lines += "one\t" + std::to_string(position) + "\t" + std::string(position % 500 == 0 ? 70000 : 60, 'x') +
             "\tA\tC\t.\t.\t.\n";
  lines.pop_back();  // the last one without line feed
  VcfReader reader = indexed_sites(folder, lines);
  std::vector<std::int64_t> all;
  for (std::int64_t position = 0; position < 3000; ++position) all.push_back(position);
  CHECK(positions_of(reader.query_near("one", 0, 5000, {all, {}, 0})) == all);
  for (const std::int64_t place : {0, 498, 499, 500, 1999, 2998, 2999})
    CHECK(positions_of(reader.query_near("one", place, place + 1, {std::vector{place}, {}, 0})) == std::vector{place});
}

TEST_CASE("a query near places tells of damage as others do") {
  const TemporaryFolder folder;
  VcfReader short_line = indexed_sites(folder, "one\t10\t.\tA\tC\t.\t.\t.\none\t11\t.\n");
  CHECK_THROWS_WITH(short_line.query_near("one", 0, 100, {std::vector<std::int64_t>{9, 10}, {}, 0}),
                    Contains("malformed record"));
  std::string lines;
  for (int position = 1; position <= 9000; ++position)
    lines += "one\t" + std::to_string(position) + "\t" + std::to_string(position * 7919 % 10007) + "\tA\tC\t.\t.\t.\n";
  (void)indexed_sites(folder, lines);
  std::fstream file(folder.file("s.vcf.gz"), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(20000);
  file.write("damage", 6);
  file.close();
  const utimbuf later{4000000000, 4000000000};
  REQUIRE(utime((folder.file("s.vcf.gz.tbi")).c_str(), &later) == 0);
  VcfSelection selection;
  selection.columns = SampleColumns::none;
  VcfReader reader(folder.file("s.vcf.gz"), selection);
  CHECK_THROWS_WITH(reader.query_near("one", 0, 9000, {std::vector<std::int64_t>{8999}, {}, 0}),
                    Contains("malformed or truncated record on one"));
}

TEST_CASE("a line may spell an allele of a place when it begins or lies there") {
  const std::vector<std::int64_t> places{100, 500};
  const std::vector<std::int64_t> indels{500};
  const NearPlaces near{places, indels, 50};
  CHECK(may_spell("one\t101\t.\tA\tC\t.", 100, near));
  CHECK_FALSE(may_spell("one\t102\t.\tA\tC\t.", 101, near));
  CHECK_FALSE(may_spell("one\t102\t.\tAC\tC\t.", 101, near));  // behind the place of an SNV
  CHECK(may_spell("one\t100\t.\tAC\tAT\t.", 99, near));
  CHECK(may_spell("one\t551\t.\tA\tAT\t.", 550, near));
  CHECK_FALSE(may_spell("one\t552\t.\tA\tAT\t.", 551, near));
  CHECK(may_spell("one\t99\t.", 98, near));  // its reader says what is wrong
  CHECK_FALSE(may_spell("one\t99\t.\tA\t<DEL>\t.", 98, near));
}

TEST_CASE("an index older than the file is not trusted") {
  const TemporaryFolder folder;
  const std::string path = write_indexed(folder, "a.vcf.gz");
  const utimbuf past{1000, 1000};
  REQUIRE(utime((path + ".tbi").c_str(), &past) == 0);
  VcfReader reader(path, {});
  CHECK_FALSE(reader.has_index());
  CHECK(reader.contigs_with_records() == std::vector<std::string>{"one", "two"});
  CHECK(reader.take("two").size() == 8);
  CHECK_THROWS_AS(reader.query("one", 0, 10), InputError);
}

TEST_CASE("what is wrong with a VCF is said in one line") {
  const TemporaryFolder folder;
  CHECK_THAT(error_of(folder.file("none.vcf")), Contains("no such file"));
  CHECK_THAT(error_of(folder.path()), Contains("folder"));
  CHECK_THAT(error_of(write_text(folder, "empty.vcf", "")), Contains("empty"));
  CHECK_THAT(error_of(write_text(folder, "reads.fq", "@a\nACGT\n+\nIIII\n")), Contains("is not a VCF"));
  CHECK_THAT(error_of(write_text(folder, "two.vcf", header + columns)), Contains("has 2 samples: A, B"));
  CHECK_THAT(error_of(write_text(folder, "two.vcf", header + columns), {"C", {}, {}}),
             Contains("no sample \"C\"") && Contains("A, B"));
  CHECK_THAT(error_of(write_text(
                 folder, "bad.vcf",
                 header + one_column + "one\t5\t.\tA\tC\t.\t.\t.\tGT\t0/1\none\tx\t.\tA\tC\t.\t.\t.\tGT\t0/1\n")),
             Contains("record 2") && Contains("malformed"));
  CHECK_THAT(error_of(write_text(folder, "gt.vcf", header + one_column + "one\t5\t.\tA\tC\t.\t.\t.\tGT\t0/3\n")),
             Contains("record 1") && Contains("genotype"));
  const std::string whole = writer_tests::read_all(write_indexed(folder, "whole.vcf.gz"));
  CHECK_THAT(error_of(write_text(folder, "cut.vcf.gz", whole.substr(0, whole.size() - 40))), Contains("truncated"));
}

TEST_CASE("a damaged VCF never crashes the reader") {
  const TemporaryFolder folder;
  const std::string good = header + columns +
                           "one\t11\trs1\tAC\tA,<DEL>\t31.5\tLowQual\tDP=7;RU=CA\tGT:AD:PS\t0/1:3,4,0:.\t2|1:.:11\n"
                           "two\t12\t.\tA\tT\t.\tPASS\tDP=9;DB\tGT:AD:PS\t1/1:0,9:.\t0|1:1,2:11\n";
  std::mt19937 random(11);
  unsigned errors = 0;
  for (int round = 0; round < 400; ++round) {
    std::string text = good;
    for (int change = 0; change < 4; ++change) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, 1 + random() % 8);
          break;
        default:
          text.insert(at, 1, "\t\n:;,/|.0"[random() % 9]);
      }
    }
    errors += error_of(write_text(folder, "fuzz.vcf", text), {"A", {"DP", "RU"}, {"AD"}}).empty() ? 0 : 1;
  }
  CHECK(errors > 50);
  CHECK(errors < 400);
}

TEST_CASE("header values, declared fields and files of several samples without their columns") {
  const TemporaryFolder folder;
  const std::string path =
      write_text(folder, "h.vcf",
                 "##fileformat=VCFv4.3\n##person=Ann\n##person=Ben\n" + header.substr(header.find('\n') + 1) + columns +
                     "one\t11\t.\tA\tC\t.\tPASS\tDP=7\tGT:AD\t0/1:3,4\t0/0:7,0\n");
  VcfSelection selection;
  selection.columns = SampleColumns::none;
  selection.info_keys = {"DP"};
  VcfReader reader(path, selection);
  CHECK(reader.header_values("person") == std::vector<std::string>{"Ann", "Ben"});
  CHECK(reader.header_values("absent").empty());
  CHECK(reader.declares_info("DP"));
  CHECK_FALSE(reader.declares_info("GT"));
  const std::vector<VcfRecord> records = reader.take("one");
  REQUIRE(records.size() == 1);
  CHECK(records[0].info == std::vector<std::string>{"7"});
  CHECK(records[0].genotype.empty());
}

TEST_CASE("a query stops at the number of records that is asked for") {
  const TemporaryFolder folder;
  VcfReader reader(write_indexed(folder, "i.vcf.gz"), {});
  CHECK(reader.query("one", 0, 1000).size() == 8);
  const std::vector<VcfRecord> first = reader.query("one", 150, 1000, 2);
  REQUIRE(first.size() == 2);
  CHECK(first[0].position == 200);
}
