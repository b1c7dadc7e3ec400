// Genotypes of a child and its parents together: Mendel's rules, and the rare allele that neither parent has.
#pragma once

#include <array>
#include <cstdint>

namespace norrsken {

// Phred likelihoods of 0, 1 and 2 copies, smallest = 0.
using CopyLikelihoods = std::array<std::uint16_t, 3>;

struct TrioGenotypes {
  std::array<std::uint8_t, 3> copies{};          // child, mother, father: the likeliest together
  std::array<std::uint16_t, 3> quality_phred{};  // of each: the best with another number of copies, at most 99
  std::uint16_t de_novo_phred = 0;               // de novo against everything else; 0 when less likely
};

// Diploid sites only. The prior of a parent carrying the allele is that of a rare variant: reads decide about common
// ones, whose likelihoods leave no doubt.
[[nodiscard]] TrioGenotypes genotype_trio(const CopyLikelihoods& child, const CopyLikelihoods& mother,
                                          const CopyLikelihoods& father);

}  // namespace norrsken
