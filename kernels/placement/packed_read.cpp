#include "kernels/placement/packed_read.hpp"

#include <algorithm>
#include <array>

#include "kernels/mismatch/byte_hamming.hpp"

namespace norrsken {
namespace {

// Makes room for a strand of `length` bases; what lies behind it up to a whole word is not called.
void make_room(PackedStrand& strand, unsigned length) {
  const std::size_t words = length / bases_per_word + 1;
  if (strand.padded.size() < words * bases_per_word) strand.padded.resize(words * bases_per_word);
  std::fill_n(strand.padded.begin() + length, words * bases_per_word - length, not_called);
  strand.words.resize(words + 1);
  strand.length = length;
}

// Packs whole words from where `values` stand, which may be the strand itself, and what is left from the padded strand;
// returns the sum of their qualities.
unsigned pack(PackedStrand& strand, const BaseQuality* values) {
  const std::size_t whole = strand.length / bases_per_word;
  strand.words.back() = 0;
  return pack_bases(values, whole, strand.words.data()) +
         pack_bases(strand.padded.data() + whole * bases_per_word, 1, strand.words.data() + whole);
}

// The 32 base codes of a word, one a byte.
void unpack_word(std::uint64_t word, BaseCode* bases) {
  for (std::size_t eight = 0; eight < 4; ++eight, word >>= 16) {
    std::uint64_t spread = word & 0xFFFF;
    spread = (spread | spread << 24) & 0x000000FF000000FFULL;
    spread = (spread | spread << 12) & 0x000F000F000F000FULL;
    spread = (spread | spread << 6) & 0x0303030303030303ULL;
    std::memcpy(bases + 8 * eight, &spread, 8);
  }
}

// One bit (the lower of two) for every base that differs.
std::uint64_t differing_bases(std::uint64_t read, std::uint64_t reference) {
  const std::uint64_t difference = read ^ reference;
  return (difference | difference >> 1) & 0x5555555555555555ULL;
}

}  // namespace

void PackedRead::assign(std::span<const BaseQuality> read) {
  make_room(strands_[0], static_cast<unsigned>(read.size()));
  std::copy(read.begin(), read.end(), strands_[0].padded.begin());
  // Not from the copy: what was just written cannot be loaded by other vectors at once.
  quality_sum_ = pack(strands_[0], read.data());
  has_reverse_ = false;
}

void PackedRead::make_reverse() const {
  make_room(strands_[1], length());
  complement_reversed(strands_[0].padded.data(), length(), strands_[1].padded.data());
  pack(strands_[1], strands_[1].padded.data());
  has_reverse_ = true;
}

unsigned hamming_cost(const PackedStrand& strand, const GenomeView& genome, GenomePosition start, unsigned first,
                      unsigned last, unsigned bound) {
  constexpr unsigned words_at_once = 8;  // most reads: to stop earlier costs more than it saves
  std::array<std::uint64_t, words_at_once> differing;
  unsigned cost = 0;
  for (unsigned word = first / bases_per_word; word * bases_per_word < last && cost <= bound;) {
    const unsigned base_of_first = word * bases_per_word;
    unsigned words = 0;
    for (; words < words_at_once && word * bases_per_word < last; ++words, ++word)
      differing[words] = differing_bases(strand.words[word], reference_word(genome, start + word * bases_per_word));
    if (base_of_first < first) differing[0] &= ~std::uint64_t{0} << (2 * (first - base_of_first));
    const unsigned beyond = std::max(word * bases_per_word, last) - last;
    if (beyond != 0) differing[words - 1] &= ~std::uint64_t{0} >> (2 * beyond);
    cost += marked_costs(strand.padded.data() + base_of_first, differing.data(), words);
  }
  return cost;
}

void prefix_costs(const PackedStrand& strand, const GenomeView& genome, GenomePosition start,
                  std::vector<std::uint16_t>& costs) {
  constexpr unsigned piece_bases = 8 * bases_per_word;
  std::array<BaseCode, piece_bases> reference;
  costs.resize(strand.length + 1);
  costs[0] = 0;
  for (unsigned piece = 0; piece < strand.length; piece += piece_bases) {
    const unsigned count = std::min(piece_bases, strand.length - piece);
    for (unsigned base = 0; base < count; base += bases_per_word)
      unpack_word(reference_word(genome, start + piece + base), reference.data() + base);
    running_costs(strand.padded.data() + piece, reference.data(), count, costs.data() + piece);
  }
}

}  // namespace norrsken
