// Called blocks in a checkpoint: where their text lies, and what the end of the case needs to know of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "kernels/somatic/case_estimates.hpp"
#include "kernels/somatic/somatic_candidate.hpp"
#include "kernels/types/finding.hpp"
#include "kernels/types/quality_summary.hpp"
#include "pipeline/checkpoint/checkpoint.hpp"

namespace norrsken {

struct CalledBlock {
  std::uint64_t block = 0;
  std::uint64_t covered_end = 0;  // one past the last base that variants of this and the rank's earlier blocks cover
  SpillExtent shards;             // empty: the block reports nothing
  std::uint64_t candidates = 0;   // somatic ones
  std::uint64_t findings = 0;     // germline ones
};

// What is counted while blocks are called; one element a sample, and the points of note_allele_balance() in no order.
struct CallCounts {
  std::vector<VariantStatistics> variants;
  std::vector<IdentitySums> identities;
  std::vector<std::uint64_t> balances;

  explicit CallCounts(std::size_t samples) : variants(samples), identities(samples) {}
  void add(const CallCounts& other);
};

// candidates, findings: of all blocks, in their order.
[[nodiscard]] std::vector<std::byte> pack_called(std::span<const CalledBlock> blocks, const CallCounts& counts,
                                                 std::span<const SomaticCandidate> candidates,
                                                 const std::vector<Finding>& findings);

struct RestoredBlock {
  std::uint32_t file = 0;  // of the shards, in ScratchFiles
  CalledBlock called;
  std::vector<SomaticCandidate> candidates;
  std::vector<Finding> findings;
};

// All blocks of the case that are called, and what was counted in them.
struct RestoredCalls {
  std::map<std::uint32_t, RestoredBlock> blocks;
  CallCounts counts;

  // One a block of a genome of so many.
  [[nodiscard]] std::vector<bool> is_called(std::uint32_t block_count) const;
};
// Throws SystemError.
[[nodiscard]] RestoredCalls unpack_called(std::span<const RestoredPiece> pieces, std::size_t samples);

}  // namespace norrsken
