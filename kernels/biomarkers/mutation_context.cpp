#include "kernels/biomarkers/mutation_context.hpp"

#include <array>
#include <utility>

namespace norrsken {

std::optional<std::size_t> mutation_context(const GenomeView& genome, GenomePosition position, char alternate) {
  if (position == 0 || position + 1 >= genome.length) return std::nullopt;
  std::array<BaseCode, 3> bases{};
  for (std::size_t i = 0; i < 3; ++i) {
    const GenomePosition place = position - 1 + static_cast<GenomePosition>(i);
    if (genome.is_n(place)) return std::nullopt;
    bases[i] = genome.packed_base(place);
  }
  BaseCode changed = base_code(alternate);
  if (changed >= 4 || changed == bases[1]) return std::nullopt;
  if (bases[1] == base_code('A') || bases[1] == base_code('G')) {
    for (BaseCode& base : bases) base = complement(base);
    std::swap(bases[0], bases[2]);
    changed = complement(changed);
  }
  const bool is_c = bases[1] == base_code('C');
  const std::size_t change = is_c ? (changed == 0 ? 0 : changed - 1U) : 3U + changed;  // C>A,G,T; T>A,C,G
  return change * 16 + bases[0] * std::size_t{4} + bases[2];
}

}  // namespace norrsken
