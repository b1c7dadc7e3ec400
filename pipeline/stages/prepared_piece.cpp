#include "pipeline/stages/prepared_piece.hpp"

#include "pipeline/checkpoint/packed.hpp"
#include "pipeline/stages/placed_piece.hpp"

namespace norrsken {
namespace {

void pack_coverages(const std::vector<Coverage>& coverages, Packer& packer) {
  packer.value(std::uint64_t{coverages.size()});
  for (const Coverage& coverage : coverages) {
    packer.value(coverage.bases);
    packer.value(coverage.depth_sum);
    packer.value(coverage.min_depth);
    packer.array(coverage.at_least);
  }
}

std::vector<Coverage> unpack_coverages(Unpacker& unpacker) {
  std::vector<Coverage> coverages(unpacker.value<std::uint64_t>());
  for (Coverage& coverage : coverages) {
    coverage.bases = unpacker.value<std::uint64_t>();
    coverage.depth_sum = unpacker.value<std::uint64_t>();
    coverage.min_depth = unpacker.value<std::uint64_t>();
    coverage.at_least = unpacker.array<std::uint64_t>();
  }
  return coverages;
}

void pack_panel(const PanelCoverage& panel, Packer& packer) {
  packer.array(panel.thresholds);
  pack_coverages(panel.targets, packer);
  pack_coverages(panel.genes, packer);
  pack_coverages({panel.all}, packer);
  packer.array(panel.depth);
  packer.value(panel.reads);
  packer.value(panel.on_target_reads);
}

PanelCoverage unpack_panel(Unpacker& unpacker) {
  PanelCoverage panel;
  panel.thresholds = unpacker.array<std::uint32_t>();
  panel.targets = unpack_coverages(unpacker);
  panel.genes = unpack_coverages(unpacker);
  panel.all = unpack_coverages(unpacker).at(0);
  panel.depth = unpacker.array<std::uint64_t>();
  panel.reads = unpacker.value<std::uint64_t>();
  panel.on_target_reads = unpacker.value<std::uint64_t>();
  return panel;
}

}  // namespace

std::vector<std::byte> pack_prepared(const PlacedCase& placed, const PreparedCase& prepared) {
  Packer packer;
  packer.array(placed.counts);
  packer.array(placed.input_reads);
  packer.value(placed.exchanged_bytes);
  packer.array(prepared.libraries);
  packer.array(prepared.depths);
  packer.value(std::uint64_t{prepared.panels.size()});
  for (const PanelCoverage& panel : prepared.panels) pack_panel(panel, packer);
  packer.value(std::uint64_t{prepared.hotspots.size()});
  for (const auto& sample : prepared.hotspots) packer.array(sample);
  packer.array(prepared.depth_track);
  return packer.take();
}

ReadyCase restore_ready_case(const CaseContext& context, const RestoredWork& work, const std::vector<bool>& is_called,
                             const PlacingOptions& options) {
  if (!work.prepared) throw std::logic_error("a checkpoint of calling without what was prepared");
  std::vector<RestoredReads> reads;
  for (const RestoredPiece& piece : work.reads) {
    Unpacker unpacker(piece.bytes, "checkpoint of prepared reads");
    for (const StoredReads& stored : unpacker.array<StoredReads>()) reads.push_back({piece.file, stored});
  }
  ReadyCase ready{{owners_of(context.genome, reads, is_called, context.comm.size()), nullptr, {}, {}, 0}, {}};
  Unpacker unpacker(work.prepared->bytes, "checkpoint of prepared reads");
  ready.placed.counts = unpacker.array<PlacementCounts>();
  ready.placed.input_reads = unpacker.array<std::uint64_t>();
  ready.placed.exchanged_bytes = unpacker.value<std::uint64_t>();
  ready.prepared.libraries = unpacker.array<LibraryCounts>();
  ready.prepared.depths = unpacker.array<ClassDepth>();
  ready.prepared.panels.resize(unpacker.value<std::uint64_t>());
  for (PanelCoverage& panel : ready.prepared.panels) panel = unpack_panel(unpacker);
  ready.prepared.hotspots.resize(unpacker.value<std::uint64_t>());
  for (auto& sample : ready.prepared.hotspots) sample = unpacker.array<HotspotEvidence>();
  ready.prepared.depth_track = unpacker.array<std::uint64_t>();
  ready.placed.store = std::make_unique<BlockStore>(ready.placed.owners.range(context.comm.rank()), options.store_bytes,
                                                    options.scratch);
  adopt_reads(reads, *ready.placed.store);
  ready.is_prepared = true;
  return ready;
}

}  // namespace norrsken
