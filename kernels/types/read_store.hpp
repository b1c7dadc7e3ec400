// Placed reads with their bases: the unit that placing fills, ranks exchange and a block of the genome keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/base_quality.hpp"
#include "kernels/types/placed_read.hpp"

namespace norrsken {

// Read r has bases[offsets[r] .. offsets[r] + reads[r].length), in forward-strand order.
struct PlacedReads {
  std::vector<PlacedRead> reads;
  std::vector<std::uint64_t> offsets;
  std::vector<BaseQuality> bases;

  [[nodiscard]] std::size_t size() const { return reads.size(); }
  [[nodiscard]] std::span<const BaseQuality> bases_of(std::size_t index) const {
    return {bases.data() + offsets[index], reads[index].length};
  }
  [[nodiscard]] std::span<BaseQuality> bases_of(std::size_t index) {
    return {bases.data() + offsets[index], reads[index].length};
  }
  // Copies `read` (its length is set from `read_bases`) to the end.
  void append(PlacedRead read, std::span<const BaseQuality> read_bases) {
    read.length = static_cast<std::uint16_t>(read_bases.size());
    reads.push_back(read);
    offsets.push_back(bases.size());
    bases.insert(bases.end(), read_bases.begin(), read_bases.end());
  }
  // Keeps the memory.
  void clear() {
    reads.clear();
    offsets.clear();
    bases.clear();
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
