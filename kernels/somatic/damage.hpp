// Damage of DNA before sequencing (deamination in FFPE: C>T; oxidation: G>T): it hits one strand of a molecule, so the
// reads that show it have one orientation, while a real variant is seen in both.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "kernels/types/base_quality.hpp"
#include "kernels/types/dna.hpp"
#include "kernels/types/placed_read.hpp"

namespace norrsken {

// 0: read 1 lies forward (F1R2), 1: read 1 lies reverse (F2R1).
[[nodiscard]] constexpr unsigned orientation_of(const PlacedRead& read) {
  return read.has(read_is_reverse) == read.has(read_is_second) ? 0 : 1;
}

inline constexpr unsigned damage_quality_phred = 25;  // poorer bases are not counted

// Bases of good quality on the reference, by orientation, reference base and base of the read. Sums over blocks.
struct DamageCounts {
  std::array<std::array<std::array<std::uint64_t, 4>, 4>, 2> bases{};
  void add(const DamageCounts& other);
};

// Adds bases [0, count) of a part that lies on the reference without a gap. Reference codes above 3 are passed over.
void count_damage(unsigned orientation, std::span<const BaseQuality> read, std::span<const BaseCode> reference,
                  DamageCounts& counts);
// The same one base at a time: what the vectors are tested against.
void count_damage_scalar(unsigned orientation, std::span<const BaseQuality> read, std::span<const BaseCode> reference,
                         DamageCounts& counts);

// Most that one read may say for a substitution, in phred: how rare the same change by damage is in its orientation.
struct DamageProfile {
  DamageProfile();
  std::array<std::array<std::array<std::uint8_t, 4>, 4>, 2> cap_phred;
  // Share of the orientation's reads that damage has changed from `reference` to `base`; 0 where none was found.
  [[nodiscard]] double rate(unsigned orientation, BaseCode reference, BaseCode base) const;
  // Whether some rate is that high. least_rate > 0.
  [[nodiscard]] bool has_any(double least_rate) const;
};
// What one orientation shows more often than the other is damage; the rest may be variants and misreadings.
[[nodiscard]] DamageProfile estimate_damage(const DamageCounts& counts);

}  // namespace norrsken
