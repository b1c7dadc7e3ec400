// Placed reads with their bases: the unit that placing fills, ranks exchange and a block of the genome keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/base_quality.hpp"
#include "kernels/types/placed_read.hpp"

namespace norrsken {

// Read r has `length` bases from offsets[r] on, in forward-strand order: of `bases`, or of `lent` where that is set.
struct PlacedReads {
  std::vector<PlacedRead> reads;
  std::vector<std::uint64_t> offsets;
  std::vector<BaseQuality> bases;
  BaseQuality* lent = nullptr;  // memory of another, who keeps the bases there for as long as the reads are used

  [[nodiscard]] std::size_t size() const { return reads.size(); }
  [[nodiscard]] std::span<const BaseQuality> bases_of(std::size_t index) const {
    return {(lent != nullptr ? lent : bases.data()) + offsets[index], reads[index].length};
  }
  [[nodiscard]] std::span<BaseQuality> bases_of(std::size_t index) {
    return {(lent != nullptr ? lent : bases.data()) + offsets[index], reads[index].length};
  }
  // A hint that the bases of a read will be wanted soon. Always inline: GCC takes a function that only prefetches for
  // one without effect and leaves its calls out.
  [[gnu::always_inline]] void prefetch(std::size_t index) const {
    constexpr std::size_t cache_line_bytes = 64;
    const std::span<const BaseQuality> wanted = bases_of(index);
    for (std::size_t at = 0; at < wanted.size(); at += cache_line_bytes) __builtin_prefetch(wanted.data() + at);
    __builtin_prefetch(wanted.data() + wanted.size() - 1);
  }
  // Copies `read` (its length is set from `read_bases`) to the end and returns it; only while nothing is lent.
  PlacedRead& append(const PlacedRead& read, std::span<const BaseQuality> read_bases) {
    reads.push_back(read);
    reads.back().length = static_cast<std::uint16_t>(read_bases.size());
    offsets.push_back(bases.size());
    bases.insert(bases.end(), read_bases.begin(), read_bases.end());
    return reads.back();
  }
  // Keeps the memory.
  void clear() {
    reads.clear();
    offsets.clear();
    bases.clear();
    lent = nullptr;
  }
};

// Every read of the input ends in exactly one bucket. Duplicates are moved out of `placed` or `ambiguous` later.
struct ReadBuckets {
  std::uint64_t placed = 0;
  std::uint64_t ambiguous = 0;  // mapping confidence below the limit of the assay
  std::uint64_t orphan = 0;     // no place of its own, travels with its mate
  std::uint64_t duplicate = 0;
  std::uint64_t unplaced = 0;
  std::uint64_t malformed = 0;

  [[nodiscard]] std::uint64_t total() const { return placed + ambiguous + orphan + duplicate + unplaced + malformed; }
};

}  // namespace norrsken
