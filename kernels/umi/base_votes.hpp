// The base of a molecule from its copies.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "kernels/types/base_quality.hpp"

namespace norrsken {

// Log-likelihood of A, C, G and T in centiphred, up to what all four share: integers, so that the order of the copies
// does not matter. A copy of quality q adds 10 log10((1 - e) / (e / 3)), e = 10^(-q/10), to its base: Q20 -> 24.73.
struct BaseVotes {
  std::array<std::int64_t, 4> centiphred{};
  std::uint32_t copies = 0;
  BaseQuality last = not_called;  // copy that voted
};

// Lets each base of a copy vote for the base at the same offset; bases that are not called do not. A reverse copy is
// stored as on the forward strand, and its offsets count from its last base. Bases beyond `votes` have none.
enum class CopyStrand : std::uint8_t { forward, reverse };
void add_copy(std::span<const BaseQuality> copy, CopyStrand strand, std::span<BaseVotes> votes);

// The likeliest base with its posterior quality, at most `max_phred` when several copies voted. One copy is given back
// as it was; a tie or no vote is not called. Two copies of Q20 that agree -> Q45, copies of Q30 and Q20 that do not ->
// Q10.
[[nodiscard]] BaseQuality consensus_base(const BaseVotes& votes, unsigned max_phred);

// Both strands of a duplex molecule at one base. Where they agree, their qualities add up (at most max_phred); where
// they do not, damage of one strand is as likely as a misread: the better base keeps the difference of the qualities,
// or is not called when that is under 10. A base that one strand lacks is the other's.
[[nodiscard]] BaseQuality join_strands(BaseQuality a, BaseQuality b, unsigned max_phred);

}  // namespace norrsken
