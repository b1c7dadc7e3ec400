// A read in both strands, packed two bits a base, to be laid on the packed reference word by word.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "kernels/placement/strand_packing.hpp"
#include "kernels/types/base_quality.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// 32 bases of the packed reference from `position` on, first base in the low bits.
// The genome axis ends with contig_gap bases, so position + 64 must only not pass its length.
[[nodiscard]] inline std::uint64_t reference_word(const GenomeView& genome, GenomePosition position) {
  const std::uint8_t* from = genome.packed.data() + (position >> 2);
  std::uint64_t low = 0;
  std::memcpy(&low, from, 8);
  const unsigned shift = 2 * (position & 3);
  return low >> shift | std::uint64_t{from[8]} << 1 << (63 - shift);
}

// One strand of a read in that strand's order, by value and as packed base codes (a base not called packs as A).
struct PackedStrand {
  std::vector<BaseQuality> padded;   // with values not called up to a whole word, and what longer reads left behind
  std::vector<std::uint64_t> words;  // one past the last base is zero-padded
  unsigned length = 0;

  [[nodiscard]] std::span<const BaseQuality> values() const { return {padded.data(), length}; }
};

// Up to 32 bases of a strand from `first` on, as reference_word() gives them.
[[nodiscard]] inline std::uint64_t strand_word(const PackedStrand& strand, unsigned first) {
  const unsigned word = first / bases_per_word;
  const unsigned shift = 2 * (first % bases_per_word);
  return shift == 0 ? strand.words[word] : strand.words[word] >> shift | strand.words[word + 1] << (64 - shift);
}

class PackedRead {
 public:
  // The strand as sequenced and its reverse complement. Keeps memory between calls.
  void assign(std::span<const BaseQuality> read);
  [[nodiscard]] unsigned length() const { return strands_[0].length; }
  [[nodiscard]] unsigned quality_sum() const { return quality_sum_; }  // of all bases, in phred
  // The reverse strand is made when it is first asked for. Not for use by two threads at once.
  [[nodiscard]] const PackedStrand& strand(bool is_reverse) const {
    if (is_reverse && !has_reverse_) make_reverse();
    return strands_[is_reverse ? 1 : 0];
  }

 private:
  void make_reverse() const;

  mutable std::array<PackedStrand, 2> strands_;
  mutable bool has_reverse_ = false;
  unsigned quality_sum_ = 0;
};

// Sum of mismatch costs of read bases [first, last) on the diagonal where read base i lies at start + i.
// Stops early, with a value above `bound`, once the sum exceeds it.
[[nodiscard]] unsigned hamming_cost(const PackedStrand& strand, const GenomeView& genome, GenomePosition start,
                                    unsigned first, unsigned last, unsigned bound);

// costs[i] = sum of mismatch costs of bases [0, i); costs has length + 1 entries.
void prefix_costs(const PackedStrand& strand, const GenomeView& genome, GenomePosition start,
                  std::vector<std::uint16_t>& costs);

}  // namespace norrsken
