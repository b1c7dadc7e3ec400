// Pieces that the writers of VCF, gVCF and tables share: integers as text, contigs by position, one variant's line.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/bgzf_writer.hpp"
#include "io/vcf_writer.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

inline void append_integer(std::string& text, std::integral auto value) {
  char digits[24];
  const auto result = std::to_chars(digits, digits + sizeof digits, value);
  text.append(digits, static_cast<std::size_t>(result.ptr - digits));
}

// value units of 10^-decimals: (1234, 2) -> "12.34", (5, 2) -> "0.05".
inline void append_decimal(std::string& text, std::uint64_t value, unsigned decimals) {
  std::uint64_t scale = 1;
  for (unsigned digit = 0; digit < decimals; ++digit) scale *= 10;
  append_integer(text, value / scale);
  if (decimals == 0) return;
  text.push_back('.');
  const std::size_t first_digit = text.size();
  append_integer(text, value % scale + scale);  // the leading 1 keeps the zeros and becomes...
  text.erase(first_digit, 1);                   // ... nothing
}

// Contig of ascending positions.
class ContigCursor {
 public:
  explicit ContigCursor(std::span<const Contig> contigs) : contigs_(contigs) {}
  // Index of the contig that holds the position or else the next one; contigs().size() past the last.
  [[nodiscard]] std::uint32_t at_or_after(GenomePosition position);
  // As above, but a position outside every contig is a logic_error that names `what`.
  [[nodiscard]] std::uint32_t holding(GenomePosition position, const char* what);
  [[nodiscard]] const Contig& contig(std::uint32_t index) const { return contigs_[index]; }
  [[nodiscard]] std::span<const Contig> contigs() const { return contigs_; }

 private:
  std::span<const Contig> contigs_;
  std::uint32_t current_ = 0;
};

// Pointers to the variants by position, REF, ALT. Two equal ones are a logic_error.
[[nodiscard]] std::vector<const VariantCall*> in_file_order(std::span<const VariantCall> variants);

// Header: the lines before those of filters, these, those of append_evidence(), and the #CHROM line.
[[nodiscard]] std::string vcf_preamble(const VcfDescription& description, std::span<const Contig> contigs);
void append_filter_lines(std::string& text, std::span<const char* const> names,
                         std::span<const char* const> descriptions);
[[nodiscard]] std::string_view evidence_info_lines();
void append_column_line(std::string& text, const VcfDescription& description);

// "chr1 11 . A C 50.00" with a tab behind. Alleles that do not fit the contig are a logic_error.
void append_site(std::string& text, const Contig& contig, const VariantCall& variant,
                 std::string_view more_alleles = "");
// "PASS", or the names of the bits.
void append_filters(std::string& text, std::uint32_t filters, std::span<const char* const> names);
// "0/1", "1|0", ".": haplotype order when phased, else sorted.
void append_genotype(std::string& text, const GenotypeCall& call);
// "MQ=60;BQ=37;...": what the reads that carry the variant look like.
void append_evidence(std::string& text, const VariantCall& variant);
// What annotation adds behind it, with a ";" before; nothing without annotation.
void append_more_info(std::string& text, const VariantCall& variant);
// Share of `part` to four decimals, half away from zero: what a reader gets from the AD beside it; "." of nothing.
void append_share(std::string& text, std::uint64_t part, std::uint64_t total);

// "chr1 11 . A C,<*> 50.00 PASS info format sample..." with its newline. product gvcf adds the unspecified allele.
void append_variant(const Contig& contig, std::uint32_t contig_index, const VariantCall& variant,
                    std::span<const std::uint8_t> columns, VcfProduct product, RecordText& out);

}  // namespace norrsken
