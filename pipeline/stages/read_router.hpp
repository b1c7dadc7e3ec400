// Brings placed reads to the blocks that they reach: on this rank into the store, on others through the exchange.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/packing/value_packing.hpp"
#include "pipeline/mpi/exchange.hpp"
#include "pipeline/stages/block_owners.hpp"
#include "pipeline/stages/block_store.hpp"

namespace norrsken {

// Longest list of records that is handed to the exchange at once; several batches' make one round.
inline constexpr std::size_t max_list_bytes = 64U << 10;
// Reads of several batches are handed over together: among many ranks a batch has few for each.
inline constexpr std::size_t reads_between_flushes = 8192;

// One a thread. `exchange` is null when there is one rank.
class ReadRouter {
 public:
  ReadRouter(const BlockOwners& owners, int rank, BlockStore& store, Exchange* exchange);

  // Copies every read to all blocks in blocks_of(read); for other ranks it may stay in the router until flush().
  // Throws what BlockStore::add and Exchange::send throw.
  void deliver(const PlacedReads& placed);
  void flush();

  // Copies that all blocks together must have got for the reads delivered here.
  [[nodiscard]] std::uint64_t copies() const { return copies_; }

 private:
  void expect(const PlacedReads& placed);
  void append(int to, const PlacedRead& read, std::span<const BaseQuality> bases);
  void hand_over(int to);

  const BlockOwners& owners_;
  int rank_;
  BlockStore& store_;
  Exchange* exchange_;
  std::vector<Exchange::Records> outgoing_;  // one a rank
  std::size_t expected_list_bytes_ = 0;      // of each between two flushes
  std::optional<CommonQualities> common_;    // of the reads that are delivered now
  std::size_t kept_reads_ = 0;               // delivered since the last flush
  std::uint64_t copies_ = 0;
};

// Puts records that came from other ranks into this rank's blocks.
void store_records(std::span<const std::byte> records, const BlockOwners& owners, int rank, BlockStore& store);

}  // namespace norrsken
