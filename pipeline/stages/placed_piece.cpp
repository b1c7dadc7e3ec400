#include "pipeline/stages/placed_piece.hpp"

#include <tuple>

#include "io/packer.hpp"

namespace norrsken {

auto fields(Either<PlacedPiece> auto& piece) {
  return std::tie(piece.lanes, piece.counts, piece.copies, piece.sent_bytes, piece.stored);
}

std::vector<std::byte> pack_placed(const PlacedPiece& piece) {
  Packer packer;
  packer.put(piece);
  return packer.take();
}

RestoredPlacing unpack_placed(std::span<const RestoredPiece> pieces, std::size_t samples) {
  RestoredPlacing restored;
  restored.sum.counts.resize(samples);
  for (const RestoredPiece& piece : pieces) {
    const auto placed = Unpacker(piece.bytes, ends_early("checkpoint of placed reads")).take<PlacedPiece>();
    if (piece.attempt == pieces.back().attempt)
      restored.sum.lanes.insert(restored.sum.lanes.end(), placed.lanes.begin(), placed.lanes.end());
    for (std::size_t sample = 0; sample < samples; ++sample) restored.sum.counts[sample].add(placed.counts.at(sample));
    restored.sum.copies += placed.copies;
    restored.sum.sent_bytes += placed.sent_bytes;
    for (const StoredReads& stored : placed.stored) restored.reads.push_back({piece.file, stored});
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
