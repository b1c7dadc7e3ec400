// Mapping confidence: phred-scaled odds that the chosen place is wrong, from the costs of all places evaluated.
#pragma once

#include <cstdint>
#include <span>

namespace norrsken {

inline constexpr unsigned max_confidence_phred = 60;

// 10^(-cost / 10) in units of 2^-40; exact integers, the same on every machine. 0 -> 2^40, 10 -> 2^40 / 10.
[[nodiscard]] std::uint64_t likelihood_units(unsigned cost_phred);

// -10 log10(1 - chosen / total), rounded down, 0..60. chosen <= total.
// Two equal places (1 of 2) -> 3; a single place -> 60.
[[nodiscard]] unsigned odds_phred(std::uint64_t chosen, std::uint64_t total);

// Mapping confidence of a place with these odds: 12 -> 12, 25 -> 25, 45 -> 31, 60 -> 60. Larger odds are taken too
// seriously by the costs: base qualities are not exact, and the sample's own variants imitate other copies of a repeat.
[[nodiscard]] unsigned confidence_phred(std::uint64_t chosen, std::uint64_t total);

}  // namespace norrsken
