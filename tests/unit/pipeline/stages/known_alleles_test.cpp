#include "pipeline/stages/known_alleles.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "../panel_of_normals/small_reference.hpp"
#include "io/panel_of_normals.hpp"
#include "kernels/types/input_error.hpp"

namespace {
using namespace norrsken;
using Catch::Matchers::Contains;

const std::string frequency_head = "##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n";

std::string write_population(const SmallReference& small, const std::vector<SmallReference::Line>& lines) {
  return small.write("population.vcf.gz", frequency_head, "", lines);
}

std::string panel_head(const SmallReference& small) {
  return "##reference=ref.fa\n##reference_sha256=" + small.index().reference_sha256() +
         "\n##norrsken_normal=A\n##norrsken_normal=B\n##norrsken_normal=C\n"
         "##INFO=<ID=NN,Number=1,Type=Integer,Description=\"x\">\n"
         "##INFO=<ID=NC,Number=1,Type=Integer,Description=\"x\">\n"
         "##INFO=<ID=AFMEAN,Number=1,Type=Float,Description=\"x\">\n"
         "##INFO=<ID=AFSD,Number=1,Type=Float,Description=\"x\">\n";
}

std::string refusal(const std::string& path, KnownAlleleKind kind, const SmallReference& small) {
  try {
    (void)check_known_alleles(path, kind, small.index());
  } catch (const InputError& error) {
    CHECK(error.code() == ExitCode::reference);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("alleles of a population are found by position and letters, also those of sites with several ALT") {
  const SmallReference small;
  const std::string reference = small.letters(0, 100, 1);
  const std::string path = write_population(
      small, {{0, 100, reference, small.other(0, 100) + ",<DEL>," + reference + "G", "AF=0.25,0.5,0.001"},
              {1, 7, small.letters(1, 7, 1), small.other(1, 7), "AF=1e-05"}});
  KnownAlleles known(path, KnownAlleleKind::population, small.index().genome());
  const GenomePosition one = small.index().genome().contigs[0].start;
  const GenomePosition two = small.index().genome().contigs[1].start;
  const auto snv = known.find(one + 100, reference, small.other(0, 100));
  REQUIRE(snv);
  CHECK(snv->population_ppm == 250'000);
  CHECK(snv->normals == 0);
  const auto insertion = known.find(one + 100, reference, reference + "G");
  REQUIRE(insertion);
  CHECK(insertion->population_ppm == 1'000);
  CHECK_FALSE(known.find(one + 100, reference, reference + "GG"));
  CHECK_FALSE(known.find(one + 101, small.letters(0, 101, 1), small.other(0, 101)));
  const auto rare = known.find(two + 7, small.letters(1, 7, 1), small.other(1, 7));
  REQUIRE(rare);
  CHECK(rare->population_ppm == 10);
  CHECK(known.find(one + 100, reference, small.other(0, 100)));  // and back again
}

TEST_CASE("an indel is found however the population file spells it") {
  const SmallReference small;
  // chr1 from 1000: TACACACACACG, from 2000: GAAAAAC
  const std::string path = write_population(small, {{0, 1008, "ACA", "A", "AF=0.1"},
                                                    {0, 2003, "AAAC", "AAAAC", "AF=0.2"},
                                                    {0, 2500, small.letters(0, 2500, 1), "N", "AF=1"}});
  KnownAlleles known(path, KnownAlleleKind::population, small.index().genome());
  const GenomePosition one = small.index().genome().contigs[0].start;
  const auto deletion = known.find(one + 1000, "TAC", "T");
  REQUIRE(deletion);
  CHECK(deletion->population_ppm == 100'000);
  const auto insertion = known.find(one + 2000, "G", "GA");
  REQUIRE(insertion);
  CHECK(insertion->population_ppm == 200'000);
}

TEST_CASE("every allele of a dense file is found in any order of questions") {
  const SmallReference small;
  std::vector<SmallReference::Line> lines;
  for (const std::uint32_t contig : {0U, 1U})
    for (std::uint32_t position = 0; position < 2990; position += 3)
      lines.push_back({contig, position, small.letters(contig, position, 1), small.other(contig, position),
                       "AF=" + std::to_string(0.0001 * (position + 1))});
  KnownAlleles known(write_population(small, lines), KnownAlleleKind::population, small.index().genome());
  const auto check = [&](const SmallReference::Line& line) {
    const GenomePosition start = small.index().genome().contigs[line.contig].start;
    const auto found = known.find(start + line.position, line.reference, line.alternates);
    REQUIRE(found);
    CHECK(found->population_ppm == 100 * (line.position + 1));
  };
  for (const auto& line : lines) check(line);
  for (auto line = lines.rbegin(); line != lines.rend(); line += 10) {
    check(*line);
    if (lines.rend() - line <= 10) break;
  }
}

TEST_CASE("a panel's counts are found, and both files are asked at once") {
  const SmallReference small;
  const std::string snv = small.other(0, 100);
  const std::string panel =
      small.write("panel.vcf.gz", panel_head(small), "",
                  {{0, 100, small.letters(0, 100, 1), snv, "NN=3;NC=2;AFMEAN=0.02;AFSD=0.014142"}});
  const std::string population = write_population(small, {{0, 100, small.letters(0, 100, 1), snv, "AF=0.001"}});
  const KnownAlleleSource source = check_known_alleles(panel, KnownAlleleKind::panel_of_normals, small.index());
  CHECK(source.normals == 3);
  CHECK(source.contigs == 1);
  CHECK(source.skipped_contigs == 0);
  KnownAlleleLookup lookup({panel, population}, small.index().genome());
  const GenomePosition one = small.index().genome().contigs[0].start;
  const KnownAllele known = lookup.find(one + 100, small.letters(0, 100, 1), snv);
  CHECK(known.normals == 3);
  CHECK(known.normals_with == 2);
  CHECK(known.mean_ppm == 20'000);
  CHECK(known.sd_ppm == 14'142);
  CHECK(known.population_ppm == 1'000);
  CHECK(lookup.find(one + 200, small.letters(0, 200, 1), small.other(0, 200)).normals_with == 0);
  KnownAlleleLookup none({}, small.index().genome());
  CHECK(none.find(one + 100, small.letters(0, 100, 1), snv).population_ppm == 0);
}

TEST_CASE("a file of another reference, another kind or without index is refused by name") {
  const SmallReference small;
  const SmallReference elsewhere(4);
  const std::string snv = small.other(0, 100);
  const auto population = KnownAlleleKind::population;
  const auto panel = KnownAlleleKind::panel_of_normals;
  const std::string foreign_panel = elsewhere.write("panel.vcf.gz", panel_head(elsewhere), "", {});
  CHECK_THAT(refusal(foreign_panel, panel, small), Contains("another reference"));
  const std::string good = write_population(small, {{0, 100, small.letters(0, 100, 1), snv, "AF=0.1"}});
  CHECK(refusal(good, population, small).empty());
  CHECK_THAT(refusal(good, panel, small), Contains("is no panel of normals") && Contains("norrsken pon build"));
  CHECK_THAT(refusal(small.write("bare.vcf.gz", "", "", {}), population, small), Contains("INFO/AF"));
  const std::string wrong_base =
      small.write("wrong.vcf.gz", frequency_head, "", {{0, 41, small.other(0, 41), small.letters(0, 41, 1), "AF=0.1"}});
  CHECK_THAT(refusal(wrong_base, population, small), Contains("wrong.vcf.gz chr1:42") && Contains("another reference"));
  std::filesystem::remove(good + ".tbi");
  CHECK_THAT(refusal(good, population, small), Contains("has no index") && Contains("bcftools index"));
}

TEST_CASE("after a dense stretch at the end of a contig the next contig is still looked up") {
  const SmallReference small;
  const std::string path = write_population(small, {{1, 7, small.letters(1, 7, 1), small.other(1, 7), "AF=0.5"}});
  KnownAlleles known(path, KnownAlleleKind::population, small.index().genome());
  const Contig& one = small.index().genome().contigs[0];
  const Contig& two = small.index().genome().contigs[1];
  for (GenomePosition at = 0; at < one.length; at += 500)
    CHECK_FALSE(known.find(one.start + at, small.letters(0, at, 1), small.other(0, at)));
  CHECK(known.find(two.start + 7, small.letters(1, 7, 1), small.other(1, 7)));
}
