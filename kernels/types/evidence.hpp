// Reads kept to be looked at: what lies around a reported variant, projected to the reference through its haplotype.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/types/base_quality.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// A reported variant or a forced site. VCF-style: an indel carries the base before it; letters A, C, G, T.
struct EvidenceSite {
  GenomePosition position = 0;
  std::string reference;
  std::string alternate;

  [[nodiscard]] GenomePosition end() const { return position + static_cast<GenomePosition>(reference.size()); }
  friend bool operator==(const EvidenceSite&, const EvidenceSite&) = default;
};

// Operations of a CIGAR, numbered as in BAM.
enum class CigarKind : std::uint8_t { match = 0, insertion = 1, deletion = 2, soft_clip = 4 };
struct CigarPart {
  CigarKind kind = CigarKind::match;  // match: same or other base, as "M"
  std::uint32_t bases = 0;            // never 0
  friend bool operator==(const CigarPart&, const CigarPart&) = default;
};

struct EvidenceRead {
  std::uint64_t name_hash = 0;
  GenomePosition position = 0;       // of the first base that lies on the reference
  GenomePosition mate_position = 0;  // the same of the mate where it is kept too, else 0; known when all are
  std::vector<CigarPart> cigar;      // its parts without deletions add up to bases.size()
  std::vector<BaseQuality> bases;    // forward strand
  std::uint8_t flags = 0;            // ReadFlag bits
  std::uint8_t confidence_phred = 0;
  std::uint8_t sample = 0;     // column of the case
  std::uint8_t haplotype = 0;  // number in the reported region from 1 (1 = reference); 0 = fits several alike
  std::string variants;        // of the haplotype: "pos_1based:REF:ALT,..."; empty for the reference

  friend bool operator==(const EvidenceRead&, const EvidenceRead&) = default;
};

}  // namespace norrsken
