#include "io/panel_reader.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "io/coverage_table.hpp"
#include "io/hotspot_table.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/somatic_call.hpp"
#include "writer_test_support.hpp"

using namespace norrsken;
using namespace norrsken::writer_tests;
using Catch::Matchers::Contains;

namespace {

const TestGenome genome({{"chr1", 1000}, {"chr2", 500}});

std::string write(const TemporaryFolder& folder, const std::string& name, const std::string& text) {
  std::ofstream(folder.file(name)) << text;
  return folder.file(name);
}

template <class Read>
std::string message_of(Read&& read) {
  try {
    read();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

std::string target_error(const std::string& text) {
  const TemporaryFolder folder;
  return message_of([&] { (void)read_targets(write(folder, "t.bed", text), genome.view(), "_", 0); });
}

std::string hotspot_error(const std::string& text) {
  const TemporaryFolder folder;
  return message_of([&] { (void)read_hotspots(write(folder, "h.tsv", text), genome.view()); });
}

}  // namespace

TEST_CASE("targets lie on the genome axis and know their genes") {
  const TemporaryFolder folder;
  const TargetPanel panel =
      read_targets(write(folder, "t.bed",
                         "chr2\t10\t20\tEGFR_exon2\nchr1\t100\t200\tKRAS;2\nchr1\t50\t60\tEGFR_exon1\nchr1\t70\t80\n"),
                   genome.view(), "_;", 20);
  REQUIRE(panel.targets.size() == 4);
  CHECK(panel.padding_bases == 20);
  CHECK(panel.targets[0].place.start == genome.at(0, 50));
  CHECK(panel.targets[0].place.end == genome.at(0, 60));
  CHECK(panel.targets[0].name == "EGFR_exon1");
  CHECK(panel.targets[1].name == "chr1:71-80");
  CHECK(panel.genes == std::vector<std::string>{"EGFR", "", "KRAS"});
  CHECK(panel.targets[3].gene == 0);
}

TEST_CASE("targets of another build are refused with their line") {
  CHECK_THAT(target_error("chr1\t1\t5\nchr3\t1\t5\n"),
             Contains("t.bed line 2") && Contains("\"chr3\" is not in the index"));
  CHECK_THAT(target_error("1\t1\t5\n"), Contains("calls it \"chr1\""));
  CHECK_THAT(target_error("chr1\t1\t5\nchr1\t990\t1001\n"), Contains("line 2") && Contains("has 1000 bases"));
  CHECK(target_error("chr1\t990\t1000\n") == "no error");
  CHECK_THAT(target_error("chr1\t5\t5\n"), Contains("line 1") && Contains("empty"));
  CHECK_THAT(target_error("chr1\t9\t5\n"), Contains("end before start"));
  CHECK_THAT(target_error("chr1\t1\t5\tA\nchr1\t1\t5\tA\n"), Contains("line 2") && Contains("stands twice"));
  CHECK(target_error("chr1\t1\t5\tA\nchr1\t1\t5\tB\n") == "no error");
  CHECK_THAT(target_error("#nothing\n"), Contains("holds no target"));
}

TEST_CASE("reference bases of targets are compared where a column has them") {
  const std::string header = "#chrom\tstart\tend\tname\tref\n";
  const std::string right = genome.letters(0, 100, 4);
  const std::string wrong = right == "ACGT" ? "TTTT" : "ACGT";
  CHECK(target_error(header + "chr1\t100\t104\tA\t" + right + "\n") == "no error");
  CHECK_THAT(target_error(header + "chr1\t100\t104\tA\t" + wrong + "\n"),
             Contains("line 2") && Contains("chr1:101 is " + right + ", not " + wrong) && Contains("another build"));
  CHECK(target_error("chr1\t100\t104\tA\t" + wrong + "\n") == "no error");  // no column of that name
}

TEST_CASE("hot-spots are read from a table or a VCF") {
  const TemporaryFolder folder;
  const std::string base = genome.letters(0, 99, 1);
  const std::string two = genome.letters(0, 199, 2);
  const std::string other = base == "A" ? "C" : "A";
  const std::string tsv = "contig\tpos\tref\talt\tgene\tname\nchr1\t200\t" + two + "\t" + two[0] +
                          "\tKRAS\tdel\nchr1\t100\t" + base + "\t" + other + "\tTERT\tC228T\n";
  const std::string vcf = "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr1\t200\tdel\t" +
                          two + "\t" + two[0] + "\t.\t.\tA=1;GENE=KRAS\nchr1\t100\tC228T\t" + base + "\t" + other +
                          "\t.\t.\tGENE=TERT\n";
  for (const std::string& text : {tsv, vcf}) {
    const std::vector<Hotspot> hotspots = read_hotspots(write(folder, "h", text), genome.view());
    REQUIRE(hotspots.size() == 2);
    CHECK(hotspots[0].position == genome.at(0, 99));
    CHECK(hotspots[0].alternate == other);
    CHECK(hotspots[0].gene == "TERT");
    CHECK(hotspots[0].name == "C228T");
    CHECK(hotspots[1].reference == two);
    CHECK(hotspots[1].alternate == two.substr(0, 1));
    CHECK(hotspots[1].gene == "KRAS");
  }
}

TEST_CASE("hot-spots are cut to what they change, alleles come one by one, copies once") {
  const TemporaryFolder folder;
  TestGenome known({{"chr1", 1000}});
  known.set(0, 98, "GATCG");
  const std::string three = "ATC";
  const std::string changed = "AGC";
  const std::string line = "chr1\t100\t" + three + "\t" + changed + "," + three[0] + "\n";
  const std::vector<Hotspot> hotspots = read_hotspots(write(folder, "h.tsv", line + line), known.view());
  REQUIRE(hotspots.size() == 2);
  CHECK(hotspots[0].position == genome.at(0, 99));
  CHECK(hotspots[0].reference == three);
  CHECK(hotspots[1].position == genome.at(0, 100));
  CHECK(hotspots[1].reference == three.substr(1, 1));
  CHECK(hotspots[1].alternate == changed.substr(1, 1));
  CHECK(hotspots[1].gene.empty());
}

TEST_CASE("an indel in a repeat is moved left, wherever the list puts it") {
  const TemporaryFolder folder;
  TestGenome repeat({{"chr1", 1000}});
  repeat.set(0, 99, "GACACACAT");
  const std::vector<Hotspot> deletions =
      read_hotspots(write(folder, "d.tsv", "chr1\t105\tACA\tA\nchr1\t102\tCAC\tC\nchr1\t100\tGAC\tG\n"), repeat.view());
  REQUIRE(deletions.size() == 1);
  CHECK(deletions[0].position == repeat.at(0, 99));
  CHECK(deletions[0].reference == "GAC");
  CHECK(deletions[0].alternate == "G");
  const std::vector<Hotspot> insertion = read_hotspots(write(folder, "i.tsv", "chr1\t107\tA\tACA\n"), repeat.view());
  CHECK(insertion[0].position == repeat.at(0, 99));
  CHECK(insertion[0].alternate == "GAC");
}

TEST_CASE("the table of hot-spots has a line for every sample, also where nobody has it") {
  const TemporaryFolder folder;
  const std::vector<Hotspot> hotspots = {{genome.at(0, 99), "A", "C", "KRAS", "G12D"},
                                         {genome.at(1, 9), "AT", "A", "", ""}};
  const std::vector<std::uint64_t> records = {1, 1 + somatic_strand + somatic_few_reads};
  write_hotspot_table(
      folder.file("h.tsv"), genome.view(),
      {hotspots, {"T", "N"}, {{{100, 90, 4, 6}, {7, 0, 0, 0}}, {{50, 50, 0, 0}, {0, 0, 0, 0}}}, records});
  const std::string text = read_all(folder.file("h.tsv"));
  CHECK_THAT(text, Contains("\nchr1\t100\tA\tC\tKRAS\tG12D\tT\t100\t90\t10\t4\t6\t10.00\tPASS\n"));
  CHECK_THAT(text, Contains("\nchr1\t100\tA\tC\tKRAS\tG12D\tN\t50\t50\t0\t0\t0\t0.00\tPASS\n"));
  CHECK_THAT(text, Contains("\nchr2\t10\tAT\tA\t.\t.\tT\t7\t0\t0\t0\t0\t.\tStrandBias;FewReads\n"));
  const std::vector<std::uint64_t> none = {0};
  write_hotspot_table(folder.file("n.tsv"), genome.view(), {{hotspots.data(), 1}, {"T"}, {{{100, 90, 4, 6}}}, none});
  CHECK_THAT(read_all(folder.file("n.tsv")), Contains("10.00\t.\n"));
}

TEST_CASE("hot-spots of another build are refused with their line") {
  const std::string base = genome.letters(0, 99, 1);
  const std::string other = base == "A" ? "C" : "A";
  CHECK(hotspot_error("chr1\t100\t" + base + "\t" + other + "\n") == "no error");
  CHECK_THAT(hotspot_error("#x\nchr1\t100\t" + other + "\t" + base + "\n"),
             Contains("h.tsv line 2") && Contains("chr1:100 is " + base) && Contains("another build"));
  CHECK_THAT(hotspot_error("chr9\t100\tA\tC\n"), Contains("not in the index"));
  CHECK_THAT(hotspot_error("chr1\t1001\tA\tC\n"), Contains("has 1000 bases"));
  CHECK_THAT(hotspot_error("chr1\t99999999999999\tA\tC\n"), Contains("has 1000 bases"));
  CHECK_THAT(hotspot_error("chr1\t0\tA\tC\n"), Contains("not a position"));
  CHECK_THAT(hotspot_error("chr1\t100\t" + base + "\t<DEL>\n"), Contains("not made of A, C, G and T"));
  CHECK_THAT(hotspot_error("chr1\t100\t" + base + "\t" + base + "\n"), Contains("are the same"));
  CHECK_THAT(hotspot_error("chr1\t100\t" + base + "\n"), Contains("fewer columns"));
  CHECK_THAT(hotspot_error("#only a comment\n"), Contains("no hot-spot"));
}

TEST_CASE("coverage tables hold a line for every target and gene") {
  const TemporaryFolder folder;
  TargetPanel panel;
  panel.genes = {"EGFR", ""};
  panel.targets = {{{genome.at(0, 50), genome.at(0, 60)}, "EGFR_1", 0}, {{genome.at(1, 0), genome.at(1, 3)}, "x", 1}};
  PanelCoverage coverage;
  coverage.thresholds = {30, 200};
  coverage.targets = {{10, 2005, 199, {10, 9}}, {3, 2, 0, {0, 0}}};
  coverage.genes = coverage.targets;
  write_coverage_tables(folder.file("tables"), "S", genome.view(), panel, coverage);
  CHECK(read_all(folder.file("tables/S.coverage.targets.tsv")) ==
        "contig\tstart\tend\tname\tgene\tbases\tmean_depth\tmin_depth\tpercent_30x\tpercent_200x\n"
        "chr1\t50\t60\tEGFR_1\tEGFR\t10\t200.50\t199\t100.00\t90.00\n"
        "chr2\t0\t3\tx\t.\t3\t0.66\t0\t0.00\t0.00\n");
  CHECK(read_all(folder.file("tables/S.coverage.genes.tsv")) ==
        "gene\ttargets\tbases\tmean_depth\tmin_depth\tpercent_30x\tpercent_200x\n"
        "EGFR\t1\t10\t200.50\t199\t100.00\t90.00\n"
        ".\t1\t3\t0.66\t0\t0.00\t0.00\n");
  CHECK(std::filesystem::status(folder.file("tables/S.coverage.genes.tsv")).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}
