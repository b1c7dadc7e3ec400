#include "kernels/calling/region_read.hpp"

#include <algorithm>

#include "kernels/mismatch/byte_hamming.hpp"
#include "kernels/pileup/pileup.hpp"

namespace norrsken {
namespace {

constexpr GenomePosition outside_margin_bases = 16;  // a mismatch nearer may come of the region's variant
constexpr GenomePosition clip_clearance_bases = 8;   // where exactly a clip lies is not sure

bool agrees(BaseQuality value, GenomePosition position, const ReferenceWindow& window) {
  return position >= window.start() && position < window.end() && base_of(value) == window[position];
}

RegionRead keep(const PlacedRead& read, std::span<const BaseQuality> bases, unsigned first, unsigned last,
                GenomePosition diagonal) {
  RegionRead part{read, bases.subspan(first, last - first)};
  part.read.position = diagonal + first;
  part.read.length = static_cast<std::uint16_t>(last - first);
  part.read.shift = 0;
  part.read.break_offset = 0;
  part.read.clip = 0;
  return part;
}

// A break in a repeat may lie anywhere in it. Bases before the leftmost and before the rightmost place that explain the
// read as well.
struct BreakRange {
  unsigned first;
  unsigned last;
};

BreakRange places_of_break(const ReadParts& parts, std::span<const BaseQuality> bases, const ReferenceWindow& window) {
  const OnDiagonal& left = parts.parts[0];
  const OnDiagonal& right = parts.parts[1];
  BreakRange range{left.last, left.last};
  const unsigned gap = right.first - left.last;
  while (range.first > 0 && agrees(bases[range.first + gap - 1], right.start + range.first + gap - 1, window))
    --range.first;
  while (range.last + gap < bases.size() && agrees(bases[range.last], left.start + range.last, window)) ++range.last;
  return range;
}

}  // namespace

RegionRead part_for_region(const PlacedRead& read, std::span<const BaseQuality> bases, const ReferenceWindow& window,
                           GenomePosition start, GenomePosition end) {
  const auto length = static_cast<unsigned>(bases.size());
  const ReadParts parts = parts_on_reference(read);
  if (parts.count == 2) {
    const OnDiagonal& right = parts.parts[1];
    const unsigned gap = right.first - parts.parts[0].last;
    const BreakRange range = places_of_break(parts, bases, window);
    if (read.position + range.first >= end) return keep(read, bases, 0, range.last, read.position);
    if (right.start + range.last + gap <= start) return keep(read, bases, range.first + gap, length, right.start);
  } else if (read.clip == 2 && read.position + read.break_offset >= end + clip_clearance_bases) {
    return keep(read, bases, 0, read.break_offset, read.position);
  } else if (read.clip == 1 && read.position + read.break_offset + clip_clearance_bases <= start) {
    return keep(read, bases, read.break_offset, length, read.position);
  }
  return {read, bases};
}

RegionRead core_of(const RegionRead& read, GenomePosition start, GenomePosition end) {
  const PlacedRead& whole = read.read;
  const auto length = static_cast<std::int64_t>(read.bases.size());
  const std::int64_t turn = whole.break_offset;
  const auto on_first = [&](GenomePosition at) { return std::int64_t{at} - whole.position; };
  const auto on_second = [&](GenomePosition at) { return on_first(at) - whole.shift; };
  // An end that lies in a deletion is where the read turns.
  const std::int64_t from = on_first(start) <= turn ? on_first(start) : std::max(turn, on_second(start));
  const std::int64_t to = on_second(end) >= turn ? on_second(end) : std::min(turn, on_first(end));
  const std::int64_t first = std::clamp<std::int64_t>(from, 0, length);
  const std::int64_t last = std::clamp<std::int64_t>(to, first, length);
  RegionRead core{whole, read.bases.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first))};
  core.read.position = static_cast<GenomePosition>(whole.position + first);
  core.read.length = static_cast<std::uint16_t>(last - first);
  const bool has_first_diagonal = whole.break_offset > first;
  if (has_first_diagonal && whole.break_offset < last) {
    core.read.break_offset = static_cast<std::uint16_t>(whole.break_offset - first);
  } else {
    if (!has_first_diagonal) core.read.position = static_cast<GenomePosition>(core.read.position + whole.shift);
    core.read.shift = 0;
    core.read.break_offset = 0;
    core.read.clip = 0;
  }
  return core;
}

unsigned cost_outside(const RegionRead& read, const ReferenceWindow& window, GenomePosition start, GenomePosition end) {
  const ReadParts parts = parts_on_reference(read.read);
  unsigned cost = 0;
  for (unsigned i = 0; i < parts.count; ++i) {
    const OnDiagonal& part = parts.parts[i];
    const GenomePosition first = std::max(part.start + part.first, window.start());
    const GenomePosition last = std::min(part.start + part.last, window.end());
    const auto add = [&](GenomePosition from, GenomePosition to) {
      if (from < to) cost += byte_hamming(read.bases.data() + (from - part.start), window.at(from), to - from);
    };
    add(first, std::min(last, start - std::min(start, outside_margin_bases)));
    add(std::max(first, end + outside_margin_bases), last);
  }
  return cost;
}

std::optional<HaplotypeVariant> break_variant(const PlacedRead& read, std::span<const BaseQuality> bases,
                                              const ReferenceWindow& window) {
  if (read.shift == 0) return std::nullopt;
  const unsigned inserted = read.shift < 0 ? static_cast<unsigned>(-read.shift) : 0;
  const GenomePosition at = read.position + read.break_offset - inserted;
  const GenomePosition deleted = read.shift > 0 ? static_cast<GenomePosition>(read.shift) : 0;
  if (at < window.start() + 100 || at + deleted + 100 > window.end()) return std::nullopt;
  std::vector<BaseCode> alternate;
  for (unsigned i = read.break_offset - inserted; i < read.break_offset; ++i) alternate.push_back(base_of(bases[i]));
  const auto before = window.slice(at - 1, at);
  alternate.insert(alternate.begin(), before.begin(), before.end());
  const auto variants = name_variants(window, at - 1, at + deleted, alternate);
  return variants.size() == 1 ? std::optional(variants.front()) : std::nullopt;
}

}  // namespace norrsken
