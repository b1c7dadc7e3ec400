// Figures of a whole tumour, each with the counts behind it and a 95 % interval.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace norrsken {

// Repeats that tumour and normal cover well enough. Counts only: added over blocks and ranks.
struct RepeatCounts {
  std::uint64_t sites = 0;
  std::uint64_t unstable = 0;  // of these

  void add(const RepeatCounts& other) {
    sites += other.sites;
    unstable += other.unstable;
  }
};

// Mutations per million callable bases, x 100: 1234 is 12.34.
struct BurdenEstimate {
  std::uint64_t variants = 0;
  std::uint64_t bases = 0;  // callable; 0 = nothing can be said, and the rest is 0
  std::uint32_t per_megabase_x100 = 0;
  std::uint32_t low_x100 = 0;  // 95 % interval, exact for a Poisson count
  std::uint32_t high_x100 = 0;
};

// Share of unstable repeats in parts per 10,000, with its 95 % interval (Wilson).
struct InstabilityEstimate {
  RepeatCounts counts;
  std::uint32_t share_per_10000 = 0;
  std::uint32_t low_per_10000 = 0;
  std::uint32_t high_per_10000 = 0;
};

// Substitutions by what changes into what between which neighbours, on the strand of the pyrimidine. Six changes
// (C>A, C>G, C>T, T>A, T>C, T>G) of sixteen contexts each: 5' base A, C, G, T, then 3' base A, C, G, T.
inline constexpr std::size_t mutation_contexts = 96;
using MutationSpectrum = std::array<std::uint64_t, mutation_contexts>;

// 0 -> "A[C>A]A", 95 -> "T[T>G]T".
[[nodiscard]] inline std::string mutation_context_name(std::size_t context) {
  constexpr std::array<const char*, 6> changes = {"C>A", "C>G", "C>T", "T>A", "T>C", "T>G"};
  const char five_prime = "ACGT"[context % 16 / 4];
  const char three_prime = "ACGT"[context % 4];
  return std::string(1, five_prime) + "[" + changes[context / 16] + "]" + three_prime;
}

}  // namespace norrsken
