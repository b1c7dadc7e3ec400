// What all candidates of a case together say: tumour cells in the normal, the share of tumour cells in each tumour,
// whether the samples are of one person, and whether another person's reads are among them.
//
// All sums are integers that add up over blocks and ranks, so no order shows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/somatic/somatic_candidate.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// Fractions in the normal as a share of those in the tumour that are tried.
inline constexpr std::array<std::uint32_t, 13> carry_over_grid_per_mille{0,   10,  20,  30,  50,  75, 100,
                                                                         125, 150, 200, 250, 300, 350};

struct SomaticSums {
  std::uint64_t strong = 0;  // candidates that a tumour shows beyond doubt
  std::uint64_t unseen = 0;  // of these, those of which the normal has no read
  std::uint64_t alike = 0;   // ... or at least half as large a fraction as the tumour
  std::array<std::uint64_t, carry_over_grid_per_mille.size()> expected_unseen_ppm{};  // sums over the strong ones
  void add(const SomaticSums& other);
};
void count_candidate(const SomaticCandidate& candidate, std::size_t normal, std::span<const std::size_t> tumors,
                     SomaticSums& sums);

// Fraction of somatic alleles in the normal as a share of that in the tumour, per mille: 0 with few candidates, and
// where most of those in the normal are as frequent there, which is no contamination.
[[nodiscard]] std::uint32_t estimate_carry_over(const SomaticSums& sums);

// NormalContent::shared_excess: 0 unless the normal shows so many of the tumour's strong alleles.
[[nodiscard]] std::int64_t estimate_shared_excess(const SomaticSums& sums);

// Agreement of another sample with a reference one over germline SNVs: of the sites where one of both is homozygous
// for ALT, those where the other shows ALT too.
struct IdentitySums {
  std::uint64_t sites = 0;
  std::uint64_t shared = 0;
  std::uint64_t foreign_reads = 0;  // of REF in the other sample where the reference one is homozygous for ALT
  std::uint64_t homozygous_reads = 0;
  void add(const IdentitySums& other);
  // Empty with fewer than 50 sites.
  [[nodiscard]] std::optional<std::uint32_t> identity_per_mille() const;
  // Share of another person's reads: half of that person's alleles differ at such sites. Empty with few reads.
  [[nodiscard]] std::optional<std::uint32_t> contamination_per_mille() const;
};
void count_identity(std::span<const VariantCall> germline, std::size_t reference_sample, std::size_t other,
                    IdentitySums& sums);

// Somatic SNVs that passed, by allele fraction of a tumour in per cent.
using FractionHistogram = std::array<std::uint64_t, 101>;
// Share of tumour cells, per mille: twice the fraction of the largest group of heterozygous clonal variants, the
// uppermost that holds a fifth of all. Empty with fewer than 20 variants.
[[nodiscard]] std::optional<std::uint32_t> estimate_purity(const FractionHistogram& histogram);

}  // namespace norrsken
