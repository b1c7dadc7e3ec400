#include "kernels/genotyping/trio.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

constexpr CopyLikelihoods sure_reference{0, 90, 900};
constexpr CopyLikelihoods sure_het{400, 0, 400};
constexpr CopyLikelihoods sure_homozygous{900, 90, 0};

TEST_CASE("an allele that neither parent has is new in the child, with the doubt that the parents leave") {
  const TrioGenotypes trio = genotype_trio(sure_het, sure_reference, sure_reference);
  CHECK(trio.copies == std::array<std::uint8_t, 3>{1, 0, 0});
  CHECK(trio.de_novo_phred > 30);
  const TrioGenotypes doubtful = genotype_trio(sure_het, {0, 15, 300}, sure_reference);  // five reads of the mother
  CHECK(doubtful.copies == std::array<std::uint8_t, 3>{1, 1, 0});
  CHECK(doubtful.de_novo_phred == 0);
}

TEST_CASE("inherited alleles keep their genotypes") {
  CHECK(genotype_trio(sure_het, sure_het, sure_reference).copies == std::array<std::uint8_t, 3>{1, 1, 0});
  CHECK(genotype_trio(sure_homozygous, sure_het, sure_het).copies == std::array<std::uint8_t, 3>{2, 1, 1});
  CHECK(genotype_trio(sure_reference, sure_het, sure_reference).copies == std::array<std::uint8_t, 3>{0, 1, 0});
  CHECK(genotype_trio(sure_het, sure_homozygous, sure_reference).de_novo_phred == 0);
}

TEST_CASE("a weak genotype gives way to Mendel's rules, a sure one does not") {
  // The child looks heterozygous by 5 phred, but both parents are homozygous.
  CHECK(genotype_trio({60, 0, 5}, sure_homozygous, sure_homozygous).copies[0] == 2);
  CHECK(genotype_trio(sure_reference, sure_homozygous, sure_homozygous).copies == std::array<std::uint8_t, 3>{0, 2, 2});
  const TrioGenotypes unseen = genotype_trio({0, 0, 0}, {0, 0, 0}, {0, 0, 0});
  CHECK(unseen.copies == std::array<std::uint8_t, 3>{0, 0, 0});
  CHECK(unseen.de_novo_phred == 0);
}

TEST_CASE("qualities are bounded and fall where two answers are near") {
  const TrioGenotypes sure = genotype_trio(sure_het, sure_het, sure_reference);
  for (const std::uint16_t quality : sure.quality_phred) CHECK(quality <= 99);
  const TrioGenotypes near = genotype_trio({20, 0, 3}, sure_het, sure_het);
  CHECK(near.quality_phred[0] < 10);
}

}  // namespace
}  // namespace norrsken
