// The seed index as a view over mapped memory: minimizers of the reference -> where they occur.
//
// Minimizers are chosen in windows (k = 25, w = 15) of canonical k-mers (the smaller of a k-mer and its reverse
// complement); their hash is an invertible 50-bit mix of the 2-bit k-mer; see minimizer.hpp. Entries are 8 bytes:
//   bits 0-31  position of the k-mer's first base (unique), or offset into `lists` (few), unused (many)
//   bit  32    strand (unique): 1 when the canonical k-mer is the reverse complement of the reference
//   bits 33-34 kind: 0 empty, 1 unique, 2 few (2..32 places), 3 many
//   bits 35-63 29-bit fingerprint of the hash: its low bits
// A list in `lists` is a word, its length | places on the forward strand << 16, and so many positions: those where the
// canonical k-mer is the reference's own, ascending, then those where it is the reverse complement, ascending.
//
// The table is open-addressing over buckets of eight entries, one cache line each: the high 32 bits of the hash,
// scaled to the number of buckets, pick the home bucket, so a table of any size is filled to 0.8. An entry that finds
// its home full stands in the first bucket after it that had room (the last is followed by the first). Entries of a
// bucket have no gaps: the first empty one ends the search.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/types/genome.hpp"
#include "kernels/types/seed_format.hpp"

namespace norrsken {

enum class SeedKind : std::uint8_t { absent = 0, unique = 1, few = 2, many = 3 };

struct SeedPlaces {
  SeedKind kind = SeedKind::absent;
  GenomePosition unique_position = 0;         // kind unique
  bool unique_is_reverse = false;             // kind unique: canonical k-mer is the reference's reverse complement
  std::span<const GenomePosition> positions;  // kind few: of the forward strand, then of the other one
  std::uint32_t forward = 0;                  // so many of them

  // Kind few: the places where the canonical k-mer is the reference's own, or its reverse complement; ascending.
  [[nodiscard]] std::span<const GenomePosition> positions_of(bool is_reverse) const {
    return is_reverse ? positions.subspan(forward) : positions.first(forward);
  }
};

// One minimizer of a read or a reference stretch.
struct Minimizer {
  std::uint64_t hash = 0;    // 50 bits
  std::uint32_t offset = 0;  // of the k-mer's first base in the sequence
  bool is_reverse = false;   // the canonical k-mer is the reverse complement of the sequence's

  bool operator==(const Minimizer&) const = default;
};

inline constexpr std::size_t seed_bucket_entries = 8;
inline constexpr unsigned seed_fingerprint_bits = 29;

// Bucket of a hash in a table of `buckets` (< 2^32) buckets: hash 2^49 of 10 buckets -> 5.
[[nodiscard]] constexpr std::size_t seed_home_bucket(std::uint64_t hash, std::size_t buckets) {
  return (hash >> (seed_hash_bits - 32)) * buckets >> 32;
}
[[nodiscard]] constexpr std::uint64_t seed_fingerprint(std::uint64_t hash) {
  return hash & ((std::uint64_t{1} << seed_fingerprint_bits) - 1);
}
[[nodiscard]] constexpr std::uint64_t make_seed_entry(std::uint64_t hash, SeedKind kind, std::uint32_t value,
                                                      bool is_reverse) {
  return seed_fingerprint(hash) << 35 | std::uint64_t{static_cast<std::uint8_t>(kind)} << 33 |
         std::uint64_t{is_reverse} << 32 | value;
}

// The word before the places of a list.
[[nodiscard]] constexpr std::uint32_t make_list_head(std::uint32_t length, std::uint32_t forward) {
  return length | forward << 16;
}
[[nodiscard]] constexpr std::uint32_t list_length(std::uint32_t head) {
  return head & 0xFFFF;
}
[[nodiscard]] constexpr std::uint32_t list_forward(std::uint32_t head) {
  return head >> 16;
}

class SeedIndex {
 public:
  SeedIndex() = default;
  // table.size() is a multiple of seed_bucket_entries, its memory best aligned to 64 bytes; at least one entry is
  // empty (or the table has no entries at all).
  SeedIndex(std::span<const std::uint64_t> table, std::span<const GenomePosition> lists)
      : table_(table.data()), buckets_(table.size() / seed_bucket_entries), lists_(lists) {}

  // Brings a hash's home bucket closer, and the one behind it, where two in five go on looking; call some hundred
  // nanoseconds before find().
  void prefetch(std::uint64_t hash) const {
    const std::uint64_t* home = table_ + seed_home_bucket(hash, buckets_) * seed_bucket_entries;
    __builtin_prefetch(home);
    __builtin_prefetch(home + seed_bucket_entries);
  }
  [[nodiscard]] SeedPlaces find(std::uint64_t hash) const {
    std::size_t bucket = seed_home_bucket(hash, buckets_);
    // Bounded so that even a damaged table without an empty entry ends.
    for (std::size_t visited = 0; visited < buckets_; ++visited) {
      const std::uint64_t* entries = table_ + bucket * seed_bucket_entries;
      // All entries of the cache line, whichever it is: no branch that cannot be foreseen. Empty ones stand last.
      unsigned hits = 0;
      for (unsigned i = 0; i < seed_bucket_entries; ++i)
        hits |= static_cast<unsigned>(entries[i] >> 35 == seed_fingerprint(hash)) << i;
      if (hits != 0) {
        const std::uint64_t entry = entries[std::countr_zero(hits)];
        return entry == 0 ? SeedPlaces{} : places_of(entry);
      }
      if (entries[seed_bucket_entries - 1] == 0) return {};
      bucket = bucket + 1 == buckets_ ? 0 : bucket + 1;
    }
    return {};
  }

 private:
  [[nodiscard]] SeedPlaces places_of(std::uint64_t entry) const {
    SeedPlaces places;
    const auto value = static_cast<std::uint32_t>(entry);
    places.kind = static_cast<SeedKind>(entry >> 33 & 3);
    if (places.kind == SeedKind::unique) {
      places.unique_position = value;
      places.unique_is_reverse = (entry >> 32 & 1) != 0;
    } else if (places.kind == SeedKind::few) {
      places.positions = lists_.subspan(value + std::size_t{1}, list_length(lists_[value]));
      places.forward = list_forward(lists_[value]);
    }
    return places;
  }

  const std::uint64_t* table_ = nullptr;
  std::size_t buckets_ = 0;
  std::span<const GenomePosition> lists_;
};

}  // namespace norrsken
