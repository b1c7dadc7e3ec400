// A batch of fragments as the readers make it and the placer takes it: structure of arrays, reads back to back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/base_quality.hpp"

namespace norrsken {

// Fragments of different samples may have the same name; in a case they must not be taken for one another.
[[nodiscard]] constexpr std::uint64_t name_hash_in_case(std::uint64_t name_hash, std::uint8_t sample) {
  return name_hash ^ sample * std::uint64_t{0x9E3779B1};  // only the low half: UMIs stand in the high one
}

// Reads of one sample. Fragment f has reads first_read[f] .. first_read[f + 1] - 1 (one or two, mate 1 first);
// read r has bases[offsets[r] .. offsets[r + 1]) in the order and strand of the sequencer.
struct ReadBatch {
  std::vector<BaseQuality> bases;
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> first_read{0};
  std::vector<std::uint64_t> name_hash;  // one a fragment
  std::uint8_t sample = 0;               // column of the case

  [[nodiscard]] std::size_t fragments() const { return name_hash.size(); }
  [[nodiscard]] std::size_t reads() const { return offsets.size() - 1; }
  [[nodiscard]] bool is_paired(std::size_t fragment) const {
    return first_read[fragment + 1] - first_read[fragment] == 2;
  }
  [[nodiscard]] std::span<const BaseQuality> read(std::size_t index) const {
    return {bases.data() + offsets[index], offsets[index + 1] - offsets[index]};
  }
  // Keeps the memory, so that a batch can be filled again without allocating.
  void clear() {
    bases.clear();
    offsets.assign(1, 0);
    first_read.assign(1, 0);
    name_hash.clear();
  }
};

}  // namespace norrsken
