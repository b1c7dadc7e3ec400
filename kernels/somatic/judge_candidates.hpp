// The last word on the somatic candidates of a case, once it is known what all of them together say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "kernels/somatic/somatic_candidate.hpp"

namespace norrsken {

// Columns of the case.
struct SomaticColumns {
  std::optional<std::size_t> normal;
  std::span<const std::size_t> tumors;        // at least one
  std::uint32_t contamination_per_mille = 0;  // share of another person's reads in the tumours, the largest
  NormalContent content;
};

// Fills quality, normal odds and explanation of a candidate.
void judge_candidate(const SomaticColumns& columns, SomaticCandidate& candidate);

}  // namespace norrsken
