// From the minimizers of a reference to the table of SeedIndex, in steps that can run on parts of them in parallel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/seeding/seed_index.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// One occurrence of a minimizer on the genome axis.
struct Seed {
  std::uint64_t hash_and_strand = 0;  // hash << 1 | 1 when the canonical k-mer is the reverse complement
  GenomePosition position = 0;

  [[nodiscard]] std::uint64_t hash() const { return hash_and_strand >> 1; }
  [[nodiscard]] bool is_reverse() const { return (hash_and_strand & 1) != 0; }
};

struct SeedCounts {
  std::uint64_t minimizers = 0;  // occurrences
  std::uint64_t unique = 0;      // different k-mers by class
  std::uint64_t few = 0;
  std::uint64_t many = 0;
  std::uint64_t list_words = 0;  // elements of `lists` that they need

  [[nodiscard]] std::uint64_t distinct() const { return unique + few + many; }
  void add(const SeedCounts& other);
};

// Appends the minimizers of all windows that start in [start, end) of the axis; those of the last windows reach up to
// 38 bases further, so a seed can come from two neighbouring stretches.
void append_reference_seeds(const GenomeView& genome, GenomePosition start, GenomePosition end,
                            std::vector<Seed>& seeds);

// Sorts by hash, then strand, then position, and drops repeated seeds; returns how many stay, in front.
std::size_t sort_seeds(std::span<Seed> seeds);

// `seeds` sorted, as left by sort_seeds().
[[nodiscard]] SeedCounts count_seeds(std::span<const Seed> seeds);

// Buckets of a table filled to 0.8 by so many different k-mers; at least one entry stays empty.
[[nodiscard]] std::size_t seed_buckets(std::uint64_t distinct);

struct UnplacedEntry {
  std::uint64_t entry = 0;
  std::size_t home = 0;  // bucket
};

// Enters sorted seeds whose home buckets lie in [first_bucket, last_bucket) into these buckets; appends to `unplaced`
// the entries that belong or spill behind them. Writes the lists of `few` to the front of `lists`, an element of which
// is number `list_offset` of the whole. Reads and writes no other bucket than these.
void fill_buckets(std::span<const Seed> seeds, std::span<std::uint64_t> table, std::size_t first_bucket,
                  std::size_t last_bucket, std::span<GenomePosition> lists, std::uint32_t list_offset,
                  std::vector<UnplacedEntry>& unplaced);

// Enters one of these once all stretches are filled: in the first bucket with room from its home on.
void place_entry(std::span<std::uint64_t> table, const UnplacedEntry& unplaced);

}  // namespace norrsken
