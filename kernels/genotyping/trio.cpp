#include "kernels/genotyping/trio.hpp"

#include <algorithm>
#include <limits>

namespace norrsken {
namespace {

constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max() / 4;
constexpr std::array<std::uint32_t, 3> parent_prior_phred{0, 30, 33};  // one base in 1,000 is heterozygous
constexpr std::uint32_t new_mutation_phred = 65;                       // 79 for a base; indels in repeats are commoner

// Phred of a parent with `copies` passing on the allele (or not). A gamete that breaks the rule has mutated.
std::uint32_t gamete_phred(unsigned copies, bool passes_on) {
  if (copies == 1) return 3;
  return (copies == 2) == passes_on ? 0 : new_mutation_phred;
}

std::uint32_t transmission_phred(unsigned child, unsigned mother, unsigned father) {
  std::uint32_t best = never;
  for (const bool from_mother : {false, true})
    for (const bool from_father : {false, true})
      if (unsigned{from_mother} + unsigned{from_father} == child)
        best = std::min(best, gamete_phred(mother, from_mother) + gamete_phred(father, from_father));
  return best;
}

}  // namespace

TrioGenotypes genotype_trio(const CopyLikelihoods& child, const CopyLikelihoods& mother,
                            const CopyLikelihoods& father) {
  std::array<std::array<std::uint32_t, 3>, 3> best_of{};  // by person and copies
  for (auto& person : best_of) person.fill(never);
  std::uint32_t best = never;
  std::uint32_t best_de_novo = never;
  std::uint32_t best_other = never;
  TrioGenotypes result;
  for (unsigned c = 0; c < 3; ++c)
    for (unsigned m = 0; m < 3; ++m)
      for (unsigned f = 0; f < 3; ++f) {
        const std::uint32_t cost = child[c] + mother[m] + father[f] + parent_prior_phred[m] + parent_prior_phred[f] +
                                   transmission_phred(c, m, f);
        const bool is_de_novo = c > 0 && m == 0 && f == 0;
        (is_de_novo ? best_de_novo : best_other) = std::min(is_de_novo ? best_de_novo : best_other, cost);
        best_of[0][c] = std::min(best_of[0][c], cost);
        best_of[1][m] = std::min(best_of[1][m], cost);
        best_of[2][f] = std::min(best_of[2][f], cost);
        if (cost >= best) continue;
        best = cost;
        result.copies = {static_cast<std::uint8_t>(c), static_cast<std::uint8_t>(m), static_cast<std::uint8_t>(f)};
      }
  for (std::size_t person = 0; person < 3; ++person) {
    std::uint32_t second = never;
    for (unsigned copies = 0; copies < 3; ++copies)
      if (copies != result.copies[person]) second = std::min(second, best_of[person][copies]);
    result.quality_phred[person] = static_cast<std::uint16_t>(std::min(99U, second - best));
  }
  if (best_de_novo < best_other)
    result.de_novo_phred = static_cast<std::uint16_t>(std::min(99U, best_other - best_de_novo));
  return result;
}

}  // namespace norrsken
