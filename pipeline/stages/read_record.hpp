// A read between ranks and on scratch: the fields of its PlacedRead that say something, then its bases. 24 bytes, of a
// read on two diagonals 28; then one byte a base or, where sequencers report few qualities, about half of that. In
// memory records are whole, because there they are read in place.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "kernels/packing/value_packing.hpp"
#include "kernels/types/base_quality.hpp"
#include "kernels/types/read_store.hpp"

namespace norrsken {

// Of a sample of the reads: those of one lane have the same few qualities all along.
[[nodiscard]] std::optional<CommonQualities> common_qualities_of(const PlacedReads& reads);

// The most that a record takes. bases.size() == read.length.
[[nodiscard]] std::size_t max_record_bytes(const PlacedRead& read);
// The bases are packed where `common` is given and that makes them shorter.
void append_record(const PlacedRead& read, std::span<const BaseQuality> bases,
                   const std::optional<CommonQualities>& common, std::vector<std::byte>& records);

struct ReadRecord {
  PlacedRead read;
  std::span<const BaseQuality> bases;  // view of the records, or of what was unpacked
};
// The record at the front, which is cut off; packed bases are written into `unpacked`. Throws std::logic_error when it
// ends too early.
[[nodiscard]] ReadRecord take_record(std::span<const std::byte>& records, std::vector<BaseQuality>& unpacked);

}  // namespace norrsken
