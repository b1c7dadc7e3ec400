// Which exons and introns of a transcript a change touches, and what that means for splicing, by the definitions of the
// Sequence Ontology: donor and acceptor = the two intron bases next to the exon; donor region = bases 3 to 6 of the
// intron, its fifth apart; polypyrimidine tract = 3 to 17 bases before the exon; splice region = 3 bases of the exon, 3
// to 8 of the intron (on the donor side 7 and 8, as the others have names of their own).
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/consequence/transcript_map.hpp"
#include "kernels/types/consequence.hpp"

namespace norrsken {

// Shorter ones are no introns but gaps of an alignment: nothing is spliced there.
inline constexpr std::uint32_t least_intron_bases = 13;

// Indices in genome order; first > last: none.
struct TouchedParts {
  std::size_t first_exon = 1;
  std::size_t last_exon = 0;
  std::size_t first_intron = 1;  // intron i lies behind exon i
  std::size_t last_intron = 0;
  ConsequenceTerms terms;  // of splicing, and intron_variant

  [[nodiscard]] bool has_exon() const { return first_exon <= last_exon; }
  [[nodiscard]] bool has_intron() const { return first_intron <= last_intron; }
};

// `edit` overlaps the transcript. An insertion on the border of an exon touches the exon.
[[nodiscard]] TouchedParts touched_parts(const TranscriptMap& map, const GenomeEdit& edit);

}  // namespace norrsken
