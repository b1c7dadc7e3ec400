#include "pipeline/stages/prepared_piece.hpp"

#include <tuple>

#include "io/packer.hpp"
#include "pipeline/stages/placed_piece.hpp"

namespace norrsken {

auto fields(Either<Coverage> auto& coverage) {
  return std::tie(coverage.bases, coverage.depth_sum, coverage.min_depth, coverage.at_least);
}
auto fields(Either<PanelCoverage> auto& panel) {
  return std::tie(panel.thresholds, panel.targets, panel.genes, panel.all, panel.depth, panel.reads,
                  panel.on_target_reads);
}
auto fields(Either<PreparedCase> auto& prepared) {
  return std::tie(prepared.libraries, prepared.depths, prepared.panels, prepared.hotspots, prepared.depth_track,
                  prepared.repeats);
}

namespace {

// All but the owners, which are found anew, and the store.
auto counts_of(Either<PlacedCase> auto& placed) {
  return std::tie(placed.counts, placed.input_reads, placed.exchanged_bytes);
}

}  // namespace

std::vector<std::byte> pack_prepared(const PlacedCase& placed, const PreparedCase& prepared) {
  Packer packer;
  packer.put(counts_of(placed), prepared);
  return packer.take();
}

ReadyCase restore_ready_case(const CaseContext& context, const RestoredWork& work, const std::vector<bool>& is_called,
                             const PlacingOptions& options) {
  if (!work.prepared) throw std::logic_error("a checkpoint of calling without what was prepared");
  std::vector<RestoredReads> reads;
  for (const RestoredPiece& piece : work.reads) {
    Unpacker unpacker(piece.bytes, ends_early("checkpoint of prepared reads"));
    for (const StoredReads& stored : unpacker.take<std::vector<StoredReads>>()) reads.push_back({piece.file, stored});
  }
  ReadyCase ready{{owners_of(context.genome, reads, is_called, context.comm.size()), nullptr, {}, {}, 0}, {}};
  Unpacker unpacker(work.prepared->bytes, ends_early("checkpoint of prepared reads"));
  unpacker.take(counts_of(ready.placed), ready.prepared);
  ready.placed.store = std::make_unique<BlockStore>(ready.placed.owners.range(context.comm.rank()), options.store_bytes,
                                                    options.scratch);
  adopt_reads(reads, *ready.placed.store);
  ready.is_prepared = true;
  return ready;
}

}  // namespace norrsken
