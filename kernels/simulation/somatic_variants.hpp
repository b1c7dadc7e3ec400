// What tumour cells have beyond the germline of their person.
//
// Clones are nested: clone 1 is the founder, every tumour cell belongs to it; the cells of clone n are among those of
// clone n - 1. A variant of clone n is in the cells of clone n and later ones.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/simulation/haplotype.hpp"

namespace norrsken {

struct Clone {
  double variant_share = 1;  // of the somatic variants
  double cell_fraction = 1;  // of the tumour cells, in this clone and later ones; falls from clone to clone
};

// Share of the sample's cells that belong to clone n and not to n + 1, after that of normal cells: purity 0.6, clones
// of 1 and 0.25 -> 0.4, 0.45, 0.15. Shares of 0 stay, so the index is the clone.
[[nodiscard]] std::vector<double> cell_shares(std::span<const Clone> clones, double purity);

inline constexpr std::int64_t germline_distance_bases = 3;

// Those of `candidates` that can be told apart: not within germline_distance_bases of a germline variant in any of
// its spellings, nor within `distance_bases` of one that stands before it in `candidates`. An SNV right beside the one
// before it on the same copies is one event with it. By position; each gets a clone by chance.
// `letters`: the contig, upper case. All left-aligned.
[[nodiscard]] std::vector<SampleVariant> select_somatic(std::string_view letters,
                                                        std::span<const SampleVariant> germline,
                                                        std::span<const SampleVariant> candidates,
                                                        std::int64_t distance_bases, std::span<const Clone> clones,
                                                        std::uint64_t seed, std::uint64_t contig_number);

}  // namespace norrsken
