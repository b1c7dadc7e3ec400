// How the bases of a haplotype and of the reference go together: least cost with affine gaps (Gotoh, J Mol Biol 1982).
// Only haplotypes are ever aligned, never reads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/dna.hpp"

namespace norrsken {

inline constexpr int mismatch_penalty = 5;
inline constexpr int gap_open_penalty = 8;
inline constexpr int gap_extend_penalty = 1;  // also for the first base of a gap

// What one step uses up: a base of both, of the haplotype, of the reference.
enum class AlignmentStep : std::uint8_t { match = 0, insertion = 1, deletion = 2 };

// The steps from the first bases to the last, whole against whole. Where several alignments cost the same, each step
// back from the end is a match rather than an insertion, and an insertion rather than a deletion.
[[nodiscard]] std::vector<AlignmentStep> align_haplotype(std::span<const BaseCode> reference,
                                                         std::span<const BaseCode> haplotype);

}  // namespace norrsken
