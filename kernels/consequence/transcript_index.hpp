// Finds the transcripts near a place.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/genome.hpp"
#include "kernels/types/transcript.hpp"

namespace norrsken {

class TranscriptIndex {
 public:
  // transcripts: by start; must outlive the index. near_bases: how far up- and downstream counts as near.
  TranscriptIndex(std::span<const Transcript> transcripts, GenomePosition near_bases);

  // Indices, ascending, of the transcripts whose cells [start, end) touches: those that come near it and some others.
  // Valid until the next call.
  [[nodiscard]] std::span<const std::uint32_t> near(GenomePosition start, GenomePosition end);

  [[nodiscard]] const Transcript& operator[](std::uint32_t index) const { return transcripts_[index]; }
  [[nodiscard]] GenomePosition near_bases() const { return near_bases_; }

 private:
  static constexpr unsigned cell_bits = 13;  // cells of 8,192 bases

  std::span<const Transcript> transcripts_;
  GenomePosition near_bases_;
  std::vector<std::uint32_t> first_;    // of each cell in members_; one more at the end
  std::vector<std::uint32_t> members_;  // by cell, ascending
  std::vector<std::uint32_t> united_;
};

}  // namespace norrsken
