#include <catch2/catch.hpp>
#include <fstream>

#include "../panel_of_normals/small_reference.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/annotation/case_annotation.hpp"
#include "pipeline/annotation/source_age.hpp"
#include "pipeline/annotation/variant_annotator.hpp"

namespace norrsken {
namespace {

using Catch::Matchers::Contains;

// A reference with files of every kind of source.
class Sources {
 public:
  Sources() : one_(small_.index().genome().contigs[0]) {}

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(small_.file(name)) << text;
    return small_.file(name);
  }
  [[nodiscard]] SourceSettings source(const std::string& name, SourceKind kind, const std::string& path,
                                      std::vector<std::string> fields) const {
    SourceSettings made;
    made.name = name;
    made.kind = kind;
    made.path = path;
    made.fields = std::move(fields);
    return made;
  }
  // What the sources say of an allele of the first contig; position from 0.
  std::vector<JoinedValue> joined(const std::vector<SourceSettings>& sources, GenomePosition position,
                                  const std::string& reference, const std::string& alternate) {
    AnnotationSettings settings;
    settings.sources = sources;
    const CaseAnnotation annotation(settings, {small_.index().genome(), "ref.fa", "GRCh38"}, 0);
    VariantAnnotator annotator(annotation, small_.index().genome());
    VariantCall record;
    record.position = one_.start + position;
    record.reference = reference;
    record.alternate = alternate;
    VariantCall* records[] = {&record};
    const auto found = annotator.annotate(records);
    more_info = record.more_info;
    is_known = found[0].is_known;
    return found[0].joined;
  }
  std::string refusal(const SourceSettings& source) const {
    AnnotationSettings settings;
    settings.sources = {source};
    try {
      const CaseAnnotation annotation(settings, {small_.index().genome(), "ref.fa", "GRCh38"}, 0);
    } catch (const InputError& error) {
      CHECK(error.code() == ExitCode::reference);
      return error.what();
    }
    return "";
  }
  [[nodiscard]] const SmallReference& small() const { return small_; }

  std::string more_info;
  bool is_known = false;

 private:
  SmallReference small_;
  const Contig& one_;
};

std::string text_of(const std::vector<JoinedValue>& values) {
  std::string text;
  for (const JoinedValue& value : values) text += value.source + "." + value.field + "=" + value.value + " ";
  return text;
}

}  // namespace

TEST_CASE("Alleles of a VCF are joined whatever their spelling, each with its own values") {
  Sources files;
  const SmallReference& small = files.small();
  // GAAAAAC stands at 2000: the deletion of one A, spelled at its right end; two ALT at another place.
  const std::string path = small.write(
      "clin.vcf.gz",
      "##INFO=<ID=SIG,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n"
      "##INFO=<ID=RD,Number=R,Type=Integer,Description=\"x\">\n",
      "",
      {{0, 100, small.letters(0, 100, 1), small.other(0, 100) + "," + small.letters(0, 100, 1) + "TT",
        "SIG=one,two;AF=0.5,0.25;RD=7,8,9"},
       {0, 2004, "AA", "A", "SIG=gone"}});
  SourceSettings source = files.source("clin", SourceKind::vcf, path, {"SIG", "AF", "RD"});
  source.rescues = {*parse_condition("clin.SIG=gone")};
  CHECK(text_of(files.joined({source}, 2000, "GA", "G")) == "clin.SIG=gone ");
  CHECK(files.is_known);
  CHECK(files.more_info == "clin_SIG=gone");
  const std::string base = small.letters(0, 100, 1);
  CHECK(text_of(files.joined({source}, 100, base, base + "TT")) == "clin.SIG=one&two clin.AF=0.25 clin.RD=9 ");
  CHECK_FALSE(files.is_known);
  CHECK(files.joined({source}, 100, base, base + "T").empty());
  CHECK(files.joined({source}, 101, small.letters(0, 101, 1), small.other(0, 101)).empty());
  CHECK(files.more_info.empty());
}

TEST_CASE("Tables join by allele, and BED tracks by place") {
  Sources files;
  const SmallReference& small = files.small();
  const std::string base = small.letters(0, 100, 1);
  const std::string table = files.write(
      "t.tsv", "#Chromosome\tStart\tRef\tAlt\tGene\tNote\nchr1\t101\t" + base + "\t" + small.other(0, 100) +
                   "\tG\thit\nchr1\t2005\tAA\tA\tG\tindel\n\t\t\t\tG\tgene only\nchr9\t1\tA\tC\tG\telsewhere\n");
  const SourceSettings source = files.source("t", SourceKind::table, table, {"note"});
  CHECK(text_of(files.joined({source}, 100, base, small.other(0, 100))) == "t.note=hit ");
  CHECK(text_of(files.joined({source}, 2000, "GA", "G")) == "t.note=indel ");
  CHECK(files.joined({source}, 102, small.letters(0, 102, 1), small.other(0, 102)).empty());
  const std::string bed = files.write("b.bed", "chr1\t50\t150\twide\nchr1\t100\t101\nchr1\t101\t120\tnext\n");
  const SourceSettings track = files.source("b", SourceKind::bed, bed, {"name"});
  CHECK(text_of(files.joined({track}, 100, base, small.other(0, 100))) == "b.name=wide&1 ");
  CHECK(text_of(files.joined({track}, 100, base, base + small.other(0, 100))) == "b.name=wide&1&next ");
  CHECK(files.joined({track}, 150, small.letters(0, 150, 1), small.other(0, 150)).empty());
}

