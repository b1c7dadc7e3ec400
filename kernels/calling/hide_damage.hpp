// Reads of damaged libraries as assembly should see them.
#pragma once

#include <span>

#include "kernels/pileup/reference_window.hpp"
#include "kernels/somatic/damage.hpp"
#include "kernels/types/read_store.hpp"

namespace norrsken {

// Makes `hidden` a copy of `reads` whose bases are too poor to build a haplotype of (quality 2) where they differ from
// the reference as damage of their library makes them in reads of their orientation. A variant that looks the same is
// still told by the reads of the other orientation. Damage of fewer than one base in 500 is left: false, and no copy is
// made, where there is no other. damage: of each sample; none for samples behind its end.
[[nodiscard]] bool hide_damage(const PlacedReads& reads, const ReferenceWindow& window,
                               std::span<const DamageProfile> damage, PlacedReads& hidden);

}  // namespace norrsken
