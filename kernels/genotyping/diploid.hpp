// Posterior of haplotype pairs from the costs of fragments, and what it says of single variants.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace norrsken {

// Phred cost of every fragment under every haplotype, relative to the fragment's best haplotype.
class CostMatrix {
 public:
  CostMatrix(std::size_t haplotypes, std::size_t fragments)
      : haplotypes_(haplotypes), fragments_(fragments), costs_(haplotypes * fragments, 0) {}
  [[nodiscard]] std::size_t haplotypes() const { return haplotypes_; }
  [[nodiscard]] std::size_t fragments() const { return fragments_; }
  [[nodiscard]] std::uint8_t& at(std::size_t haplotype, std::size_t fragment) {
    return costs_[haplotype * fragments_ + fragment];
  }
  [[nodiscard]] std::uint8_t at(std::size_t haplotype, std::size_t fragment) const {
    return costs_[haplotype * fragments_ + fragment];
  }
  [[nodiscard]] std::span<const std::uint8_t> row(std::size_t haplotype) const {
    return {costs_.data() + haplotype * fragments_, fragments_};
  }

 private:
  std::size_t haplotypes_;
  std::size_t fragments_;
  std::vector<std::uint8_t> costs_;
};

// -10 log10 of the mean likelihood of two costs, in hundredths of a phred. (0, 0) -> 0; (0, 100) -> 301.
[[nodiscard]] std::uint32_t mixture_cost_centiphred(unsigned a, unsigned b);

// Variants of the haplotypes, as bits: haplotype h carries variant v when masks[h] >> v & 1.
struct GenotypingInput {
  const CostMatrix* costs = nullptr;
  std::span<const std::uint64_t> masks;             // one a haplotype
  std::span<const std::uint32_t> prior_centiphred;  // one a variant: cost of it being there at all
  unsigned ploidy = 2;                              // 1 or 2
  std::size_t first_fragment = 0;                   // only these fragments count: those of one sample, half-open
  std::size_t last_fragment = all_fragments;
  static constexpr std::size_t all_fragments = ~std::size_t{0};
};

struct VariantPosterior {
  std::uint32_t quality_centiphred = 0;              // best without the variant minus best with it, priors included
  std::array<std::uint32_t, 3> likelihoods_phred{};  // PL by copies (ploidy 1: [0] and [2]), smallest = 0
  std::uint16_t genotype_quality_phred = 0;
};

struct PairPosterior {
  std::size_t first = 0;  // haplotypes of the best pair; equal when homozygous or haploid
  std::size_t second = 0;
  std::uint32_t cost_centiphred = 0;
  std::vector<VariantPosterior> variants;
};

[[nodiscard]] PairPosterior genotype(const GenotypingInput& input);

}  // namespace norrsken
