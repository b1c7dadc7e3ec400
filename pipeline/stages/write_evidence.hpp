// Last stage with reads: keeps those around what is reported as bam/SAMPLE.evidence.bam.
#pragma once

#include <span>
#include <vector>

#include "kernels/types/evidence.hpp"
#include "kernels/types/finding.hpp"
#include "pipeline/stages/block_store.hpp"
#include "pipeline/stages/call_blocks.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/case_folder.hpp"

namespace norrsken {

// Sites of a case that get evidence, by position, each once: findings to discuss, hot-spots of the panel, then other
// findings, the rest by the hash of their place; at most max_evidence_sites.
inline constexpr std::size_t max_evidence_sites = 1000;
[[nodiscard]] std::vector<EvidenceSite> choose_evidence_sites(std::span<const Finding> findings,
                                                              std::span<const Hotspot> hotspots);

// findings: of the root; other ranks give none. store: as call_blocks() left it; blocks without a site are not looked
// at. Writes one BAM a sample, the same bytes for any number of ranks. Throws AgreedError. Collective.
void write_evidence(const CaseContext& context, const CallingInput& input, const CaseFolders& folders,
                    std::span<const Finding> findings, BlockStore& store);

}  // namespace norrsken
