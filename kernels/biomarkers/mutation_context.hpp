// The context of a substitution, for the mutational spectrum.
#pragma once

#include <cstddef>
#include <optional>

#include "kernels/types/biomarkers.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// Index into MutationSpectrum. Letters of the forward strand; a purine is looked at from the other one: TGA, G>A is
// T[C>T]A. Nothing where a neighbour is N or off the contig, or the two bases are one.
[[nodiscard]] std::optional<std::size_t> mutation_context(const GenomeView& genome, GenomePosition position,
                                                          char alternate);

}  // namespace norrsken
