#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "../../temporary_folder.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/stages/assay.hpp"

namespace norrsken {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const fs::path config = fs::path(NORRSKEN_SOURCE_DIR) / "config";

Assay load(const TemporaryFolder& folder, const std::string& assay, const std::string& more) {
  std::ofstream(folder.file("a.toml")) << text_of(config / assay) << "\n" << more;
  return load_assay(folder.file("a.toml"));
}

std::string error_of(const std::string& more) {
  const TemporaryFolder folder;
  try {
    (void)load(folder, "wgs.toml", more);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("The examples of annotation go with the assays they are written for") {
  const TemporaryFolder folder;
  for (const char* assay : {"wgs_tumour_normal.toml", "gms560.toml", "myeloid.toml", "ctdna.toml"}) {
    const AnnotationSettings cancer = load(folder, assay, text_of(config / "annotation/cancer.toml")).annotation;
    REQUIRE(cancer.genes);
    CHECK(cancer.genes->path == folder.file("Homo_sapiens.GRCh38.113.gff3.gz"));
    CHECK(cancer.sources.size() == 3);
    CHECK(cancer.rules.size() == 9);
    CHECK(cancer.adds_to_records());
  }
  const AnnotationSettings rare = load(folder, "wgs.toml", text_of(config / "annotation/rare_disease.toml")).annotation;
  CHECK(rare.rules.size() == 8);
  CHECK(rare.sources[0].age.max_days == 180);
  CHECK(rare.sources[0].age.when_old == WhenOld::warning);
  CHECK(rare.sources[0].rescues.size() == 1);
}

TEST_CASE("Every built-in assay has rules, and leaves out those that need a source which is not there") {
  for (const char* name : {"wgs", "wgs_tumour_normal", "gms560", "myeloid", "ctdna"}) {
    AnnotationSettings settings = load_assay(name).annotation;
    CHECK_FALSE(settings.adds_to_records());
    CHECK(settings.rules.size() > 6);
    leave_out_rules(settings);
    CHECK(settings.missing.size() >= 2);
    for (const char* lacking : {"ClinVar", "gnomAD", "genes"})
      CHECK(std::count(settings.missing.begin(), settings.missing.end(), lacking) == 1);
    if (std::string(name) == "wgs") {
      CHECK(settings.rules.empty());
      continue;
    }
    REQUIRE(settings.rules.size() == 2);  // hot-spots, and what only genes would explain
    CHECK(settings.rules[0].all[0].subject == "hotspot");
    CHECK(settings.rules[1].tier == "III");
  }
}

TEST_CASE("A file of annotation adds its sources and replaces genes and rules") {
  const TemporaryFolder folder;
  const std::string path = folder.file("more.toml");
  const std::string source = "[[annotation]]\nname = \"clinvar\"\nkind = \"bed\"\nfile = \"c.bed\"\n";
  std::ofstream(path) << "[genes]\nfile = \"g.gff3\"\n" << source;
  Assay assay = load_assay("wgs_tumour_normal");
  const std::size_t rules = assay.annotation.rules.size();
  add_annotation(assay, path);
  CHECK(assay.annotation.genes->path == folder.file("g.gff3"));
  CHECK(assay.annotation.rules.size() == rules);
  CHECK_THROWS_WITH(add_annotation(assay, path), Contains("has a source \"clinvar\" already"));

  leave_out_rules(assay.annotation);  // names of sources are compared without their case
  CHECK(assay.annotation.missing == std::vector<std::string>{"gnomAD", "CIViC"});

  std::ofstream(path) << "[[rule]]\norigin = \"somatic\"\ntier = \"II\"\nreason = \"r\"\nshow = true\n"
                         "any = [\"other\", \"impact=HIGH\"]\nnone = [\"other<3\"]\n";
  add_annotation(assay, path);
  leave_out_rules(assay.annotation);
  REQUIRE(assay.annotation.rules.size() == 1);
  CHECK(assay.annotation.rules[0].any.size() == 1);
  CHECK(assay.annotation.rules[0].none.empty());

  std::ofstream(path) << "[calling]\nmin_depth = 3\n";
  CHECK_THROWS_WITH(add_annotation(assay, path), Contains("unknown section \"calling\""));
  CHECK_THROWS_AS(add_annotation(assay, folder.file("none.toml")), InputError);
}

TEST_CASE("Mistakes in annotation are told with their key") {
  const std::string source = "[[annotation]]\nkind = \"vcf\"\nfile = \"x\"\nfields = [\"AF\"]\n";
  CHECK_THAT(error_of(source + "name = \"a b\"\n"), Contains("letters, digits and _ only"));
  CHECK_THAT(error_of(source + "name = \"gene\"\n"), Contains("is taken already"));
  CHECK_THAT(error_of(source + "name = \"a\"\n" + source + "name = \"a\"\n"), Contains("is taken already"));
  CHECK_THAT(error_of(source + "name = \"a\"\ndate = \"yesterday\"\n"), Contains("must be a date"));
  CHECK(error_of(source + "name = \"a\"\nmax_days = 3\n").empty());  // a VCF may say its date itself
  CHECK_THAT(error_of("[[annotation]]\nkind = \"table\"\nfile = \"x\"\nfields = [\"a\"]\nname = \"a\"\nmax_days = 3\n"),
             Contains("needs the key date"));
  CHECK_THAT(error_of(source + "name = \"a\"\nrescues = [\"AF<much\"]\n"), Contains("is no condition"));
  CHECK_THAT(error_of(source + "name = \"a\"\nfile2 = \"y\"\n"), Contains("unknown key \"file2\""));
  CHECK_THAT(error_of("[annotation]\nname = \"a\"\n"), Contains("must be written as [[annotation]]"));
  CHECK_THAT(error_of("[[genes]]\nfile = \"a\"\n"), Contains("must be written as [genes]"));
  CHECK_THAT(error_of("[genes]\n"), Contains("lacks the key \"file\""));
  CHECK_THAT(error_of("[[rule]]\norigin = \"somatic\"\ntier = \"I\"\nreason = \"\"\nshow = true\n"),
             Contains("a tier is never shown without"));
}

}  // namespace norrsken
