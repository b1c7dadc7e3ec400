// Tandem repeats of a sequence: where polymerases slip and where an indel has more than one spelling.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/dna.hpp"

namespace norrsken {

inline constexpr unsigned max_slip_unit = 6;    // units that slip tables know
inline constexpr unsigned max_tract_unit = 24;  // units found at all

struct TandemTract {
  std::uint32_t start = 0;  // index into the sequence, half-open
  std::uint32_t end = 0;
  std::uint8_t unit = 0;  // bases
  [[nodiscard]] std::uint32_t length() const { return end - start; }
};

// Finds all maximal stretches in which every base equals the one `unit` before it: homopolymers of at least 4,
// units of 2 and 3 with at least 6 and 7 bases, longer units with somewhat less or (above 6) at least two copies.
// Sorted by start. "CATATATG" has the tract ATATAT: start 1, end 7, unit 2. Stretches of a multiple of a shorter
// tract's unit inside that tract are left out.
// Units above `max_unit` (1..max_tract_unit) are not looked for.
void find_tandem_tracts(std::span<const BaseCode> sequence, unsigned max_unit, std::vector<TandemTract>& tracts);

}  // namespace norrsken
