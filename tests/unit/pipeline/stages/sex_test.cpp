#include "pipeline/stages/sex.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

// chr1 of 10,000 bases, chrX of 5,000 (500 of them shared with chrY at each end), chrY of 3,000, chrM of 100.
struct Genome {
  std::vector<Contig> contigs = {
      {"chr1", 2048, 10000}, {"chrX", 14096, 5000}, {"chrY", 21144, 3000}, {"chrM", 26192, 100}};
  std::vector<GenomeInterval> n_runs = {{0, 2048}, {12048, 14096}, {19096, 21144}, {24144, 26192}};
  std::vector<GenomeBuild> builds = {{"tiny", 5000, {{0, 500}, {4500, 5000}}, {{0, 500}, {2500, 3000}}}};
  [[nodiscard]] GenomeView view() const { return {contigs, {}, n_runs, 28340}; }
};

// Depth of a sample with so many copies of X and Y at 10x on the autosomes.
ClassDepth depth_of(const ChromosomeMap& map, double x_copies, double y_copies) {
  ClassDepth depth;
  const auto set = [&](ChromosomeClass kind, double copies) {
    const auto bases = static_cast<std::uint64_t>(static_cast<double>(map.known_bases(kind)) * 5 * copies);
    depth.bases[static_cast<std::size_t>(kind)] = bases;
    depth.reads[static_cast<std::size_t>(kind)] = bases;
  };
  set(ChromosomeClass::autosome, 2);
  set(ChromosomeClass::x, x_copies);
  set(ChromosomeClass::y, y_copies);
  return depth;
}

const PloidyInterval* at(const std::vector<PloidyInterval>& ploidies, GenomePosition position) {
  for (const PloidyInterval& interval : ploidies)
    if (position >= interval.start && position < interval.end) return &interval;
  return nullptr;
}

TEST_CASE("contigs are told by their names with and without chr") {
  CHECK(class_of_contig("7") == ChromosomeClass::autosome);
  CHECK(class_of_contig("chr22") == ChromosomeClass::autosome);
  CHECK(class_of_contig("chrX") == ChromosomeClass::x);
  CHECK(class_of_contig("Y") == ChromosomeClass::y);
  CHECK(class_of_contig("MT") == ChromosomeClass::mitochondrion);
  CHECK(class_of_contig("chrM") == ChromosomeClass::mitochondrion);
  for (const char* name : {"chr23", "0", "01", "chr1_random", "chr", "", "chrUn_KI270302v1", "chr17_43000000"})
    CHECK(class_of_contig(name) == ChromosomeClass::other);
}

TEST_CASE("a map knows the known bases of a class without shared regions and N") {
  Genome genome;
  genome.n_runs = {{0, 2048}, {3000, 3100}, {12048, 14096}, {16000, 16010}, {19096, 21144}, {24144, 26192}};
  const ChromosomeMap map(genome.view(), genome.builds);
  CHECK(map.known_bases(ChromosomeClass::autosome) == 9900);
  CHECK(map.known_bases(ChromosomeClass::x) == 3990);
  CHECK(map.known_bases(ChromosomeClass::y) == 2000);
}

TEST_CASE("a build whose X has another length is not used") {
  Genome genome;
  genome.builds.front().x_length = 4999;
  CHECK(ChromosomeMap(genome.view(), genome.builds).known_bases(ChromosomeClass::x) == 5000);
}

TEST_CASE("only confident reads of their own place are counted, once") {
  const Genome genome;
  const ChromosomeMap map(genome.view(), genome.builds);
  std::vector<PlacedRead> reads(9);
  for (auto& read : reads) {
    read.position = 15000;  // on X
    read.length = 100;
    read.confidence_phred = 60;
  }
  reads[1].flags = placement_is_secondary;
  reads[2].flags = read_is_duplicate;
  reads[3].flags = read_is_orphan;
  reads[4].confidence_phred = 19;
  reads[5].position = 14100;  // shared with Y
  reads[6].position = 5000;   // on chr1
  reads[7].position = 2000;   // hangs over the first contig
  reads[8].position = 20000;  // outside the block
  ClassDepth depth;
  map.count({0, 19096}, reads, {&depth, 1});
  CHECK(depth.bases[static_cast<std::size_t>(ChromosomeClass::x)] == 100);
  CHECK(depth.reads[static_cast<std::size_t>(ChromosomeClass::autosome)] == 1);
  CHECK(depth.reads[static_cast<std::size_t>(ChromosomeClass::other)] == 1);
}

