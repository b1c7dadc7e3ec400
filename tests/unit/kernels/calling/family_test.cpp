#include "kernels/calling/family.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

GenotypeCall genotype_of(unsigned copies, std::array<std::uint16_t, 3> likelihoods) {
  GenotypeCall sample;
  sample.alleles = {static_cast<std::int8_t>(copies == 2), static_cast<std::int8_t>(copies > 0)};
  sample.likelihoods_phred = likelihoods;
  return sample;
}

const GenotypeCall reference = genotype_of(0, {0, 90, 900});
const GenotypeCall het = genotype_of(1, {400, 0, 400});
const GenotypeCall homozygous = genotype_of(2, {900, 90, 0});

VariantCall settled(GenotypeCall child, GenotypeCall mother, GenotypeCall father) {
  VariantCall call;
  call.samples = {mother, child, father};  // columns need not be in order
  const std::vector<Trio> trios{{1, 0, 2}};
  settle_families(trios, {&call, 1});
  return call;
}

TEST_CASE("a child's allele is said to come from who has it") {
  CHECK(settled(het, reference, reference).samples[1].inheritance == Inheritance::de_novo);
  CHECK(settled(het, het, reference).samples[1].inheritance == Inheritance::mother);
  CHECK(settled(het, reference, het).samples[1].inheritance == Inheritance::father);
  CHECK(settled(het, het, het).samples[1].inheritance == Inheritance::unclear);
  CHECK(settled(het, homozygous, het).samples[1].inheritance == Inheritance::mother);
  CHECK(settled(homozygous, het, het).samples[1].inheritance == Inheritance::both);
  CHECK(settled(reference, het, reference).samples[1].inheritance == Inheritance::not_inherited);
  CHECK(settled(het, het, reference).samples[0].inheritance == Inheritance::not_known);  // no child
}

TEST_CASE("a genotype that Mendel's rules change loses its phase, the others keep theirs") {
  GenotypeCall doubtful = genotype_of(1, {60, 0, 5});
  doubtful.is_phased = true;
  doubtful.phase_set_1based = 7;
  GenotypeCall mother = homozygous;
  mother.is_phased = true;
  const VariantCall call = settled(doubtful, mother, homozygous);
  CHECK(call.samples[1].alleles == std::array<std::int8_t, 2>{1, 1});
  CHECK_FALSE(call.samples[1].is_phased);
  CHECK(call.samples[1].phase_set_1based == 0);
  CHECK(call.samples[0].is_phased);
}

TEST_CASE("sites where one of the three is not diploid stay as they are") {
  GenotypeCall father = reference;
  father.ploidy = 1;
  const VariantCall call = settled(het, reference, father);
  CHECK(call.samples[1].inheritance == Inheritance::not_known);
  CHECK(call.samples[1].alleles == het.alleles);
}

}  // namespace
}  // namespace norrsken
