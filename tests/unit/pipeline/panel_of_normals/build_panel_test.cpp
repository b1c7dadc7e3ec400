#include "pipeline/panel_of_normals/build_panel.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <iterator>

#include "io/panel_of_normals.hpp"
#include "io/vcf_reader.hpp"
#include "pipeline/commands/command.hpp"
#include "small_reference.hpp"

namespace {
using namespace norrsken;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

std::string somatic_head(const SmallReference& small) {
  return "##source=Norrsken 0.1.0\n##reference=ref.fa\n##reference_sha256=" + small.index().reference_sha256() +
         "\n##INFO=<ID=TLOD,Number=1,Type=Float,Description=\"x\">\n"
         "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
         "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n";
}

struct Shown {
  std::uint32_t contig;
  std::uint32_t position;
  std::string alternate;
  std::string depths;
};

std::string write_normal(const SmallReference& small, const std::string& name, const std::vector<Shown>& alleles) {
  std::vector<SmallReference::Line> lines;
  for (const Shown& shown : alleles)
    lines.push_back({shown.contig, shown.position, small.letters(shown.contig, shown.position, 1), shown.alternate,
                     "TLOD=3\tGT:AD\t0/1:" + shown.depths});
  return small.write(name + ".somatic.vcf.gz", somatic_head(small), "\tFORMAT\t" + name, lines);
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string refusal(const std::vector<std::string>& normals, const SmallReference& small) {
  try {
    build_panel(normals, small.index(), small.file("refused.vcf.gz"));
  } catch (const InputError& error) {
    CHECK(error.code() == ExitCode::input);
    CHECK_FALSE(fs::exists(small.file("refused.vcf.gz")));
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a panel holds each allele of its normals once, with counts and the fraction's mean and spread") {
  const SmallReference small;
  const std::string snv = small.other(0, 100);
  const std::string one = write_normal(small, "N1", {{0, 100, snv, "99,1"}, {0, 300, "GATTACA", "9,1"}});
  const std::string two = write_normal(small, "N2", {{0, 100, snv, "97,3"}, {1, 50, small.other(1, 50), "0,8"}});
  const std::string three = write_normal(small, "N3", {{0, 100, small.other(0, 100), "50,0"}});
  const PanelSummary summary = build_panel({one, two, three}, small.index(), small.file("panel.vcf.gz"));
  CHECK(summary.normals == 3);
  CHECK(summary.alleles == 3);
  CHECK(summary.shared_alleles == 1);

  VcfSelection selection;
  selection.info_keys = {"NN", "NC", "AC", "DP", "AFMEAN", "AFSD"};
  VcfReader panel(small.file("panel.vcf.gz"), selection);
  CHECK(panel.has_index());
  const auto description = panel_description(panel);
  REQUIRE(description);
  CHECK(description->normals == std::vector<std::string>{"N1", "N2", "N3"});
  CHECK(description->reference_sha256 == small.index().reference_sha256());
  const std::vector<VcfRecord> first = panel.take("chr1");
  REQUIRE(first.size() == 2);
  CHECK(first[0].position == 100);
  CHECK(first[0].info == std::vector<std::string>{"3", "2", "4", "200", "0.02", "0.014142"});
  CHECK(first[1].alternates == std::vector<std::string>{"GATTACA"});
  const std::vector<VcfRecord> second = panel.take("chr2");
  REQUIRE(second.size() == 1);
  CHECK(second[0].info == std::vector<std::string>{"3", "1", "8", "8", "1", "0"});
}

TEST_CASE("a panel is the same bytes whatever the order of the normals") {
  const SmallReference small;
  std::vector<std::string> normals;
  for (const char* name : {"C", "A", "B"})
    normals.push_back(write_normal(small, name, {{0, 100, small.other(0, 100), "90,1" + std::to_string(name[0] % 7)}}));
  build_panel(normals, small.index(), small.file("one.vcf.gz"));
  std::reverse(normals.begin(), normals.end());
  build_panel(normals, small.index(), small.file("two.vcf.gz"));
  CHECK(bytes_of(small.file("one.vcf.gz")) == bytes_of(small.file("two.vcf.gz")));
  CHECK(bytes_of(small.file("one.vcf.gz.tbi")) == bytes_of(small.file("two.vcf.gz.tbi")));
}

TEST_CASE("normals that cannot be counted together are refused by name") {
  const SmallReference small;
  const std::string good = write_normal(small, "N1", {});
  CHECK_THAT(refusal({}, small), Contains("no normals given"));
  CHECK_THAT(refusal({good, good}, small), Contains("\"N1\" is given twice"));
  CHECK_THAT(refusal({small.file("absent.vcf.gz")}, small), Contains("no such file"));
  const std::string other = small.write("other.vcf.gz", "##source=someone\n", "", {});
  CHECK_THAT(refusal({good, other}, small), Contains("other.vcf.gz: is no somatic VCF of norrsken run"));
  const std::string two = small.write("two.vcf.gz", somatic_head(small), "\tFORMAT\tT\tN", {});
  CHECK_THAT(refusal({two}, small), Contains("has 2 samples") && Contains("role tumor"));
  const std::string bare = write_normal(small, "N2", {});
  fs::remove(bare + ".tbi");
  CHECK_THAT(refusal({bare}, small), Contains("has no index") && Contains("bcftools index"));
  const SmallReference elsewhere(4);
  CHECK_THAT(refusal({write_normal(elsewhere, "N3", {})}, small), Contains("another reference"));
  const std::string broken = write_normal(small, "N4", {{0, 100, small.other(0, 100), "7"}});
  CHECK_THAT(refusal({broken}, small), Contains("chr1:101") && Contains("AD"));
}

TEST_CASE("a case folder stands for its somatic VCF") {
  const TemporaryFolder folder;
  fs::create_directories(folder.file("N/vcf"));
  std::ofstream(folder.file("N/vcf/N.somatic.pass.vcf.gz"));
  CHECK_THROWS_WITH(somatic_vcf_of(folder.file("N")), Contains("no DONE"));
  std::ofstream(folder.file("N/DONE"));
  CHECK_THROWS_WITH(somatic_vcf_of(folder.file("N")), Contains("has no vcf/CASE.somatic.vcf.gz"));
  std::ofstream(folder.file("N/vcf/N.somatic.vcf.gz"));
  CHECK(somatic_vcf_of(folder.file("N")) == folder.file("N/vcf/N.somatic.vcf.gz"));
  CHECK(somatic_vcf_of(folder.file("x.vcf.gz")) == folder.file("x.vcf.gz"));
}

TEST_CASE("wrong words after norrsken pon are usage errors") {
  const SmallReference small;
  const std::string normal = write_normal(small, "N1", {});
  for (const Arguments& arguments : std::vector<Arguments>{{},
                                                           {"make"},
                                                           {"build", "-o", "a.vcf.gz"},
                                                           {"build", "--index", small.index().path()},
                                                           {"build", "-o", "a.txt", "--index", small.index().path()},
                                                           {"build", "--bogus"}}) {
    try {
      pon_command(arguments);
      FAIL("accepted");
    } catch (const InputError& error) {
      CHECK_THAT(error.what(), Contains("norrsken pon") || Contains("-o panel") || Contains("--index"));
    }
  }
  CHECK_THROWS_WITH(pon_command({"build", "-o", normal, "--index", small.index().path(), normal}),
                    Contains("is one of the normals"));
}
