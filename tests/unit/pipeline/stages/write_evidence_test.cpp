#include "pipeline/stages/write_evidence.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

namespace norrsken {
namespace {

Finding finding_at(GenomePosition position, FindingSection section) {
  Finding finding;
  finding.position = position;
  finding.reference = "A";
  finding.alternate = "C";
  finding.section = section;
  return finding;
}

std::vector<GenomePosition> places_of(const std::vector<EvidenceSite>& sites) {
  std::vector<GenomePosition> places;
  for (const EvidenceSite& site : sites) places.push_back(site.position);
  return places;
}

}  // namespace

TEST_CASE("findings and hot-spots are evidence sites, by position, each once") {
  const std::vector<Finding> findings{finding_at(900, FindingSection::discuss), finding_at(100, FindingSection::other)};
  const std::vector<Hotspot> hotspots{
      {500, "A", "C", "G1", "h1"}, {900, "A", "C", "G1", "h2"}, {900, "A", "T", "", ""}};
  const auto sites = choose_evidence_sites(findings, hotspots);
  CHECK(places_of(sites) == std::vector<GenomePosition>{100, 500, 900, 900});
  CHECK(sites[2].alternate == "C");
  CHECK(sites[3].alternate == "T");
  CHECK(choose_evidence_sites({}, {}).empty());
}

TEST_CASE("of too many sites those to discuss stay, then hot-spots, and of the rest some from everywhere") {
  std::vector<Finding> findings;
  for (GenomePosition i = 0; i < 5000; ++i) findings.push_back(finding_at(1000 + i, FindingSection::other));
  findings.push_back(finding_at(10, FindingSection::discuss));
  const std::vector<Hotspot> hotspots{{20, "A", "C", "", ""}};
  const auto sites = choose_evidence_sites(findings, hotspots);
  CHECK(sites.size() == max_evidence_sites);
  CHECK(sites[0].position == 10);
  CHECK(sites[1].position == 20);
  CHECK(std::count_if(sites.begin(), sites.end(), [](const EvidenceSite& site) { return site.position > 3500; }) > 400);
  std::reverse(findings.begin(), findings.end());
  CHECK(choose_evidence_sites(findings, hotspots) == sites);
}

}  // namespace norrsken
