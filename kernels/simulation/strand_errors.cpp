#include "kernels/simulation/strand_errors.hpp"

namespace norrsken {

std::uint32_t damage_strand(std::span<BaseCode> molecule, StrandSense sense, const StrandDamage& damage,
                            RandomStream& random) {
  constexpr BaseCode c = 1, g = 2, t = 3;
  if (damage.ffpe <= 0 && damage.oxog <= 0) return 0;
  const bool is_forward = sense == StrandSense::forward;
  std::uint32_t changed = 0;
  for (BaseCode& base : molecule) {
    if (base >= base_n) continue;
    const BaseCode on_strand = is_forward ? base : complement(base);
    const double chance = on_strand == c ? damage.ffpe : on_strand == g ? damage.oxog : 0;
    if (chance <= 0 || !random.chance(chance)) continue;
    base = is_forward ? t : complement(t);
    ++changed;
  }
  return changed;
}

std::uint32_t add_pcr_errors(std::span<BaseCode> molecule, double errors_per_base, RandomStream& random) {
  if (errors_per_base <= 0) return 0;
  std::uint32_t changed = 0;
  for (BaseCode& base : molecule) {
    if (base >= base_n || !random.chance(errors_per_base)) continue;
    base = static_cast<BaseCode>((base + 1 + random.below(3)) % 4);
    ++changed;
  }
  return changed;
}

}  // namespace norrsken
