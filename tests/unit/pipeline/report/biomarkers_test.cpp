#include "pipeline/report/biomarkers.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

Finding somatic_snv(std::uint32_t reference_reads, std::uint32_t alternate_reads) {
  Finding finding;
  finding.reference = "A";
  finding.alternate = "C";
  finding.filters = "PASS";
  FindingSample tumor;
  tumor.depth = reference_reads + alternate_reads;
  tumor.allele_depth = {reference_reads, alternate_reads};
  finding.samples = {FindingSample{}, tumor};
  return finding;
}

const BiomarkerRules panel_rules{BurdenCounts::snvs, 100, 10, 50000, 950000, 0, 1000, 30, 2000};

}  // namespace

TEST_CASE("an SNV counts from its least depth, reads and fraction on") {
  CHECK(counts_for_burden(somatic_snv(80, 20), 1, panel_rules));
  CHECK_FALSE(counts_for_burden(somatic_snv(79, 20), 1, panel_rules));   // 99 fragments
  CHECK_FALSE(counts_for_burden(somatic_snv(91, 9), 1, panel_rules));    // reads
  CHECK(counts_for_burden(somatic_snv(190, 10), 1, panel_rules));        // 5 %
  CHECK_FALSE(counts_for_burden(somatic_snv(191, 10), 1, panel_rules));  // less
  CHECK(counts_for_burden(somatic_snv(5, 95), 1, panel_rules));          // 95 %
  CHECK_FALSE(counts_for_burden(somatic_snv(4, 96), 1, panel_rules));    // germline, likely
  CHECK_FALSE(counts_for_burden(somatic_snv(80, 20), 0, panel_rules));   // another sample
}

TEST_CASE("filtered, germline and longer variants do not count") {
  Finding filtered = somatic_snv(80, 20);
  filtered.filters = "WeakEvidence";
  CHECK_FALSE(counts_for_burden(filtered, 1, panel_rules));
  Finding germline = somatic_snv(80, 20);
  germline.origin = FindingOrigin::germline;
  CHECK_FALSE(counts_for_burden(germline, 1, panel_rules));
  Finding indel = somatic_snv(80, 20);
  indel.alternate = "AC";
  CHECK_FALSE(counts_for_burden(indel, 1, panel_rules));
}

TEST_CASE("of non-synonymous SNVs only those count that change the protein or its splicing") {
  BiomarkerRules rules = panel_rules;
  rules.burden_counts = BurdenCounts::nonsynonymous_snvs;
  Finding finding = somatic_snv(80, 20);
  CHECK_FALSE(counts_for_burden(finding, 1, rules));
  finding.mane.emplace().terms.add(ConsequenceTerm::synonymous);
  CHECK_FALSE(counts_for_burden(finding, 1, rules));
  finding.mane->terms.add(ConsequenceTerm::missense);
  CHECK(counts_for_burden(finding, 1, rules));
}

TEST_CASE("bases are counted from a depth on, the deepest together") {
  const std::vector<std::uint64_t> positions{5, 4, 3, 2};  // 0, 1, 2, 3 and more
  CHECK(covered_bases(positions, 0) == 14);
  CHECK(covered_bases(positions, 2) == 5);
  CHECK(covered_bases(positions, 3) == 2);
  CHECK(covered_bases(positions, 100) == 2);
  CHECK(covered_bases({}, 1) == 0);
}

}  // namespace norrsken
