// Parts of which synthetic_genome.hpp builds contigs: repeat families, tandem tracts, satellites, unique sequence.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/simulation/random.hpp"
#include "kernels/types/dna.hpp"

namespace norrsken {

using Sequence = std::vector<BaseCode>;

// Appends `bases` of unique sequence with a share `gc` of C and G and about a fifth of the CpG that chance would give.
void append_unique(Sequence& sequence, std::uint64_t bases, double gc, RandomStream& random);

// A copy of `source` in which a share `divergence` of the bases changed: 88 % substitutions, the rest insertions and
// deletions of 1 to 6 bases. N stays N.
[[nodiscard]] Sequence diverge(const Sequence& source, double divergence, RandomStream& random);

[[nodiscard]] Sequence reverse_complement(const Sequence& sequence);

enum class RepeatClass : std::uint8_t { sine, line, transposon };
struct RepeatFamily {
  Sequence consensus;
  RepeatClass kind = RepeatClass::sine;
  double age = 0;  // typical divergence of its copies
};

// Families with subfamilies: SINE-like (about 300 bases with a poly-A tail), LINE-like (6 kb), DNA transposons (200 b -
// 2 kb).
[[nodiscard]] std::vector<RepeatFamily> make_repeat_families(std::uint64_t seed);

struct RepeatCopy {
  Sequence bases;
  double divergence = 0;
};
// One insertion of a family: truncated (LINEs keep their 3' end), aged by 0 to 25 %, on a random strand.
[[nodiscard]] RepeatCopy copy_family(const RepeatFamily& family, RandomStream& random);
// Unit of 1 to 6 bases, 8 to 200 bases long, 85 to 100 % pure.
[[nodiscard]] RepeatCopy make_tandem_tract(RandomStream& random);
// `bases` (about) of monomers of 171 bases in a higher-order array.
[[nodiscard]] RepeatCopy make_satellite(const Sequence& monomer, std::uint64_t bases, RandomStream& random);

}  // namespace norrsken
