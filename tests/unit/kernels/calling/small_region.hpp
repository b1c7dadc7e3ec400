// A region of a small reference with reads placed by hand.
#pragma once

#include <vector>

#include "../assembly/read_pile.hpp"
#include "kernels/calling/region_model.hpp"

namespace norrsken {

inline HaplotypeVariant snv(std::size_t at, BaseCode base) {
  return {contig_gap + static_cast<GenomePosition>(at), 1, {base}};
}
inline HaplotypeVariant deletion(std::size_t at, unsigned bases) {
  return {contig_gap + static_cast<GenomePosition>(at), bases, {}};
}
inline GenomeInterval stretch_of(std::size_t start, std::size_t end) {
  return {contig_gap + static_cast<GenomePosition>(start), contig_gap + static_cast<GenomePosition>(end)};
}

struct SmallRegion {
  ReadPile pile;
  SlipPenalties penalties;
  std::vector<std::uint8_t> ploidies;
  RegionModel model;

  explicit SmallRegion(std::vector<BaseCode> sequence, std::size_t samples = 1, std::size_t max_fragments = 600)
      : pile(std::move(sequence)), ploidies(samples, 2), model(pile.window, penalties, samples, max_fragments) {}

  // Another base than the reference's at an offset.
  [[nodiscard]] HaplotypeVariant snv_at(std::size_t at) const {
    return snv(at, static_cast<BaseCode>(pile.sequence[at] ^ 1));
  }
  // Reads of a sample from an offset on, at that offset: as many of one sequence, by position.
  void add_reads(const std::vector<BaseCode>& from, std::size_t first, std::size_t count, std::uint8_t sample = 0,
                 PlacedRead read = {}) {
    read.sample = sample;
    for (std::size_t i = 0; i < count; ++i) pile.add(from, first, read);
  }
  // [start, end) as offsets into the sequence. Reads have to be there by position.
  void begin(std::size_t start, std::size_t end) {
    model.begin(measured(pile.reads), stretch_of(start, end), {{}, ploidies, contig_gap});
  }
};

}  // namespace norrsken
