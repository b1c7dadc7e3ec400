// What the fragments of one sample say of one allele, at any share of the sample that may carry it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace norrsken {

// Allele fractions that are looked at, in thousandths: fine below 5 %. [0] is none.
inline constexpr std::array<std::uint16_t, 40> fraction_grid_per_mille = {
    0,   1,   2,   3,   5,   7,   10,  15,  20,  25,  30,  35,  40,  45,  50,  60,  70,  80,  100, 125,
    150, 175, 200, 225, 250, 300, 350, 400, 450, 500, 550, 600, 650, 700, 750, 800, 850, 900, 950, 1000};
inline constexpr std::size_t fractions = fraction_grid_per_mille.size();

// The grid point nearest to a fraction.
[[nodiscard]] std::size_t nearest_fraction(std::uint32_t per_mille);

// Log-likelihoods relative to fraction 0, in hundredths of 10 log10: > 0 speaks for the allele.
using FractionLikelihoods = std::array<std::int32_t, fractions>;

class AlleleEvidence {
 public:
  static constexpr int max_difference_phred = 60;

  // Costs of a fragment under its best haplotype with the allele, and without it.
  void add(unsigned with_phred, unsigned without_phred);
  [[nodiscard]] FractionLikelihoods likelihoods() const;

 private:
  std::array<std::uint32_t, 2 * max_difference_phred + 1> counts_{};  // by cost without minus cost with, from -60
};

}  // namespace norrsken
