// From a haplotype's variant to the fields of a record.
#pragma once

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

// Counts the fragments for and against one variant of one sample.
class SupportSummary {
 public:
  // `with` and `without` are the fragment's best costs over haplotypes with and without the variant.
  // Returns whether the read covers the site; the caller then stops, as a fragment counts once.
  bool add_read(const PlacedRead& read, std::span<const BaseQuality> bases, const HaplotypeVariant& variant,
                unsigned with, unsigned without);
  // Fills the depth fields of the call's last sample and the INFO features.
  void describe(VariantCall& call) const;

 private:
  std::uint32_t depth_ = 0;
  std::uint32_t forward_[2] = {0, 0};
  std::uint32_t reverse_[2] = {0, 0};
  std::uint64_t confidence_sum_ = 0;
  std::uint64_t quality_sum_ = 0;
  std::uint32_t quality_count_ = 0;
  std::vector<std::uint16_t> end_distances_;
};

}  // namespace norrsken