TEST_CASE("Tables join by gene and by the change of a protein") {
  Sources files;
  const std::string path =
      files.write("p.tsv", "gene\tvariant\tlevel\nBRAF\tV600E\tA\nBRAF\tp.(Val600Lys)\tB\nBRAF\t\tC\n");
  const TableSource table(files.source("p", SourceKind::table, path, {"level"}), files.small().index().genome());
  VariantConsequences consequences;
  consequences.entries.resize(1);
  consequences.entries[0].symbol = "BRAF";
  consequences.entries[0].terms.add(ConsequenceTerm::missense);
  consequences.entries[0].hgvs_protein = "P1:p.Val600Glu";
  std::vector<JoinedValue> values;
  table.find({}, consequences, values);
  CHECK(text_of(values) == "p.level=A&C ");
  values.clear();
  consequences.entries[0].hgvs_protein = "P1:p.Val600Lys";
  table.find({}, consequences, values);
  CHECK(text_of(values) == "p.level=B&C ");
  values.clear();
  consequences.entries[0].terms = {};
  consequences.entries[0].terms.add(ConsequenceTerm::upstream_gene);
  table.find({}, consequences, values);
  CHECK(values.empty());
}

TEST_CASE("Sources that do not fit are refused by name") {
  const Sources files;
  const auto table = [&](const std::string& text, const char* field = "note") {
    return files.refusal(files.source("t", SourceKind::table, files.write("t.tsv", text), {field}));
  };
  CHECK_THAT(table("gene\tnote\n", "other"), Contains("t.tsv line 1") && Contains("no column \"other\""));
  CHECK_THAT(table("name\tnote\n"), Contains("no columns to join by"));
  CHECK_THAT(table(""), Contains("is empty"));
  CHECK_THAT(table("gene\tnote\nA\tb\tc\n"), Contains("line 2") && Contains("has 3 columns, the header 2"));
  CHECK_THAT(table("chr\tpos\tref\talt\tnote\nchr1\tx\tA\tC\tn\n"), Contains("no place of the genome"));
  const std::string wrong = files.small().other(0, 0);
  CHECK_THAT(table("chr\tpos\tref\talt\tnote\nchr1\t1\t" + wrong + "\tG\tn\n"), Contains("another reference"));
  const auto bed = [&](const std::string& text) {
    return files.refusal(files.source("b", SourceKind::bed, files.write("b.bed", text), {"name"}));
  };
  CHECK_THAT(bed("chr1\t1\t999999\n"), Contains("beyond the end"));
  CHECK_THAT(bed("chr9\t1\t2\n"), Contains("no contig of the index"));
  const std::string vcf = files.small().write("v.vcf.gz", "##reference=file:///GRCh37.fa\n", "", {});
  CHECK_THAT(files.refusal(files.source("v", SourceKind::vcf, vcf, {"AF"})), Contains("no INFO/AF"));
  CHECK_THAT(files.refusal(files.source("v", SourceKind::vcf, vcf, {})), Contains("is of GRCh37, the index of GRCh38"));
}

TEST_CASE("Dates of headers are read however they are written") {
  CHECK(plain_date("2026-11-01") == "2026-11-01");
  CHECK(plain_date("2018-11-7") == "2018-11-07");
  CHECK(plain_date("20200229") == "2020-02-29");
  CHECK(plain_date("2023-03") == "2023-03-01");
  for (const char* none : {"", "2020", "20200230", "today", "2020-1-1-1", "2023-00"}) CHECK(plain_date(none).empty());
}

TEST_CASE("A source that may grow too old has to have a date") {
  CHECK(check_age("A", "a.vcf", {"", "2020-01-01", "", 10, WhenOld::warning}, 18262 + 10).empty());
  CHECK(check_age("A", "a.vcf", {"", "2020-01-01", "", 10, WhenOld::warning}, 18262 + 11) ==
        "A is 11 days old (of 2020-01-01), more than the 10 days of the assay");
  CHECK_THROWS_AS(check_age("A", "a.vcf", {"", "2020-01-01", "", 10, WhenOld::error}, 18262 + 11), InputError);
  CHECK_THROWS_AS(check_age("A", "a.vcf", {"", "", "", 10, WhenOld::warning}, 18262), InputError);
  CHECK(check_age("A", "a.vcf", {"", "", "", 0, WhenOld::error}, 18262).empty());
}

TEST_CASE("The header names every source with its version, and every field") {
  const Sources files;
  AnnotationSettings settings;
  settings.sources = {files.source("b", SourceKind::bed, files.write("b.bed", "chr1\t1\t2\n"), {"name"})};
  settings.sources[0].age.version = "7 \"x\"";
  settings.sources[0].age.date = "2026-01-02";
  const CaseAnnotation annotation(settings, {files.small().index().genome(), "ref.fa", ""}, 0);
  const std::string lines = annotation.header_lines();
  CHECK_THAT(lines, Contains("##norrsken_annotation=<ID=b,File=\"b.bed\",Version=\"7 \\\"x\\\"\",Date=\"2026-01-02\""));
  CHECK_THAT(lines, Contains("##INFO=<ID=b_name,Number=1,Type=String"));
  CHECK_THAT(lines, !Contains("CSQ"));
  REQUIRE(annotation.sources().size() == 1);
  CHECK(annotation.sources()[0].date == "2026-01-02");
}

}  // namespace norrsken
