// A stretch of reference in memory and reads of it, or of a changed copy, placed without a placer.
#pragma once

#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "../calling/small_sample.hpp"
#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/read_store.hpp"

namespace norrsken {

struct ReadPile {
  std::vector<BaseCode> sequence;
  SmallGenome genome{{sequence}};
  ReferenceWindow window;
  PlacedReads reads;

  explicit ReadPile(std::vector<BaseCode> from) : sequence(std::move(from)) {
    window.assign(genome.view(), contig_gap, contig_gap + static_cast<GenomePosition>(sequence.size()));
  }
  // Bases [at, at + length) of `from`, Q35, placed at the contig's base `at` unless `read` says otherwise.
  std::span<BaseQuality> add(const std::vector<BaseCode>& from, std::size_t at, PlacedRead read = {},
                             std::size_t length = 100) {
    std::vector<BaseQuality> bases;
    for (std::size_t i = at; i < at + length; ++i) bases.push_back(make_base_quality(from[i], 35));
    if (read.position == 0) read.position = contig_gap + static_cast<GenomePosition>(at);
    read.name_hash = reads.size();
    read.confidence_phred = 60;
    reads.append(read, bases);
    return reads.bases_of(reads.size() - 1);
  }
  // A read every `step` bases whose first base lies in [first, last).
  void add_all(const std::vector<BaseCode>& from, std::size_t first, std::size_t last, std::size_t step,
               std::size_t length = 100) {
    for (std::size_t at = first; at < last; at += step) add(from, at, {}, length);
  }
  [[nodiscard]] std::vector<std::uint32_t> all() const {
    std::vector<std::uint32_t> indices(reads.size());
    std::iota(indices.begin(), indices.end(), 0U);
    return indices;
  }
};

// Copies of a sequence with something changed, and parts of it.
[[nodiscard]] std::vector<BaseCode> with_insertion(std::vector<BaseCode> sequence, std::size_t at,
                                                   const std::vector<BaseCode>& inserted);
[[nodiscard]] std::vector<BaseCode> without(std::vector<BaseCode> sequence, std::size_t from, std::size_t length);
[[nodiscard]] std::vector<BaseCode> with_base(std::vector<BaseCode> sequence, std::size_t at, unsigned change = 1);
// As letters, for messages and as a key.
[[nodiscard]] std::string letters(const std::vector<BaseCode>& sequence);
[[nodiscard]] std::vector<BaseCode> stretch(const std::vector<BaseCode>& sequence, std::size_t from, std::size_t to);

}  // namespace norrsken
