#include <catch2/catch.hpp>

#include "kernels/types/input_error.hpp"
#include "pipeline/annotation/finding_pack.hpp"
#include "pipeline/annotation/make_finding.hpp"
#include "pipeline/annotation/source_age.hpp"

namespace norrsken {
namespace {

struct OneContig {
  std::vector<Contig> contigs = {{"chr1", 2048, 1000}};
  [[nodiscard]] GenomeView view() const { return {contigs, {}, {}, 5000}; }
};

SomaticCall call() {
  SomaticCall made;
  made.record.position = 2050;
  made.record.reference = "A";
  made.record.alternate = "C";
  made.record.samples.resize(2);
  made.record.samples[1].alleles[1] = 1;
  made.record.samples[1].forward_depth = {5, 7};
  made.samples.resize(2);
  made.samples[1].fraction_high_per_10000 = 900;
  return made;
}

VariantAnnotation annotated() {
  VariantAnnotation annotation;
  annotation.consequences.hgvs_genomic = "chr1:g.3A>C";
  annotation.consequences.entries.resize(2);
  annotation.consequences.entries[0].terms.add(ConsequenceTerm::missense);
  annotation.consequences.entries[1].terms.add(ConsequenceTerm::intron);
  annotation.consequences.entries[1].is_mane_select = true;
  annotation.joined = {{"gnomAD", "AF", "0.1"}};
  return annotation;
}

}  // namespace

TEST_CASE("A somatic record becomes a finding with depths, names and both consequences") {
  const Finding finding = somatic_finding(OneContig().view(), call(), annotated());
  CHECK(finding.contig == "chr1");
  CHECK(finding.position_1based == 3);
  CHECK(finding.filters == "PASS");
  CHECK_FALSE(finding.is_rescued);
  REQUIRE(finding.samples.size() == 2);
  CHECK(finding.samples[1].genotype == "0/1");
  CHECK(finding.samples[1].allele_depth[1] == 7);
  CHECK(finding.samples[1].fraction_high_per_10000 == 900);
  CHECK(finding.worst->terms.has(ConsequenceTerm::missense));
  CHECK(finding.mane->terms.has(ConsequenceTerm::intron));
}

TEST_CASE("What is known is rescued from its filters") {
  SomaticCall filtered = call();
  filtered.record.filters = somatic_strand | somatic_few_reads;
  VariantAnnotation annotation;
  CHECK_FALSE(somatic_finding(OneContig().view(), filtered, annotation).is_rescued);
  annotation.is_known = true;
  const Finding finding = somatic_finding(OneContig().view(), filtered, annotation);
  CHECK(finding.is_rescued);
  CHECK(finding.filters == "StrandBias;FewReads");
  VariantCall germline = call().record;
  germline.filters = filter_low_depth;
  CHECK(germline_finding(OneContig().view(), germline, annotation).is_rescued);
}

TEST_CASE("Findings travel as bytes and stay what they are") {
  Finding finding = somatic_finding(OneContig().view(), call(), annotated());
  finding.models = {"de novo", ""};
  finding.mane.reset();
  const std::string bytes = pack_findings({finding, Finding{}});
  std::vector<Finding> back;
  unpack_findings(bytes, back);
  REQUIRE(back.size() == 2);
  CHECK(pack_findings(back) == bytes);
  CHECK(back[0].joined.at(0).value == "0.1");
  CHECK(back[0].worst->terms == finding.worst->terms);
  CHECK_FALSE(back[0].mane);
  CHECK_THROWS_AS(unpack_findings(std::string_view(bytes).substr(0, bytes.size() - 1), back), std::logic_error);
}

TEST_CASE("A source's age and build are judged by the assay's policy") {
  CHECK(days_of("1970-01-02") == 1);
  CHECK(days_of("2026-02-29") == std::nullopt);
  CHECK(days_of("2026-2-29") == std::nullopt);
  SourceAge age;
  age.date = "2026-01-01";
  const std::int64_t day = *days_of("2026-04-01");
  CHECK(check_age("ClinVar", "c.vcf.gz", age, day).empty());  // no limit
  age.max_days = 90;
  CHECK(check_age("ClinVar", "c.vcf.gz", age, day).empty());
  CHECK_THROWS_AS(check_age("ClinVar", "c.vcf.gz", age, day + 1), InputError);
  age.when_old = WhenOld::warning;
  CHECK(check_age("ClinVar", "c.vcf.gz", age, day + 1) ==
        "ClinVar is 91 days old (of 2026-01-01), more than the 90 days of the assay");
  check_build("genes.gff3", "GRCh38.p14", "hg38");
  check_build("genes.gff3", "", "GRCh38");
  CHECK_THROWS_AS(check_build("genes.gff3", "GRCh37.p13", "GRCh38"), InputError);
}

}  // namespace norrsken
