// Tumour mutational burden: mutations per million bases in which one would have been seen.
#pragma once

#include <cstdint>

#include "kernels/types/biomarkers.hpp"

namespace norrsken {

// Bounds of the mean of a Poisson distribution of which `count` was seen, 95 %: the exact interval of Garwood,
// Biometrika 28 (1936). count 0 -> 0 .. 3.689; count 10 -> 4.795 .. 18.390.
struct PoissonInterval {
  double low = 0;
  double high = 0;
};
[[nodiscard]] PoissonInterval poisson_interval(std::uint64_t count);

// {30 variants, 2,000,000 bases} -> 15.00 per megabase, 10.12 to 21.41. bases 0: nothing can be said.
[[nodiscard]] BurdenEstimate estimate_burden(std::uint64_t variants, std::uint64_t bases);

}  // namespace norrsken
