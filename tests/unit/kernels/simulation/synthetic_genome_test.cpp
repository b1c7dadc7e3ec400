#include "kernels/simulation/synthetic_genome.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <unordered_map>

#include "kernels/simulation/synthetic_repeats.hpp"

using namespace norrsken;

namespace {

// Share of 25-mers of the genome that occur more than once.
double repeated_share(const SyntheticGenome& genome) {
  std::unordered_map<std::uint64_t, std::uint32_t> counts;
  std::uint64_t kmers = 0;
  for (const SyntheticContig& contig : genome.contigs) {
    std::uint64_t kmer = 0;
    unsigned length = 0;
    for (const BaseCode base : contig.bases) {
      length = base < base_n ? length + 1 : 0;
      kmer = (kmer << 2 | (base & 3)) & ((1ULL << 50) - 1);
      if (length >= 25) ++counts[kmer], ++kmers;
    }
  }
  std::uint64_t repeated = 0;
  for (const auto& [kmer, count] : counts)
    if (count > 1) repeated += count;
  return static_cast<double>(repeated) / static_cast<double>(kmers);
}

}  // namespace

TEST_CASE("a synthetic genome has the size asked for and the same bases for the same seed") {
  const SyntheticGenome genome = make_synthetic_genome({.bases = 400'000, .seed = 9});
  std::uint64_t bases = 0;
  for (const SyntheticContig& contig : genome.contigs) bases += contig.bases.size();
  CHECK(bases == 400'000);
  CHECK(genome.contigs.size() == 7);
  CHECK(genome.contigs.back().bases.size() < 1000);

  const SyntheticGenome same = make_synthetic_genome({.bases = 400'000, .seed = 9});
  const SyntheticGenome other = make_synthetic_genome({.bases = 400'000, .seed = 10});
  for (std::size_t contig = 0; contig < genome.contigs.size(); ++contig) {
    CHECK(genome.contigs[contig].bases == same.contigs[contig].bases);
    CHECK(genome.contigs[contig].bases != other.contigs[contig].bases);
  }
}

TEST_CASE("a synthetic genome has repeats, gaps and few CpG, as real ones have") {
  const SyntheticGenome genome = make_synthetic_genome({.bases = 1'000'000, .seed = 2});
  std::uint64_t kinds[4] = {};
  for (const GenomeStretch& stretch : genome.stretches) {
    REQUIRE(stretch.end <= genome.contigs[stretch.contig].bases.size());
    REQUIRE(stretch.start < stretch.end);
    kinds[static_cast<std::size_t>(stretch.kind)] += stretch.end - stretch.start;
  }
  CHECK(kinds[0] == Approx(400'000).margin(60'000));
  CHECK(kinds[1] > 7'000);
  CHECK(kinds[2] > 5'000);
  CHECK(kinds[3] > 25'000);

  std::uint64_t unknown = 0, strong = 0, cytosines = 0, guanines = 0, cpg = 0, known = 0;
  for (const SyntheticContig& contig : genome.contigs) {
    for (std::size_t at = 0; at + 1 < contig.bases.size(); ++at) {
      const BaseCode base = contig.bases[at];
      if (base >= base_n)
        ++unknown;
      else
        ++known;
      cytosines += base == 1;
      guanines += base == 2;
      strong += base == 1 || base == 2;
      cpg += base == 1 && contig.bases[at + 1] == 2;
    }
  }
  CHECK(unknown > 1000);
  CHECK(unknown < 20'000);
  const double strong_share = static_cast<double>(strong) / static_cast<double>(known);
  CHECK(strong_share > 0.36);
  CHECK(strong_share < 0.50);
  const double expected_cpg =
      static_cast<double>(cytosines) * static_cast<double>(guanines) / static_cast<double>(known);
  CHECK(static_cast<double>(cpg) < 0.5 * expected_cpg);
  const double repeated = repeated_share(genome);
  CHECK(repeated > 0.01);
  CHECK(repeated < 0.25);
}

TEST_CASE("a segmental duplication stands twice in the genome with the divergence told") {
  const SyntheticGenome genome = make_synthetic_genome({.bases = 600'000, .seed = 5});
  std::vector<GenomeStretch> duplications;
  std::ranges::copy_if(genome.stretches, std::back_inserter(duplications),
                       [](const GenomeStretch& stretch) { return stretch.kind == StretchKind::segmental_duplication; });
  REQUIRE(duplications.size() >= 2);
  CHECK(duplications.size() % 2 == 0);
  for (const GenomeStretch& stretch : duplications) {
    CHECK(stretch.divergence_permille <= 50);
    CHECK(stretch.end - stretch.start >= 900);
  }
}

TEST_CASE("sex chromosomes and mitochondria are made when asked for") {
  const SyntheticGenome genome =
      make_synthetic_genome({.bases = 500'000, .seed = 1, .sex_contigs = SexContigs::present});
  std::vector<std::string> names;
  for (const SyntheticContig& contig : genome.contigs) names.push_back(contig.name);
  for (const char* name : {"chrX", "chrY", "chrM"}) CHECK(std::ranges::count(names, name) == 1);
}

TEST_CASE("a diverged copy differs by about the share asked for") {
  RandomStream random(1, RandomPurpose::repeat_family);
  Sequence source;
  append_unique(source, 20'000, 0.45, random);
  CHECK(diverge(source, 0, random) == source);
  const Sequence copy = diverge(source, 0.1, random);
  CHECK(copy.size() == Approx(source.size()).epsilon(0.01));
  std::size_t same = 0;  // before the first insertion or deletion shifts everything: compare short windows
  for (std::size_t at = 0; at < 60; ++at) same += copy[at] == source[at];
  CHECK(same > 30);
  CHECK(reverse_complement(reverse_complement(source)) == source);
}
