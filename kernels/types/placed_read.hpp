// A read at its place on the genome: what ranks exchange, blocks store and calling reads.
#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/types/genome.hpp"

namespace norrsken {

enum ReadFlag : std::uint8_t {
  read_is_reverse = 1,  // the bases are stored as on the forward strand; the sequencer read the other one
  read_is_second = 2,   // mate 2 of the fragment
  read_is_paired = 4,   // the fragment has two reads
  mate_is_placed = 8,   // ... and the other one has a place of its own near by
  mate_is_reverse = 16,
  read_is_orphan = 32,          // no place of its own: travels with its mate, position is where it is expected
  placement_is_secondary = 64,  // one of the further places of an ambiguous fragment; counted in no bucket
  read_is_duplicate = 128       // set by the duplicates stage
};

// Header of a stored read; its `length` bytes of BaseQuality, in forward-strand order, follow it (or stand beside it).
// A read lies on one diagonal (read base i at position + i) or, when it crosses an indel or a breakpoint, on two:
// bases from `break_offset` on lie `shift` further right (deletion > 0, insertion < 0).
struct PlacedRead {
  std::uint64_t name_hash = 0;
  GenomePosition position = 0;         // of read base 0 on the first diagonal
  GenomePosition mate_five_prime = 0;  // ungapped 5' coordinate of the mate; 0 when it has no place
  std::uint16_t length = 0;            // bases
  std::uint16_t fragment_quality = 0;  // sum of base qualities of the fragment / 4, capped: the best duplicate has most
  std::int16_t shift = 0;              // second diagonal minus first; 0 = one diagonal
  std::uint16_t break_offset = 0;      // first read base on the second diagonal; 0 = one diagonal
  std::uint8_t confidence_phred = 0;   // mapping confidence 0..60
  std::uint8_t flags = 0;              // ReadFlag bits
  std::uint8_t sample = 0;             // column of the case
  std::uint8_t clip : 2 = 0;           // 1: bases before break_offset lie nowhere; 2: those from there on; 0: all lie
  std::uint8_t is_exact : 1 = 0;       // no base that costs something differs from the reference: nobody need look
  std::uint8_t reserved : 5 = 0;

  [[nodiscard]] constexpr bool has(ReadFlag flag) const { return (flags & flag) != 0; }
  // One past the last reference base the read can cover on either diagonal.
  [[nodiscard]] constexpr GenomePosition end() const {
    return position + length + (shift > 0 ? static_cast<GenomePosition>(shift) : 0);
  }
};
static_assert(std::is_trivially_copyable_v<PlacedRead>);
static_assert(sizeof(PlacedRead) == 32);

}  // namespace norrsken
