#include "kernels/placement/packed_read.hpp"

#include <algorithm>

namespace norrsken {
namespace {

// Gathers the low two bits of eight bytes into sixteen bits.
std::uint64_t pack_eight(std::uint64_t bytes) {
  bytes &= 0x0303030303030303ULL;
  bytes = (bytes | bytes >> 6) & 0x000F000F000F000FULL;
  bytes = (bytes | bytes >> 12) & 0x000000FF000000FFULL;
  return (bytes | bytes >> 24) & 0xFFFF;
}

// complement_called() of eight bytes: flips the low two bits of those whose quality (bits 2-7) is not zero.
std::uint64_t complement_eight(std::uint64_t bytes) {
  const std::uint64_t quality = bytes & 0xFCFCFCFCFCFCFCFCULL;
  const std::uint64_t called = (((quality & 0x7F7F7F7F7F7F7F7FULL) + 0x7F7F7F7F7F7F7F7FULL) | quality) >> 7;
  return bytes ^ (called & 0x0101010101010101ULL) * 3;
}

void pack(PackedStrand& strand, unsigned length) {
  const unsigned words = length / bases_per_word + 1;
  strand.values.resize(words * bases_per_word, not_called);  // so that whole words can be read
  strand.words.resize(words + 1);
  for (unsigned word = 0; word < words; ++word) {
    std::uint64_t packed = 0;
    for (unsigned part = 0; part < 4; ++part) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, strand.values.data() + word * bases_per_word + part * 8, 8);
      packed |= pack_eight(bytes) << (16 * part);
    }
    strand.words[word] = packed;
  }
  strand.words[words] = 0;
  strand.values.resize(length);
}

// One bit (the lower of two) for every base that differs.
std::uint64_t differing_bases(std::uint64_t read, std::uint64_t reference) {
  const std::uint64_t difference = read ^ reference;
  return (difference | difference >> 1) & 0x5555555555555555ULL;
}

}  // namespace

void PackedRead::assign(std::span<const BaseQuality> read) {
  length_ = static_cast<unsigned>(read.size());
  strands_[0].values.assign(read.begin(), read.end());
  pack(strands_[0], length_);
  has_reverse_ = false;
}

void PackedRead::make_reverse() const {
  const auto& forward = strands_[0].values;
  auto& reverse = strands_[1].values;
  reverse.resize(forward.size());
  std::size_t done = 0;
  for (; done + 8 <= forward.size(); done += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, forward.data() + forward.size() - done - 8, 8);
    bytes = complement_eight(__builtin_bswap64(bytes));
    std::memcpy(reverse.data() + done, &bytes, 8);
  }
  for (; done < forward.size(); ++done) reverse[done] = complement_called(forward[forward.size() - 1 - done]);
  pack(strands_[1], length_);
  has_reverse_ = true;
}

unsigned hamming_cost(const PackedStrand& strand, const GenomeView& genome, GenomePosition start, unsigned first,
                      unsigned last, unsigned bound) {
  unsigned cost = 0;
  for (unsigned word = first / bases_per_word; word * bases_per_word < last; ++word) {
    const unsigned base = word * bases_per_word;
    std::uint64_t differing = differing_bases(strand.words[word], reference_word(genome, start + base));
    if (base < first) differing &= ~std::uint64_t{0} << (2 * (first - base));
    if (last - base < bases_per_word) differing &= (std::uint64_t{1} << (2 * (last - base))) - 1;
    for (; differing != 0; differing &= differing - 1)
      cost += mismatch_cost(strand.values[base + static_cast<unsigned>(__builtin_ctzll(differing)) / 2]);
    if (cost > bound) return cost;
  }
  return cost;
}

void prefix_costs(const PackedStrand& strand, const GenomeView& genome, GenomePosition start,
                  std::vector<std::uint16_t>& costs) {
  const auto length = static_cast<unsigned>(strand.values.size());
  costs.resize(length + 1);
  unsigned sum = 0;
  for (unsigned base = 0; base < length; base += bases_per_word) {
    const std::uint64_t differing =
        differing_bases(strand.words[base / bases_per_word], reference_word(genome, start + base));
    const unsigned stop = std::min(length, base + bases_per_word);
    for (unsigned i = base; i < stop; ++i) {
      costs[i] = static_cast<std::uint16_t>(sum);
      if (differing >> (2 * (i - base)) & 1) sum += mismatch_cost(strand.values[i]);
    }
  }
  costs[length] = static_cast<std::uint16_t>(sum);
}

}  // namespace norrsken
