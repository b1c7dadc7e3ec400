#include "kernels/somatic/damage.hpp"

#include <algorithm>
#include <cmath>

namespace norrsken {
namespace {

constexpr std::uint8_t no_cap_phred = 60;
constexpr std::uint64_t min_bases = 10'000;
constexpr double significant_deviations = 5;

}  // namespace

DamageProfile::DamageProfile() {
  for (auto& orientation : cap_phred)
    for (auto& reference : orientation) reference.fill(no_cap_phred);
}

double DamageProfile::rate(unsigned orientation, BaseCode reference, BaseCode base) const {
  const std::uint8_t cap = cap_phred[orientation][reference][base];
  return cap == no_cap_phred ? 0 : std::pow(10.0, -0.1 * cap);
}

bool DamageProfile::has_any(double least_rate) const {
  for (unsigned orientation = 0; orientation < 2; ++orientation)
    for (BaseCode reference = 0; reference < 4; ++reference)
      for (BaseCode base = 0; base < 4; ++base)
        if (rate(orientation, reference, base) >= least_rate) return true;
  return false;
}

void DamageCounts::add(const DamageCounts& other) {
  for (std::size_t o = 0; o < bases.size(); ++o)
    for (std::size_t r = 0; r < 4; ++r)
      for (std::size_t b = 0; b < 4; ++b) bases[o][r][b] += other.bases[o][r][b];
}

DamageProfile estimate_damage(const DamageCounts& counts) {
  DamageProfile profile;
  const auto total = [&](std::size_t o, std::size_t r) {
    std::uint64_t sum = 0;
    for (const std::uint64_t bases : counts.bases[o][r]) sum += bases;
    return sum;
  };
  for (std::size_t r = 0; r < 4; ++r) {
    const std::array<std::uint64_t, 2> totals{total(0, r), total(1, r)};
    if (std::min(totals[0], totals[1]) < min_bases) continue;
    for (std::size_t b = 0; b < 4; ++b) {
      if (b == r) continue;
      std::array<double, 2> rate{};
      std::array<double, 2> variance{};
      for (std::size_t o = 0; o < 2; ++o) {
        rate[o] = static_cast<double>(counts.bases[o][r][b]) / static_cast<double>(totals[o]);
        variance[o] = static_cast<double>(counts.bases[o][r][b] + 1) / static_cast<double>(totals[o]) /
                      static_cast<double>(totals[o]);
      }
      const std::size_t o = rate[0] > rate[1] ? 0 : 1;
      const double excess = rate[o] - rate[1 - o];
      if (excess * excess < significant_deviations * significant_deviations * (variance[0] + variance[1])) continue;
      profile.cap_phred[o][r][b] =
          static_cast<std::uint8_t>(std::clamp<long>(std::lround(-10 * std::log10(excess)), 0, no_cap_phred));
    }
  }
  return profile;
}

}  // namespace norrsken
