// Stage 2: sorts and counts every block's reads, so that the library is known before anything is called.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/calling/block_caller.hpp"
#include "kernels/coverage/genome_tracks.hpp"
#include "pipeline/stages/block_store.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/sex.hpp"

namespace norrsken {

struct PreparedCase {
  std::vector<LibraryCounts> libraries;                // of each sample over all ranks
  std::vector<ClassDepth> depths;                      // the same
  std::vector<PanelCoverage> panels;                   // the same; empty without a panel
  std::vector<std::vector<HotspotEvidence>> hotspots;  // the same, by hot-spot; empty without a list
  std::vector<std::uint64_t> depth_track;              // over all ranks: count_depth_track()
  // On the root: what tumours without a normal show in repeats, by place; one a sample, empty for others.
  std::vector<std::vector<RepeatSite>> repeats;
};

// Memory that threads need beside a block's records while they work on it, as a multiple of these: the reads unpacked,
// their sorted copy, and the tables of the caller.
inline constexpr std::uint64_t working_copies = 3;
// A block whose memory a thread should give back rather than keep for the next one.
[[nodiscard]] inline bool is_deep(const PlacedReads& reads) {
  return reads.bases.capacity() > (32U << 20) || reads.reads.capacity() > (256U << 10);
}
// Of the largest block here, and of one block a thread if they are alike.
[[nodiscard]] std::uint64_t working_bytes(const BlockStore& store, unsigned threads);

// Every block goes through BlockCaller::prepare() and back into the store. work_bytes: what threads may hold at the
// same time. Throws AgreedError. Collective.
[[nodiscard]] PreparedCase prepare_blocks(const CaseContext& context, const ChromosomeMap& chromosomes,
                                          BlockStore& store, std::uint64_t work_bytes);

}  // namespace norrsken
