// Wrong bases that a molecule brings along, before any sequencer sees it.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/simulation/library.hpp"
#include "kernels/simulation/random.hpp"
#include "kernels/types/dna.hpp"

namespace norrsken {

enum class StrandSense : std::uint8_t { forward, reverse };

// Damages the strand of that sense: `molecule` is written forward, so damage of the reverse strand shows as the
// complement (FFPE: G to A instead of C to T). Returns the number of bases changed.
std::uint32_t damage_strand(std::span<BaseCode> molecule, StrandSense sense, const StrandDamage& damage,
                            RandomStream& random);

// Replaces bases by any other one, each with `errors_per_base`. Returns the number of bases changed.
std::uint32_t add_pcr_errors(std::span<BaseCode> molecule, double errors_per_base, RandomStream& random);

}  // namespace norrsken
