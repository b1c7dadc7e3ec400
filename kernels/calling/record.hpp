// From a haplotype's variant to the fields of a record.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/assembly/haplotype.hpp"
#include "kernels/pileup/tandem_tracts.hpp"
#include "kernels/types/base_quality.hpp"
#include "kernels/types/placed_read.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// Cost of a variant being there at all. Indels in tandem tracts are commoner, the more so the longer the tract.
// An SNV: 3000.
[[nodiscard]] std::uint32_t variant_prior_centiphred(const HaplotypeVariant& variant, const ReferenceWindow& window,
                                                     std::span<const TandemTract> tracts);

// Position and alleles as VCF wants them (an indel with the base before it), repeat context; no samples yet.
[[nodiscard]] VariantCall make_record(const HaplotypeVariant& variant, const ReferenceWindow& window,
                                      std::span<const TandemTract> tracts);

[[nodiscard]] RegionMethod trace_method(std::span<const Haplotype> haplotypes, bool hit_limit);
// "pos_1based:REF:ALT,..." on the contig that starts at contig_start.
[[nodiscard]] std::string trace_candidates(std::span<const HaplotypeVariant> variants, const ReferenceWindow& window,
                                           GenomePosition contig_start);

// A fragment's best cost over haplotypes with and without a variant.
struct FragmentCosts {
  unsigned with_phred = ~0U;
  unsigned without_phred = ~0U;
};

// Counts the fragments for and against one variant.
class SupportSummary {
 public:
  // `with` and `without` are the fragment's best costs over haplotypes with and without the variant.
  // Returns whether the read covers the site; the caller then stops, as a fragment counts once.
  bool add_read(const PlacedRead& read, std::span<const BaseQuality> bases, const HaplotypeVariant& variant,
                unsigned with, unsigned without);
  void add(const SupportSummary& other);
  void describe(GenotypeCall& sample) const;  // depths
  // Fragments for REF, ALT by the strand of read 1.
  [[nodiscard]] std::array<std::uint32_t, 2> f1r2() const { return {f1r2_[0], f1r2_[1]}; }
  [[nodiscard]] std::array<std::uint32_t, 2> f2r1() const { return {f2r1_[0], f2r1_[1]}; }
  void describe(VariantCall& call) const;  // INFO features

 private:
  std::uint32_t depth_ = 0;
  std::uint32_t forward_[2] = {0, 0};
  std::uint32_t reverse_[2] = {0, 0};
  std::uint32_t f1r2_[2] = {0, 0};
  std::uint32_t f2r1_[2] = {0, 0};
  std::uint64_t confidence_sum_ = 0;
  std::uint64_t quality_sum_ = 0;
  std::uint32_t quality_count_ = 0;
  std::vector<std::uint16_t> end_distances_;
};

}  // namespace norrsken
