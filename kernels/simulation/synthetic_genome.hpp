// A made-up genome with the structure that makes real ones hard: interspersed repeat families, short tandem repeats,
// satellites, segmental duplications, isochores with depleted CpG, runs of N, large and small contigs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/types/dna.hpp"

namespace norrsken {

enum class StretchKind : std::uint8_t { interspersed = 0, tandem = 1, satellite = 2, segmental_duplication = 3 };

// A repetitive stretch as it was made; stretches of one kind are disjoint within a contig.
struct GenomeStretch {
  std::uint32_t contig = 0;
  std::uint32_t start = 0;
  std::uint32_t end = 0;  // half-open, in the contig
  StretchKind kind = StretchKind::interspersed;
  std::uint16_t divergence_permille = 0;  // substitutions per 1000 bases against the family, tract or copied stretch
};

struct SyntheticContig {
  std::string name;
  std::vector<BaseCode> bases;
};

struct SyntheticGenome {
  std::vector<SyntheticContig> contigs;
  std::vector<GenomeStretch> stretches;  // by contig, then start
};

enum class SexContigs : std::uint8_t { absent, present };

struct SyntheticGenomeOptions {
  std::uint64_t bases = 5'000'000;  // of all contigs together; at least min_synthetic_bases
  std::uint64_t seed = 1;
  SexContigs sex_contigs = SexContigs::absent;  // present: chrX, chrY and chrM as well
};
inline constexpr std::uint64_t min_synthetic_bases = 20'000;

// Contigs chr1.. with halving lengths, then small ones (chrUn_1..). Same options, same genome.
// Shares (of bases, about): interspersed 40 %, tandem 1 % (exact ones in all sequence 4 %), satellite 1 %, segmental
// duplications 4 % (both places), N 0.5 %.
[[nodiscard]] SyntheticGenome make_synthetic_genome(const SyntheticGenomeOptions& options);

}  // namespace norrsken
