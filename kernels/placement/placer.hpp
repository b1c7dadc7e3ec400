// Places fragments on the genome by exact seeds and ungapped or once-broken diagonals.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "kernels/seeding/seed_index.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/read_batch.hpp"
#include "kernels/types/read_store.hpp"

namespace norrsken {

struct PlacementOptions {
  unsigned max_insert_bases = 1200;     // outer distance of a proper forward-reverse pair
  unsigned ambiguous_below_phred = 10;  // mapping confidence under which a read counts as ambiguous
};

// Integer sums over all reads placed; added up over threads and ranks they do not depend on order.
struct PlacementCounts {
  ReadBuckets buckets;
  std::uint64_t fragments = 0;
  std::uint64_t bases = 0;
  std::uint64_t fast_fragments = 0;                // never saw the slow path
  std::array<std::uint64_t, 61> confidence{};      // reads by mapping confidence 0..60
  std::array<std::uint64_t, 2048> insert_bases{};  // proper pairs by outer distance, last = longer
  std::array<std::uint64_t, 512> read_length{};    // reads by length, last = longer

  void add(const PlacementCounts& other);
};

// Holds scratch memory: one Placer a thread. A fragment's placement depends on nothing but the fragment, the index
// and the options.
class Placer {
 public:
  // `index` and `genome` view memory that must outlive the placer.
  Placer(const SeedIndex& index, const GenomeView& genome, const PlacementOptions& options);
  ~Placer();
  Placer(Placer&&) noexcept;
  Placer& operator=(Placer&&) noexcept;

  // Appends every placed read of the batch (and further places of ambiguous ones) to `placed`, updates `counts`.
  void place(const ReadBatch& batch, PlacedReads& placed, PlacementCounts& counts);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace norrsken
