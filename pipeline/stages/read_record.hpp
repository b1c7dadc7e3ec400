// A read between ranks: the fields of its PlacedRead that say something, then its bases. 24 bytes and one a base; of a
// read on two diagonals 28. In memory records are whole, because there they are read in place.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernels/types/base_quality.hpp"
#include "kernels/types/placed_read.hpp"

namespace norrsken {

// bases.size() == read.length.
[[nodiscard]] std::size_t wire_bytes(const PlacedRead& read);
void append_wire_record(const PlacedRead& read, std::span<const BaseQuality> bases, std::vector<std::byte>& records);

struct WireRecord {
  PlacedRead read;
  std::span<const BaseQuality> bases;  // view of the records
};
// The record at the front, which is cut off. Throws std::logic_error when it ends too early.
[[nodiscard]] WireRecord take_wire_record(std::span<const std::byte>& records);

}  // namespace norrsken
