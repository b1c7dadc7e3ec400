// Unique molecular identifiers. In an assay with UMIs the top bits of a fragment's `name_hash` are its UMI, the other
// bits the hash of its name: nothing else has to travel with a read, and without UMIs nothing changes.
//
// A UMI has one part (simplex) or two (duplex: one at each end of the molecule, "ACG+TTA"). Bases take two bits each,
// the first base highest. UmiLayout says how many bases of each part are kept; further ones are mixed into the hash.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernels/types/dna.hpp"

namespace norrsken {

struct UmiLayout {
  std::uint8_t first_bases = 0;   // kept of part 1; 0 = the assay has no UMIs
  std::uint8_t second_bases = 0;  // of part 2; 0 = simplex

  // 12 bases leave 40 bits for the name: two fragments of a family of 100 share them once in 2 * 10^8 families.
  static constexpr unsigned max_bases = 12;

  // {8, 0} -> 8 bases; {8, 8} -> 6 + 6; {20, 0} -> 12.
  [[nodiscard]] static constexpr UmiLayout of(std::size_t first_length, std::size_t second_length) {
    const std::size_t most = second_length == 0 ? max_bases : max_bases / 2;
    return {static_cast<std::uint8_t>(std::min(first_length, most)),
            static_cast<std::uint8_t>(std::min(second_length, most))};
  }
  [[nodiscard]] constexpr bool has_umi() const { return first_bases != 0; }
  [[nodiscard]] constexpr bool is_duplex() const { return second_bases != 0; }
  [[nodiscard]] constexpr unsigned bits() const { return 2U * (first_bases + second_bases); }
  friend constexpr bool operator==(const UmiLayout&, const UmiLayout&) = default;
};

// The kept bases, right-aligned: 2 * (first_bases + second_bases) bits, part 1 above part 2.
using PackedUmi = std::uint32_t;

// Name hash with the UMI in its top bits. N counts as A: with one mismatch allowed such a fragment still finds its
// family. `first` and `second` have at least the layout's bases (shorter ones are filled up with A).
[[nodiscard]] constexpr std::uint64_t pack_umi(UmiLayout layout, std::string_view first, std::string_view second,
                                               std::uint64_t name_hash) {
  if (!layout.has_umi()) return name_hash;
  std::uint64_t umi = 0;
  std::uint64_t rest = 0;
  const auto take = [&](std::string_view part, unsigned bases) {
    for (unsigned i = 0; i < bases; ++i) {
      const BaseCode code = i < part.size() ? base_code(part[i]) : BaseCode{0};
      umi = umi << 2 | (code < 4 ? code : 0);
    }
    for (std::size_t i = bases; i < part.size(); ++i)
      rest = (rest ^ static_cast<unsigned char>(part[i])) * 0x100000001b3ULL + 1;
  };
  take(first, layout.first_bases);
  take(second, layout.second_bases);
  const unsigned name_bits = 64 - layout.bits();
  // The upper half of the product depends on every letter of the rest.
  const std::uint64_t name = name_hash ^ (rest * 0x9e3779b97f4a7c15ULL >> 20);
  return umi << name_bits | (name & (~std::uint64_t{0} >> layout.bits()));
}

[[nodiscard]] constexpr PackedUmi umi_of(UmiLayout layout, std::uint64_t packed_hash) {
  return layout.has_umi() ? static_cast<PackedUmi>(packed_hash >> (64 - layout.bits())) : 0;
}

// How fragments of one molecule find each other and what becomes of them.
struct UmiOptions {
  UmiLayout layout;                    // without UMIs: nothing of this is done
  std::uint8_t max_mismatches = 1;     // bases in which two UMIs of one family may differ
  std::uint16_t min_family = 1;        // fragments of a molecule without which it is left out
  std::uint8_t max_single_phred = 45;  // quality of a base seen on one strand of the molecule, by several copies
  std::uint8_t max_duplex_phred = 60;  // ... on both strands
};

// Molecules by the number of their fragments. Counts only: add them over blocks, reduce them over ranks.
struct UmiCounts {
  static constexpr std::size_t sizes = 101;            // the last element holds larger families too
  std::array<std::uint64_t, sizes> single_families{};  // molecules seen on one strand
  std::array<std::uint64_t, sizes> duplex_families{};  // seen on both: fragments of both strands together
  std::uint64_t fragments = 0;                         // in all families
  std::uint64_t small_families = 0;                    // molecules left out for min_family
  std::uint64_t strand_disagreements = 0;              // bases of duplex reads on which the strands disagree
  std::uint64_t duplex_bases = 0;                      // bases seen on both strands

  void add(const UmiCounts& other) {
    for (std::size_t size = 0; size < sizes; ++size) {
      single_families[size] += other.single_families[size];
      duplex_families[size] += other.duplex_families[size];
    }
    fragments += other.fragments;
    small_families += other.small_families;
    strand_disagreements += other.strand_disagreements;
    duplex_bases += other.duplex_bases;
  }
};

// The UMI of the other strand of a duplex molecule: its parts change places.
[[nodiscard]] constexpr PackedUmi swap_umi_parts(UmiLayout layout, PackedUmi umi) {
  if (!layout.is_duplex()) return umi;
  const PackedUmi second = umi & ((1U << 2 * layout.second_bases) - 1);
  return second << 2 * layout.first_bases | umi >> 2 * layout.second_bases;
}

// Bases in which two UMIs differ.
[[nodiscard]] constexpr unsigned umi_mismatches(PackedUmi a, PackedUmi b) {
  PackedUmi differing = a ^ b;
  differing = (differing | differing >> 1) & 0x55555555U;
  unsigned count = 0;
  for (; differing != 0; differing &= differing - 1) ++count;
  return count;
}

// "ACGT" or "ACG+TTA": the kept bases.
[[nodiscard]] inline std::string umi_text(UmiLayout layout, PackedUmi umi) {
  std::string text;
  const unsigned bases = layout.first_bases + layout.second_bases;
  for (unsigned i = 0; i < bases; ++i) {
    if (i == layout.first_bases) text += '+';
    text += base_letter(static_cast<BaseCode>(umi >> 2 * (bases - 1 - i) & 3));
  }
  return text;
}

}  // namespace norrsken
