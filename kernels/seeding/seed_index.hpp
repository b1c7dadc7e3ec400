// The seed index as a view over mapped memory: minimizers of the reference -> where they occur.
//
// Minimizers are (k = 25, w = 15) windows of canonical k-mers ordered by an invertible 50-bit mix of the 2-bit k-mer
// (the smaller of a k-mer and its reverse complement). Entries are 8 bytes in an open-addressing table:
//   bits 0-31  position of the k-mer's first base (unique), or offset into `lists` (few), unused (many)
//   bit  32    strand (unique): 1 when the canonical k-mer is the reverse complement of the reference
//   bits 33-34 kind: 0 empty, 1 unique, 2 few (2..32 places), 3 many
//   bits 35-63 29-bit fingerprint of the hash
// A list in `lists` is its length followed by that many positions, ascending.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/types/genome.hpp"

namespace norrsken {

inline constexpr unsigned seed_bases = 25;      // k
inline constexpr unsigned seed_window = 15;     // w: one minimizer in every w consecutive k-mers
inline constexpr unsigned max_seed_places = 32;  // more makes a seed "many"

enum class SeedKind : std::uint8_t { absent = 0, unique = 1, few = 2, many = 3 };

struct SeedPlaces {
  SeedKind kind = SeedKind::absent;
  GenomePosition unique_position = 0;        // kind unique
  bool unique_is_reverse = false;            // kind unique: canonical k-mer is the reference's reverse complement
  std::span<const GenomePosition> positions;  // kind few; strand is found by comparing with the reference
};

// One minimizer of a read or a reference stretch.
struct Minimizer {
  std::uint64_t hash = 0;     // 50 bits
  std::uint32_t offset = 0;   // of the k-mer's first base in the sequence
  bool is_reverse = false;    // the canonical k-mer is the reverse complement of the sequence's
};

class SeedIndex {
 public:
  SeedIndex() = default;
  // table.size() is a power of two and at least one entry is empty.
  SeedIndex(std::span<const std::uint64_t> table, std::span<const GenomePosition> lists) : table_(table), lists_(lists) {}

  // Brings the cache line of a hash closer; call some hundred nanoseconds before find().
  void prefetch(std::uint64_t hash) const;
  [[nodiscard]] SeedPlaces find(std::uint64_t hash) const;

 private:
  std::span<const std::uint64_t> table_;
  std::span<const GenomePosition> lists_;
};

}  // namespace norrsken
