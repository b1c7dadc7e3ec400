// Counts of one allele in normals -> its background. Integer sums: the same whatever the order of the normals.
#pragma once

#include <cstdint>

#include "kernels/types/known_allele.hpp"

namespace norrsken {

class BackgroundSum {
 public:
  // Fragments of one normal. Nothing is added when none shows the allele.
  void add(std::uint32_t alternate, std::uint32_t reference);
  // The same, and one that shows it in no fragment counts too.
  void add_always(std::uint32_t alternate, std::uint32_t reference);

  // Mean and spread rounded to the nearest part per million; spread of a sample: divided by normals - 1.
  // Fractions 0.01 and 0.03 -> mean 20,000, spread 14,142.
  [[nodiscard]] SiteBackground summary() const;

 private:
  std::uint32_t normals_ = 0;
  std::uint64_t alternate_ = 0;
  std::uint64_t depth_ = 0;
  std::uint64_t ppm_ = 0;          // sum of fractions
  std::uint64_t squared_ppm_ = 0;  // sum of their squares: 18 million normals fit
};

}  // namespace norrsken
