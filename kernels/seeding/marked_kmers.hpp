// The k-mers of a whole read that its windows choose, found with vectors: the usual case of append_read_minimizers().
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/types/base_quality.hpp"

namespace norrsken {

struct MarkedKmers {
  static constexpr std::size_t max_read_bases = 512;
  static constexpr std::size_t padding = 16;

  alignas(64) std::int64_t keys[max_read_bases];                    // of each k-mer: rank << 1 | is_reverse
  alignas(64) std::int64_t smallest[max_read_bases + 4 * padding];  // room to work in
  std::uint8_t chosen[max_read_bases / 8];  // bit i % 8 of byte i / 8: k-mer i has the smallest rank of a window
};

// False, and nothing to be relied on, for reads shorter than a window, longer than max_read_bases or with a base that
// is not called. Where the same k-mer stands twice in a window both are marked, whatever the window chooses.
[[nodiscard]] bool mark_kmers(std::span<const BaseQuality> read, MarkedKmers& marked);

}  // namespace norrsken