TEST_CASE("sex is read from the depth of X and Y") {
  const Genome genome;
  const ChromosomeMap map(genome.view(), genome.builds);
  const SexRules rules;
  const SexJudgement male = judge_sex(map, depth_of(map, 1, 1), rules);
  CHECK(male.sex == Sex::male);
  CHECK(male.x_ploidy == 1);
  CHECK(male.y_ploidy == 1);
  CHECK(male.x_per_mille == 500);
  const SexJudgement female = judge_sex(map, depth_of(map, 2, 0.02), rules);
  CHECK(female.sex == Sex::female);
  CHECK(female.x_ploidy == 2);
  CHECK(female.y_ploidy == 0);
}

TEST_CASE("X0 and XXY get the ploidies they have and no sex") {
  const Genome genome;
  const ChromosomeMap map(genome.view(), genome.builds);
  const SexJudgement x0 = judge_sex(map, depth_of(map, 1, 0), {});
  CHECK(x0.sex == Sex::unknown);
  CHECK(x0.x_ploidy == 1);
  CHECK(x0.y_ploidy == 0);
  const SexJudgement xxy = judge_sex(map, depth_of(map, 2, 1), {});
  CHECK(xxy.sex == Sex::unknown);
  CHECK(xxy.x_ploidy == 2);
  CHECK(xxy.y_ploidy == 1);
}

TEST_CASE("few reads or a depth that fits nothing are not judged") {
  const Genome genome;
  const ChromosomeMap map(genome.view(), genome.builds);
  SexRules rules;
  const SexJudgement targeted = judge_sex(map, depth_of(map, 0.01, 0), rules);
  CHECK(targeted.sex == Sex::unknown);
  CHECK(targeted.x_ploidy == 2);
  rules.min_reads = 10'000'000;
  const SexJudgement few = judge_sex(map, depth_of(map, 1, 1), rules);
  CHECK(few.sex == Sex::unknown);
  CHECK_FALSE(few.x_per_mille);
}

TEST_CASE("males are haploid on X and Y outside the shared regions, females have no Y, and all one mitochondrion") {
  const Genome genome;
  const ChromosomeMap map(genome.view(), genome.builds);
  const auto male = ploidies_of(map, Sex::male, {});
  CHECK(at(male, 5000) == nullptr);
  CHECK(at(male, 14096 + 499) == nullptr);
  REQUIRE(at(male, 14096 + 500) != nullptr);
  CHECK(at(male, 14096 + 500)->ploidy == 1);
  CHECK(at(male, 14096 + 4500) == nullptr);
  CHECK(at(male, 21144 + 1000)->ploidy == 1);
  CHECK(at(male, 26200)->ploidy == 1);
  const auto female = ploidies_of(map, Sex::female, {});
  CHECK(at(female, 14096 + 1000) == nullptr);
  CHECK(at(female, 21144)->ploidy == 0);
  CHECK(at(female, 21144 + 2999)->ploidy == 0);
  CHECK(at(female, 26200)->ploidy == 1);
}

TEST_CASE("a declared sex has the last word over depth") {
  const Genome genome;
  const ChromosomeMap map(genome.view(), genome.builds);
  const SexJudgement male = judge_sex(map, depth_of(map, 1, 1), {});
  CHECK(at(ploidies_of(map, Sex::female, male), 21144 + 1000)->ploidy == 0);
  CHECK(at(ploidies_of(map, Sex::unknown, male), 21144 + 1000)->ploidy == 1);
}

}  // namespace
}  // namespace norrsken
