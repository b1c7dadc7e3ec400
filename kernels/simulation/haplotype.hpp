// The copies of a contig that a sample carries: the reference with edits, and coordinates between the two, both ways.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/simulation/edit.hpp"
#include "kernels/types/dna.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

inline constexpr unsigned max_copies = 2;

// The reference contig with non-overlapping edits. Holds the edits only: bases are put together on demand, so a human
// genome needs its reference once and not three times.
class SampleHaplotype {
 public:
  // `reference` must outlive the haplotype; `edits` by start, disjoint.
  SampleHaplotype(std::span<const BaseCode> reference, std::span<const Edit> edits);

  [[nodiscard]] std::uint32_t bases() const { return bases_; }
  // Reference position of a base; for an inserted base that of the next base which is not. position < bases().
  [[nodiscard]] std::uint32_t to_reference(std::uint32_t position) const;
  // Where a reference base is on the haplotype; for a deleted base where the next one that is left stands.
  // position <= length of the reference.
  [[nodiscard]] std::uint32_t to_haplotype(std::uint32_t position) const;
  // Appends bases [start, start + count) to `bases`. start + count <= bases().
  void append_bases(std::uint32_t start, std::uint32_t count, std::vector<BaseCode>& bases) const;

 private:
  struct Piece {  // one edit
    std::uint32_t reference_start;
    std::uint32_t reference_end;
    std::uint32_t start;            // of its inserted bases on the haplotype
    std::uint32_t inserted_offset;  // in inserted_
    std::uint32_t inserted_bases;
  };
  [[nodiscard]] std::size_t pieces_starting_up_to(std::uint32_t position) const;

  std::span<const BaseCode> reference_;
  std::vector<Piece> pieces_;
  std::vector<BaseCode> inserted_;
  std::uint32_t bases_ = 0;
};

enum class VariantSource : std::uint8_t { carried, drawn, drawn_in_repeat };

// A change and the copies of the contig that have it: bit 0 the first, bit 1 the second.
struct SampleVariant {
  Edit edit;
  std::uint8_t copies = 0;
  VariantSource source = VariantSource::carried;
  std::uint8_t clone = 0;  // of tumour cells: 0 = germline, in every cell; n = in the cells of clone n and later ones
};

enum class SkipReason : std::uint8_t {
  overlaps,          // another variant of the same copy changes some of these bases
  touches_indel,     // two indels without a base between them: what they mean depends on the reader
  repeated,          // the same change of the same copy stands there already
  no_reads,          // no fragments come from there: no such copy, or a stretch shorter than a fragment
  unknown_reference  // the reference has N here
};
[[nodiscard]] const char* describe(SkipReason reason);

struct SkippedVariant {
  SampleVariant variant;  // .copies: those that do not have it for this reason
  SkipReason reason = SkipReason::overlaps;
  std::uint32_t other_position = 0;  // start of the variant in the way, for overlaps, touches_indel and repeated
};

// Which stretches of a contig exist in each copy of it, in reference coordinates, sorted and disjoint, without N.
using CopyTerritory = std::array<std::vector<GenomeInterval>, max_copies>;

struct CarriedVariants {
  std::vector<SampleVariant> variants;  // by start, end, letters; in at least one copy
  std::vector<SkippedVariant> skipped;
};

// Which of `variants` can stand together, per copy: the first by start wins. An SNV next to an indel is fine, an
// insertion before an SNV too. `variants` in any order, left-aligned.
[[nodiscard]] CarriedVariants select_carried(std::vector<SampleVariant> variants, std::span<const BaseCode> reference,
                                             const CopyTerritory& territory);

// The edits of one copy (0 or 1) in the cells of a clone, in order. Clone 0: normal cells.
[[nodiscard]] std::vector<Edit> edits_of_copy(std::span<const SampleVariant> variants, unsigned copy,
                                              std::uint8_t clone = 0);

}  // namespace norrsken
