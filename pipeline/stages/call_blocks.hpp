// Stage 3: calls every block and hands the text of its records, compressed, to the files in coordinate order.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/calling/block_caller.hpp"
#include "kernels/somatic/case_estimates.hpp"
#include "kernels/types/finding.hpp"
#include "kernels/types/quality_summary.hpp"
#include "pipeline/checkpoint/checkpoint.hpp"
#include "pipeline/stages/block_store.hpp"
#include "pipeline/stages/call_regions.hpp"
#include "pipeline/stages/called_piece.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/case_files.hpp"

namespace norrsken {

struct CallingInput {
  const std::vector<LibraryCounts>& libraries;               // of each sample over all ranks
  const std::vector<std::vector<PloidyInterval>>& ploidies;  // of each sample: stretches that are not diploid
  const std::vector<OutputPlan>& outputs;
  const std::optional<CallRegions>& regions;  // only what lies in them is reported; all when empty
  std::uint64_t work_bytes;                   // what threads may hold at the same time
  Checkpoint& checkpoint;
  const std::vector<std::byte>& prepared;  // for the checkpoint: pack_prepared()
  const RestoredCalls& restored;           // blocks that earlier attempts called
};

struct CalledCase {
  std::vector<VariantStatistics> variants;   // germline records of each sample over all ranks
  std::vector<IdentitySums> identities;      // of each tumour with the normal over all ranks
  std::vector<SomaticCandidate> candidates;  // of this rank, by position
  std::vector<std::uint64_t> balances;       // of all ranks, on the root: note_allele_balance(), by position
  std::vector<std::uint64_t> hotspots =
      {};                              // of all ranks, once judged: 0 = no record, else 1 + its SomaticFilter bits
  std::vector<Finding> findings = {};  // of this rank, germline ones after calling, somatic ones once judged
};

// Pauses for checkpoints when they are due. The store keeps its reads: evidence of what is reported is taken from them.
// `files` then holds this rank's shards of everything but somatic records. Throws AgreedError. Collective.
[[nodiscard]] CalledCase call_blocks(const CaseContext& context, const CallingInput& input, BlockStore& store,
                                     CaseFiles& files);

}  // namespace norrsken
