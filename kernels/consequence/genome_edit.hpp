// A variant as the stretch of the genome that it replaces, moved as far left or right as repeats let it go.
#pragma once

#include <string>

#include "kernels/types/genome.hpp"

namespace norrsken {

// Replaces [start, end) of the genome axis by `bases`; an insertion has start == end and stands before `start`.
struct GenomeEdit {
  GenomePosition start = 0;
  GenomePosition end = 0;
  std::string bases;  // upper case, of the forward strand

  [[nodiscard]] bool is_insertion() const { return start == end; }
  [[nodiscard]] bool is_deletion() const { return bases.empty(); }
  [[nodiscard]] std::int64_t length_change() const {
    return static_cast<std::int64_t>(bases.size()) - static_cast<std::int64_t>(end - start);
  }
};

// REF and ALT as VCF spells them, without what both share. (99, "CAG", "CG") -> [100, 101) by nothing.
[[nodiscard]] GenomeEdit edit_of(GenomePosition position, const std::string& reference, const std::string& alternate);

// The same change as far left, right as it can be spelled within `limits`. Only pure insertions and deletions move; N
// stops them. "GAAAT": the deletion of [1, 2) <-> of [3, 4).
[[nodiscard]] GenomeEdit shifted_left(const GenomeView& genome, GenomeEdit edit, GenomeInterval limits);
[[nodiscard]] GenomeEdit shifted_right(const GenomeView& genome, GenomeEdit edit, GenomeInterval limits);

[[nodiscard]] char reference_letter(const GenomeView& genome, GenomePosition position);  // 'N' where it is not known
// [start, end) as letters.
[[nodiscard]] std::string reference_letters(const GenomeView& genome, GenomeInterval place);

// HGVS name of the change on its contig, which is taken as it is named: "chr17:g.43057078G>A". `edit` is shifted right.
[[nodiscard]] std::string genomic_name(const GenomeView& genome, const Contig& contig, const GenomeEdit& edit);

}  // namespace norrsken
