// A stretch of the reference unpacked to one base code a byte, N where the reference has N.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "kernels/types/genome.hpp"

namespace norrsken {

// Stretches of [start, end) without N, in order.
[[nodiscard]] std::vector<GenomeInterval> known_stretches(const GenomeView& genome, GenomePosition start,
                                                          GenomePosition end);

class ReferenceWindow {
 public:
  // Unpacks [start, end) of the genome axis, clipped to it. Keeps memory between calls.
  void assign(const GenomeView& genome, GenomePosition start, GenomePosition end);
  // Any sequence in place of the genome's, for instance a haplotype's.
  void assign(GenomePosition start, std::vector<BaseCode> bases) {
    start_ = start;
    bases_ = std::move(bases);
  }

  [[nodiscard]] GenomePosition start() const { return start_; }
  [[nodiscard]] GenomePosition end() const { return start_ + static_cast<GenomePosition>(bases_.size()); }
  [[nodiscard]] BaseCode operator[](GenomePosition position) const { return bases_[position - start_]; }
  [[nodiscard]] const BaseCode* at(GenomePosition position) const { return bases_.data() + (position - start_); }
  // [from, to) must lie inside the window.
  [[nodiscard]] std::span<const BaseCode> slice(GenomePosition from, GenomePosition to) const {
    return {bases_.data() + (from - start_), to - from};
  }
  [[nodiscard]] std::span<const BaseCode> bases() const { return bases_; }

 private:
  GenomePosition start_ = 0;
  std::vector<BaseCode> bases_;
};

}  // namespace norrsken
