#include "kernels/prioritisation/rules.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

Finding missense(FindingOrigin origin) {
  Finding finding;
  finding.origin = origin;
  finding.filters = "PASS";
  finding.worst.emplace();
  finding.worst->terms.add(ConsequenceTerm::missense);
  finding.worst->symbol = "BRAF";
  finding.joined = {{"gnomAD", "AF", "0.0001"}, {"ClinVar", "CLNSIG", "Likely_pathogenic&Pathogenic"}};
  return finding;
}

bool is_true(const char* condition, const Finding& finding) {
  const auto parsed = parse_condition(condition);
  REQUIRE(parsed);
  return holds(*parsed, finding);
}

PriorityRule rule(FindingOrigin origin, const char* tier, const char* condition, Showing showing = Showing::shown) {
  PriorityRule made;
  made.origin = origin;
  (origin == FindingOrigin::somatic ? made.tier : made.evidence) = tier;
  made.reason = "Because";
  made.showing = showing;
  made.all = {*parse_condition(condition)};
  return made;
}

}  // namespace

TEST_CASE("Conditions ask for words, parts of words, numbers and presence") {
  const Finding finding = missense(FindingOrigin::somatic);
  CHECK(is_true("impact=HIGH|moderate", finding));
  CHECK_FALSE(is_true("impact=HIGH", finding));
  CHECK(is_true("term=missense_variant", finding));
  CHECK(is_true("gene=braf", finding));
  CHECK(is_true("ClinVar.CLNSIG~pathogenic", finding));
  CHECK(is_true("ClinVar.CLNSIG=Pathogenic", finding));
  CHECK_FALSE(is_true("ClinVar.CLNSIG=patho", finding));
  CHECK(is_true("ClinVar", finding));
  CHECK_FALSE(is_true("CIViC", finding));
  CHECK(is_true("gnomAD.AF<0.001", finding));
  CHECK_FALSE(is_true("gnomAD.AF>0.001", finding));
  CHECK(is_true("local.AF<0.001", finding));  // not seen there at all
  CHECK_FALSE(is_true("hotspot", finding));
  CHECK(is_true("filter=PASS", finding));
}

TEST_CASE("What is no condition is told") {
  CHECK_FALSE(parse_condition(""));
  CHECK_FALSE(parse_condition("=x"));
  CHECK_FALSE(parse_condition("impact="));
  CHECK_FALSE(parse_condition("AF<much"));
}

TEST_CASE("The first somatic rule that holds gives tier, place and reason") {
  const std::vector<PriorityRule> rules = {rule(FindingOrigin::somatic, "I", "CIViC"),
                                           rule(FindingOrigin::somatic, "II", "gene=BRAF"),
                                           rule(FindingOrigin::somatic, "III", "impact=MODERATE", Showing::folded)};
  Finding finding = missense(FindingOrigin::somatic);
  apply_rules(rules, finding);
  CHECK(finding.tier == "II");
  CHECK(finding.rank == 1);
  CHECK(finding.section == FindingSection::discuss);
  REQUIRE(finding.reasons.size() == 1);
  CHECK(finding.reasons[0].text() == "Because (gene=BRAF)");
  Finding other = missense(FindingOrigin::somatic);
  other.worst->symbol = "TTN";
  apply_rules(rules, other);
  CHECK(other.tier == "III");
  CHECK(other.section == FindingSection::other);
}

TEST_CASE("A filtered finding is folded away unless it is rescued") {
  Finding finding = missense(FindingOrigin::somatic);
  finding.filters = "StrandBias";
  apply_rules({rule(FindingOrigin::somatic, "II", "gene=BRAF")}, finding);
  CHECK(finding.section == FindingSection::other);
  finding = missense(FindingOrigin::somatic);
  finding.filters = "StrandBias";
  finding.is_rescued = finding.is_hotspot = true;
  apply_rules({}, finding);
  CHECK(finding.section == FindingSection::discuss);
  CHECK(finding.reasons.back().text() == "Shown although filtered (StrandBias): on the list of hot-spots");
}

TEST_CASE("Without rules somatic findings that pass are shown, and no finding is without a reason") {
  Finding finding = missense(FindingOrigin::somatic);
  apply_rules({}, finding);
  CHECK(finding.section == FindingSection::discuss);
  CHECK(finding.reasons.size() == 1);
  Finding below = missense(FindingOrigin::somatic);
  below.is_below_report = true;
  apply_rules({}, below);
  CHECK(below.section == FindingSection::other);
  Finding germline = missense(FindingOrigin::germline);
  apply_rules({}, germline);
  CHECK(germline.section == FindingSection::other);
  CHECK(germline.reasons.size() == 1);
}

TEST_CASE("Germline rules gather evidence, and the evidence makes the class") {
  const std::vector<PriorityRule> rules = {rule(FindingOrigin::germline, "PVS1", "impact=MODERATE"),
                                           rule(FindingOrigin::germline, "PM2", "gnomAD.AF<0.001"),
                                           rule(FindingOrigin::germline, "", "ClinVar.CLNSIG~pathogenic")};
  Finding finding = missense(FindingOrigin::germline);
  apply_rules(rules, finding);
  CHECK(finding.evidence == std::vector<std::string>{"PVS1", "PM2"});
  CHECK(finding.tier == "likely pathogenic");
  CHECK(finding.reasons.size() == 3);
  CHECK(finding.section == FindingSection::discuss);
}

TEST_CASE("Codes combine as the guideline's table says") {
  CHECK(acmg_class({}) == "uncertain significance");
  CHECK(acmg_class({"PVS1", "PS2"}) == "pathogenic");
  CHECK(acmg_class({"PVS1", "PM2", "PP3"}) == "pathogenic");
  CHECK(acmg_class({"PVS1", "PM2_Supporting"}) == "uncertain significance");
  CHECK(acmg_class({"PVS1", "PM2_Supporting", "PP3"}) == "pathogenic");
  CHECK(acmg_class({"PS1", "PS2"}) == "pathogenic");
  CHECK(acmg_class({"PS2", "PM2"}) == "likely pathogenic");
  CHECK(acmg_class({"PM1", "PM2", "PM5"}) == "likely pathogenic");
  CHECK(acmg_class({"PM2", "PP3"}) == "uncertain significance");
  CHECK(acmg_class({"BA1"}) == "benign");
  CHECK(acmg_class({"BS1", "BS2"}) == "benign");
  CHECK(acmg_class({"BS1", "BP4"}) == "likely benign");
  CHECK(acmg_class({"PVS1", "PS2", "BA1"}) == "uncertain significance");
  CHECK(acmg_rank("pathogenic") == 0);
  CHECK(acmg_rank("benign") == 4);
}

}  // namespace norrsken
