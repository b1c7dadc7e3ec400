#include "kernels/prioritisation/inheritance.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

constexpr ChildAndParents family{0, 1, 2};
const std::vector<std::string> on_x = {"chrX"};

Finding finding(const char* contig, const char* child, const char* mother, const char* father, Inheritance from) {
  Finding made;
  made.origin = FindingOrigin::germline;
  made.contig = contig;
  made.filters = "PASS";
  made.samples.resize(3);
  made.samples[0].genotype = child;
  made.samples[0].inheritance = from;
  made.samples[1].genotype = mother;
  made.samples[2].genotype = father;
  made.worst.emplace();
  made.worst->gene_id = "G1";
  made.worst->terms.add(ConsequenceTerm::missense);
  made.worst->hgvs_coding = std::string("T1:c.") + contig;
  return made;
}

std::vector<std::string> models_of(Finding one) {
  find_models({&one, 1}, family, on_x);
  return one.models;
}

}  // namespace

TEST_CASE("Genotypes of a family fit a model or none") {
  using Models = std::vector<std::string>;
  CHECK(models_of(finding("chr1", "0/1", "0/0", "0/0", Inheritance::de_novo)) == Models{"de novo"});
  CHECK(models_of(finding("chr1", "1/1", "0/1", "0/1", Inheritance::both)) == Models{"recessive"});
  CHECK(models_of(finding("chrX", "1", "0/1", "0", Inheritance::mother)) == Models{"X-linked"});
  CHECK(models_of(finding("chr1", "1", "0/1", "0", Inheritance::mother)).empty());
  CHECK(models_of(finding("chr1", "0/1", "0/1", "0/0", Inheritance::mother)).empty());
  Finding filtered = finding("chr1", "0/1", "0/0", "0/0", Inheritance::de_novo);
  filtered.filters = "LowQual";
  CHECK(models_of(filtered).empty());
}

TEST_CASE("Two changes of one gene from both parents are a compound, each naming the other") {
  std::vector<Finding> pair = {finding("chr1", "0/1", "0/1", "0/0", Inheritance::mother),
                               finding("chr2", "0|1", "0/0", "0/1", Inheritance::father)};
  find_models(pair, family, on_x);
  CHECK(pair[0].models == std::vector<std::string>{"compound heterozygous"});
  CHECK(pair[0].reasons.at(0).text() == "compound heterozygous: from the mother; with T1:c.chr2 from the father");
  CHECK(pair[1].models.size() == 1);
}

TEST_CASE("Two changes from one parent, of two genes, or without effect are no compound") {
  std::vector<Finding> pair = {finding("chr1", "0/1", "0/1", "0/0", Inheritance::mother),
                               finding("chr2", "0/1", "0/1", "0/0", Inheritance::mother)};
  find_models(pair, family, on_x);
  CHECK(pair[0].models.empty());
  pair[1].samples[0].inheritance = Inheritance::father;
  pair[1].worst->gene_id = "G2";
  find_models(pair, family, on_x);
  CHECK(pair[0].models.empty());
  pair[1].worst->gene_id = "G1";
  pair[1].worst->terms = {};
  find_models(pair, family, on_x);
  CHECK(pair[0].models.empty());
}

}  // namespace norrsken
