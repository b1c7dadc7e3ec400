#include "kernels/calling/family.hpp"

#include <algorithm>

#include "kernels/genotyping/trio.hpp"

namespace norrsken {
namespace {

unsigned copies_of(const GenotypeCall& sample) {
  return static_cast<unsigned>(sample.alleles[0] == 1) + static_cast<unsigned>(sample.alleles[1] == 1);
}

void set_copies(GenotypeCall& sample, unsigned copies, std::uint16_t quality_phred) {
  sample.quality_phred = quality_phred;
  if (copies_of(sample) == copies) return;
  sample.alleles = {static_cast<std::int8_t>(copies == 2), static_cast<std::int8_t>(copies > 0)};
  sample.is_phased = false;
  sample.phase_set_1based = 0;
}

Inheritance inheritance_of(const TrioGenotypes& trio) {
  const auto [child, mother, father] = trio.copies;
  if (child == 0) return Inheritance::not_inherited;
  if (mother == 0 && father == 0) return Inheritance::de_novo;
  if (child == 2 || (mother == 2 && father == 2)) return Inheritance::both;
  if (father == 0 || mother == 2) return Inheritance::mother;
  if (mother == 0 || father == 2) return Inheritance::father;
  return Inheritance::unclear;
}

}  // namespace

void settle_families(std::span<const Trio> trios, std::span<VariantCall> variants) {
  for (const Trio& trio : trios)
    for (VariantCall& variant : variants) {
      const std::array<GenotypeCall*, 3> members{&variant.samples[trio.child], &variant.samples[trio.mother],
                                                 &variant.samples[trio.father]};
      if (std::any_of(members.begin(), members.end(), [](const GenotypeCall* each) { return each->ploidy != 2; }))
        continue;
      const TrioGenotypes settled =
          genotype_trio(members[0]->likelihoods_phred, members[1]->likelihoods_phred, members[2]->likelihoods_phred);
      for (std::size_t i = 0; i < members.size(); ++i)
        set_copies(*members[i], settled.copies[i], settled.quality_phred[i]);
      members[0]->inheritance = inheritance_of(settled);
      members[0]->de_novo_phred = settled.de_novo_phred;
    }
}

}  // namespace norrsken
