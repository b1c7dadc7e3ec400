// Which stretches of a contig a sample has, and how many copies of them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/simulation/haplotype.hpp"
#include "kernels/types/dna.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

enum class SexChromosomes : std::uint8_t { xx, xy };

// The copies of a contig of `bases` bases by its name ("chrX" or "X", chrY, chrM or MT; every other one is diploid).
// Male: one X and one Y, and two copies of X's pseudoautosomal regions, which are where GRCh38 and GRCh37 have them
// (told apart by the contig's length; other assemblies have none) and are left out of Y. Female: no Y. chrM: one copy.
[[nodiscard]] CopyTerritory contig_copies(std::string_view name, std::uint32_t bases, SexChromosomes sex);

// Takes out of every copy the N runs longer than `longest_filled_gap`, and what is then shorter than `shortest` bases.
[[nodiscard]] CopyTerritory without_gaps(const CopyTerritory& copies, std::span<const BaseCode> contig,
                                         std::uint32_t shortest);

// The sample has bases even where the reference does not know them: replaces N runs of up to longest_filled_gap bases
// (and single ambiguous letters) by random bases and returns where they were.
inline constexpr std::uint32_t longest_filled_gap = 10;
std::vector<GenomeInterval> fill_short_gaps(std::vector<BaseCode>& contig, std::uint64_t seed,
                                            std::uint64_t contig_number);

// Where truth can be judged: what at least one copy has, less `margin` bases at each end (depth falls to nothing there)
// and less `excluded`, which may be in any order and overlap.
[[nodiscard]] std::vector<GenomeInterval> confident_intervals(const CopyTerritory& territory, std::uint32_t margin,
                                                              std::vector<GenomeInterval> excluded);

}  // namespace norrsken
