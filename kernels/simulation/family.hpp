// Parents drawn from a population's variants, and what their child inherits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/simulation/haplotype.hpp"

namespace norrsken {

// Share of the sites of a pool that one person carries: frequencies are squares of uniform numbers, so 2 f (1 - f) +
// f^2 is 7/15 on average, of which 4/7 are heterozygous.
inline constexpr double carried_pool_share = 7.0 / 15;

// The pool's variants that a person carries: every site has a frequency, the same for every person, and either copy
// that exists there (`territory`) has the variant with that chance.
[[nodiscard]] std::vector<SampleVariant> carried_of_pool(std::span<const SampleVariant> pool,
                                                         const CopyTerritory& territory, std::uint64_t seed,
                                                         std::uint64_t contig_number, std::uint64_t person);

// What the child has: one whole copy of the mother's as its first, one of the father's as its second, chosen by chance
// among those that the parent has; the father's as the first where the mother has none (chrY). Only copies that exist
// in `child` are filled. Pass the result through select_carried().
[[nodiscard]] std::vector<SampleVariant> inherited(std::span<const SampleVariant> mother,
                                                   std::span<const SampleVariant> father,
                                                   const CopyTerritory& mother_territory,
                                                   const CopyTerritory& father_territory, const CopyTerritory& child,
                                                   std::uint64_t seed, std::uint64_t contig_number);

}  // namespace norrsken
