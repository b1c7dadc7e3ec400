// The k-mers that a variant makes and the reference around it does not have, but for those of homopolymers: looked for
// in raw reads, they tell of a variant without any placement or haplotype.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/base_quality.hpp"
#include "kernels/types/dna.hpp"

namespace norrsken {

class VariantKmers {
 public:
  static constexpr std::size_t kmer_bases = 25;

  // `reference` holds at least kmer_bases on both sides of the `replaced` bases at `offset`, which `alternate`
  // replaces.
  VariantKmers(std::span<const BaseCode> reference, std::size_t offset, std::size_t replaced,
               std::span<const BaseCode> alternate);

  // Whether the read, as on the forward strand, holds one of them. Qualities do not matter, bases not called do.
  [[nodiscard]] bool occur_in(std::span<const BaseQuality> read) const;
  [[nodiscard]] std::size_t size() const { return kmers_.size(); }

 private:
  // Few k-mers are any of the variant's: most are told from them by what they hash to.
  [[nodiscard]] static constexpr std::size_t hash_of(std::uint64_t kmer) {
    return static_cast<std::size_t>(kmer * 0x9e3779b97f4a7c15ULL >> 54);
  }

  std::vector<std::uint64_t> kmers_;  // sorted
  std::bitset<1024> hashes_;          // of them
};

}  // namespace norrsken
