// Where the reads of a block disagree with the reference, and how deep they cover it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/base_quality.hpp"
#include "kernels/types/read_store.hpp"

namespace norrsken {

enum class EventKind : std::uint8_t { base_a = 0, base_c = 1, base_g = 2, base_t = 3, read_break = 4, read_clip = 5 };

// One disagreement of one read: another base, a break between two diagonals, or the end of a partial placement.
// Packed into one integer so that sorting orders by position, then kind, then read: from the high bits on 24 of the
// offset, 3 of the kind, 31 of the read, 6 of the quality.
class PileupEvent {
 public:
  PileupEvent() = default;
  // `value` is the read's base, where it is one.
  PileupEvent(std::uint32_t offset, EventKind kind, std::uint32_t read, BaseQuality value = not_called)
      : value_(std::uint64_t{offset} << 40 | std::uint64_t{static_cast<std::uint8_t>(kind)} << 37 |
               std::uint64_t{read} << 6 | quality_of(value)) {}
  [[nodiscard]] std::uint32_t offset() const {
    return static_cast<std::uint32_t>(value_ >> 40);
  }  // from the window's start
  [[nodiscard]] EventKind kind() const { return static_cast<EventKind>(value_ >> 37 & 7); }
  [[nodiscard]] std::uint32_t read() const { return static_cast<std::uint32_t>(value_ >> 6 & 0x7FFF'FFFF); }
  // Of another base: its quality, bounded as the cost of a mismatch is. Here it counts however poor it is.
  [[nodiscard]] unsigned quality_phred() const { return std::min(40U, static_cast<unsigned>(value_ & 63)); }
  friend bool operator<(const PileupEvent& a, const PileupEvent& b) { return a.value_ < b.value_; }

 private:
  std::uint64_t value_ = 0;
};

struct Pileup {
  std::vector<PileupEvent> events;   // sorted
  std::vector<std::uint32_t> depth;  // fragments with a base counted, per window base
};

// Bases [first, last) of a read, lying on one diagonal: base i at start + i.
struct OnDiagonal {
  unsigned first = 0;
  unsigned last = 0;
  GenomePosition start = 0;
};
struct ReadParts {
  OnDiagonal parts[2];
  unsigned count = 0;
};
// The parts of a read that its placement explains (none for an orphan).
[[nodiscard]] ReadParts parts_on_reference(const PlacedRead& read);
// Calls work(number of a base in the read, its position on the genome axis) for all bases of these parts.
template <typename Work>
void for_each_placed_base(const PlacedRead& read, Work&& work) {
  const ReadParts parts = parts_on_reference(read);
  for (unsigned p = 0; p < parts.count; ++p)
    for (unsigned i = parts.parts[p].first; i < parts.parts[p].last; ++i) work(i, parts.parts[p].start + i);
}

// Read base index at a reference position, or -1 when the placement does not say (indel, clip, outside).
[[nodiscard]] int read_base_at(const PlacedRead& read, GenomePosition position);

// Of one sample. Reads must be in canonical order; duplicates, secondary places, orphans and reads below
// min_confidence_phred are left out. Every other read counts with what of it lies inside the window.
void collect_pileup(const PlacedReads& reads, std::uint8_t sample, const ReferenceWindow& window,
                    unsigned min_confidence_phred, Pileup& pileup);

}  // namespace norrsken
