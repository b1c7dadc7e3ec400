// Candidate haplotypes of an active region, and their differences from the reference.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/dna.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// One difference from the reference: reference bases [start, start + reference_bases) are replaced by `alternate`.
// Left-aligned and parsimonious without an anchor base: a pure insertion has no reference base, a pure deletion an
// empty `alternate`; both are placed as far left as they go.
struct HaplotypeVariant {
  GenomePosition start = 0;
  std::uint32_t reference_bases = 0;
  std::vector<BaseCode> alternate;

  [[nodiscard]] bool is_snv() const { return reference_bases == 1 && alternate.size() == 1; }
  // Bases by which everything to the right moves: insertion > 0, deletion < 0.
  [[nodiscard]] int shift() const { return static_cast<int>(alternate.size()) - static_cast<int>(reference_bases); }
  friend bool operator==(const HaplotypeVariant&, const HaplotypeVariant&) = default;
};

[[nodiscard]] inline bool is_among(const HaplotypeVariant& wanted, std::span<const HaplotypeVariant> variants) {
  return std::find(variants.begin(), variants.end(), wanted) != variants.end();
}

enum class HaplotypeOrigin : std::uint8_t { reference, strings, graph, events };

struct Haplotype {
  std::vector<BaseCode> bases;  // in place of the reference bases of the region
  HaplotypeOrigin origin = HaplotypeOrigin::reference;
  unsigned support = 0;                    // reads or smallest edge weight behind it
  std::vector<HaplotypeVariant> variants;  // by start; empty for the reference
};

// Differences of `bases`, standing for [start, end) of the window, from the reference: global alignment with affine
// gaps of what is left after trimming equal ends, each indel moved left as far as it goes (also out of the region).
[[nodiscard]] std::vector<HaplotypeVariant> name_variants(const ReferenceWindow& window, GenomePosition start,
                                                          GenomePosition end, std::span<const BaseCode> bases);

// The same, spelled as the differences of `base`, a haplotype of the same stretch, and what `bases` has beside them:
// a somatic variant keeps its name beside a germline one. Nothing where the two cannot be told apart.
[[nodiscard]] std::optional<std::vector<HaplotypeVariant>> name_variants_beside(const ReferenceWindow& window,
                                                                                GenomePosition start,
                                                                                GenomePosition end,
                                                                                const Haplotype& base,
                                                                                std::span<const BaseCode> bases);

// The reverse: bases of [start, end) with the variants applied. Variants must lie inside and not overlap.
[[nodiscard]] std::vector<BaseCode> apply_variants(const ReferenceWindow& window, GenomePosition start,
                                                   GenomePosition end, std::span<const HaplotypeVariant> variants);

}  // namespace norrsken
