// Alleles by their left-aligned, trimmed form on the genome axis, so that every spelling of one allele is the same.
#pragma once

#include <string>

#include "kernels/comparison/variant_allele.hpp"
#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// Keeps a stretch of the reference between calls: one a thread.
class GenomeAlleleMaker {
 public:
  // An indel that is spelled further right than this is not moved all the way.
  static constexpr GenomePosition most_shift_bases = 256;

  // `genome` views memory that must outlive the maker.
  explicit GenomeAlleleMaker(const GenomeView& genome) : genome_(genome) {}

  // position: of REF's first base on the genome axis. Letters in upper case.
  [[nodiscard]] VariantAllele operator()(GenomePosition position, const std::string& reference,
                                         const std::string& alternate);

 private:
  GenomeView genome_;
  ReferenceWindow window_;
};

}  // namespace norrsken
