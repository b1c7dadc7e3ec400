// HGVS names of proteins: "p.Arg175His", "p.Lys5del", "p.Arg97ProfsTer23", "p.Ter110GlnextTer17".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace norrsken {

// How the codons behind the change are read.
enum class Reading : std::uint8_t {
  in_frame,  // as before
  shifted,   // in another frame
  through    // beyond the stop codon, which is lost
};

// A change of a protein from amino acid `first` on, 0-based in `protein`. Letters, "*" = stop.
struct ProteinChange {
  std::string_view protein;  // of the reference, with its "*" when it has one
  std::size_t first = 0;
  std::string_view removed;  // of `protein` from `first` on; all the rest unless read in frame
  std::string_view put;      // instead; to the new protein's end unless read in frame
  Reading reading = Reading::in_frame;
  std::uint32_t number_of_first = 1;  // of the protein's first amino acid
};

// "p.Arg5=" when nothing changes, "p.?" when there is no name for what changes. Insertions and deletions are moved
// towards the end as far as the protein allows.
[[nodiscard]] std::string protein_name(const ProteinChange& change);

}  // namespace norrsken
