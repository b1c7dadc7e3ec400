// Variants of one haplotype that change a protein together: two in one codon, or an indel and what follows it until
// the frame is restored or the shifted frame stops.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/consequence/consequence_finder.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// Indices of records that one molecule carries, by place: of every sample each phase set's two copies with what is on
// every copy, and each heterozygote alone whose phase is not known. records: by place.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> haplotypes_of(std::span<const VariantCall* const> records);

// Where variants of a haplotype act together on a transcript, their entries say what they do together and name each
// other in `compound`. A variant that some haplotype carries without the others keeps its own entry beside it.
// found: what the finder found for every record, which the haplotypes index.
void combine(ConsequenceFinder& finder, std::span<const std::vector<std::uint32_t>> haplotypes,
             std::span<FoundConsequences> found);

}  // namespace norrsken
