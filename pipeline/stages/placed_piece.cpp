#include "pipeline/stages/placed_piece.hpp"

#include "pipeline/checkpoint/packed.hpp"

namespace norrsken {

std::vector<std::byte> pack_placed(const PlacedPiece& piece) {
  Packer packer;
  packer.array(piece.lanes);
  packer.array(piece.counts);
  packer.value(piece.copies);
  packer.value(piece.sent_bytes);
  packer.array(piece.stored);
  return packer.take();
}

RestoredPlacing unpack_placed(std::span<const RestoredPiece> pieces, std::size_t samples) {
  RestoredPlacing restored;
  restored.sum.counts.resize(samples);
  for (const RestoredPiece& piece : pieces) {
    Unpacker unpacker(piece.bytes, "checkpoint of placed reads");
    const auto lanes = unpacker.array<LaneProgress>();
    if (piece.attempt == pieces.back().attempt)
      restored.sum.lanes.insert(restored.sum.lanes.end(), lanes.begin(), lanes.end());
    const auto counts = unpacker.array<PlacementCounts>();
    for (std::size_t sample = 0; sample < samples; ++sample) restored.sum.counts[sample].add(counts.at(sample));
    restored.sum.copies += unpacker.value<std::uint64_t>();
    restored.sum.sent_bytes += unpacker.value<std::uint64_t>();
    for (const StoredReads& stored : unpacker.array<StoredReads>()) restored.reads.push_back({piece.file, stored});
  }
  return restored;
}

BlockOwners owners_of(const GenomeView& genome, std::span<const RestoredReads> reads, const std::vector<bool>& is_done,
                      int ranks) {
  std::vector<std::uint64_t> counted(block_count(genome));
  for (const RestoredReads& some : reads) counted.at(some.stored.block) += some.stored.reads;
  std::vector<std::uint64_t> weights = block_weights(genome, counted);
  for (std::size_t block = 0; block < is_done.size(); ++block)
    if (is_done[block]) weights[block] = 1;
  return {weights, ranks};
}

void adopt_reads(std::span<const RestoredReads> reads, BlockStore& store) {
  const BlockRange mine = store.blocks();
  for (const RestoredReads& some : reads) {
    const std::uint64_t block = some.stored.block;
    if (block >= mine.first && block < mine.last) store.adopt(some.file, some.stored);
  }
}

}  // namespace norrsken
