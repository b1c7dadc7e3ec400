// One ALT allele of one sample: a stretch of a contig and the bases that stand there instead.
// Positions are 0-based on the contig; reference sequences are whole contigs in upper case.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace norrsken {

// How many of the sample's chromosomes carry the allele.
enum class Zygosity : std::uint8_t {
  one_copy,    // 0/1, or either allele of 1/2
  every_copy,  // 1/1, or haploid 1
  unknown      // half-call ./1, or genotypes are to be ignored
};

struct VariantAllele {
  std::int64_t start = 0;  // first replaced base; an insertion replaces none: start == end
  std::int64_t end = 0;    // half-open
  std::string bases;       // upper case
  Zygosity zygosity = Zygosity::one_copy;
  std::uint32_t record = 0;  // alleles of one record lie on different chromosomes

  [[nodiscard]] std::int64_t replaced_bases() const { return end - start; }
  [[nodiscard]] std::int64_t inserted_bases() const { return static_cast<std::int64_t>(bases.size()); }
  [[nodiscard]] std::int64_t length_change() const { return inserted_bases() - replaced_bases(); }
  [[nodiscard]] bool is_insertion() const { return start == end; }
};

// A stretch of a contig.
struct ContigSpan {
  std::int64_t start = 0;
  std::int64_t end = 0;  // half-open
};

// Makes an allele of REF and ALT as VCF spells them: what both share at the end, then at the start, is cut off.
// (99, "CAG", "CG") -> replaces [100, 101) by nothing. When REF equals ALT the allele replaces nothing by nothing.
[[nodiscard]] VariantAllele trimmed_allele(std::int64_t position, std::string_view reference_bases,
                                           std::string_view alternate_bases);

// The same change as far left as repeats let it go. Only a pure insertion or deletion moves; it stops at N and at
// the contig's start. reference "GAAAT": deletion of [3, 4) -> deletion of [1, 2).
[[nodiscard]] VariantAllele left_aligned(std::string_view reference, VariantAllele allele);

// Everything between the leftmost and the rightmost spelling of the allele. reference "GAAAT": deletion of [2, 3)
// -> [1, 4). Other alleles span what they replace.
[[nodiscard]] ContigSpan spelling_span(std::string_view reference, const VariantAllele& allele);

// The reference bases that must be inside a region for the allele to be inside: what the left-aligned allele replaces;
// for an insertion the base before it, because confident regions are made from VCF positions and often end there.
[[nodiscard]] ContigSpan changed_span(std::string_view reference, const VariantAllele& allele);

enum class VariantType : std::uint8_t { snv, indel };  // snv: as many bases in as out, so MNVs too
[[nodiscard]] VariantType type_of(const VariantAllele& allele);

// Insertions and deletions by length: 1-5, 6-15, 16-49, 50 and more bases.
enum class LengthClass : std::uint8_t {
  substitution,
  insertion_1_5,
  insertion_6_15,
  insertion_16_49,
  insertion_50,
  deletion_1_5,
  deletion_6_15,
  deletion_16_49,
  deletion_50
};
inline constexpr std::size_t length_class_count = 9;
[[nodiscard]] LengthClass length_class_of(const VariantAllele& allele);
[[nodiscard]] const char* name_of(LengthClass value);  // "del_16_49"

}  // namespace norrsken
