// A change of one contig, free of any record's spelling, and its left-aligned, parsimonious VCF form.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "kernels/types/dna.hpp"

namespace norrsken {

// Reference bases [start, end) are replaced by `inserted`. SNV: end = start + 1, one letter; insertion before `start`:
// end = start; deletion: nothing inserted. Positions are 0-based in the contig.
struct Edit {
  std::uint32_t start = 0;
  std::uint32_t end = 0;  // half-open
  std::string inserted;   // letters A, C, G, T

  [[nodiscard]] std::uint32_t deleted_bases() const { return end - start; }
  [[nodiscard]] bool changes_length() const { return deleted_bases() != inserted.size(); }
  friend bool operator==(const Edit&, const Edit&) = default;
};

struct VcfAlleles {
  std::uint32_t position = 0;  // 0-based, of the first REF base
  std::string reference;
  std::string alternate;
};
// As VCF spells it: an insertion or deletion carries the base before it, or, at the contig's start, the one after it.
[[nodiscard]] VcfAlleles to_vcf_alleles(const Edit& edit, std::span<const BaseCode> contig);

}  // namespace norrsken
