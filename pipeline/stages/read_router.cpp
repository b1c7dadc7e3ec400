#include "pipeline/stages/read_router.hpp"

#include <algorithm>
#include <stdexcept>

#include "pipeline/stages/read_record.hpp"

namespace norrsken {
namespace {

void store_in_range(const PlacedRead& read, std::span<const BaseQuality> bases, BlockRange range, BlockStore& store) {
  for (std::uint32_t block = range.first; block < range.last; ++block) store.add(block, read, bases);
}

BlockRange overlap(BlockRange a, BlockRange b) {
  return {std::max(a.first, b.first), std::min(a.last, b.last)};
}

}  // namespace

ReadRouter::ReadRouter(const BlockOwners& owners, int rank, BlockStore& store, Exchange* exchange)
    : owners_(owners), rank_(rank), store_(store), exchange_(exchange) {
  if (exchange_ != nullptr) outgoing_.resize(static_cast<std::size_t>(owners_.ranks()));
}

// How these reads will be sent. Among many ranks each gets a few kilobytes: room for whole lists would be many times
// what is queued.
void ReadRouter::expect(const PlacedReads& placed) {
  constexpr std::size_t bases_of_a_rare_quality = 16;  // one in so many, or the room is made larger when it is needed
  if (outgoing_.empty() || placed.size() == 0) return;
  common_ = common_qualities_of(placed);
  const std::size_t length = placed.bases.size() / placed.size();
  const std::size_t packed = common_ ? packed_bits_bytes(length) + length / bases_of_a_rare_quality : length;
  const std::size_t bytes = std::max(reads_between_flushes, placed.size()) * (sizeof(PlacedRead) + packed);
  expected_list_bytes_ = std::min(bytes / outgoing_.size() * 5 / 4, max_list_bytes);
}

void ReadRouter::deliver(const PlacedReads& placed) {
  expect(placed);
  for (std::size_t index = 0; index < placed.size(); ++index) {
    const PlacedRead& read = placed.reads[index];
    const auto bases = placed.bases_of(index);
    const BlockRange reached = blocks_reached(read, owners_.blocks());
    if (reached.first >= reached.last) throw std::logic_error("a read is placed outside the genome");
    copies_ += reached.last - reached.first;
    for (std::uint32_t block = reached.first; block < reached.last;) {
      const int owner = owners_.owner(block);
      const BlockRange there = overlap(reached, owners_.range(owner));
      if (owner == rank_)
        store_in_range(read, bases, there, store_);
      else
        append(owner, read, bases);
      block = there.last;
    }
  }
  kept_reads_ += placed.size();
  if (kept_reads_ >= reads_between_flushes) flush();
}

void ReadRouter::flush() {
  for (std::size_t to = 0; to < outgoing_.size(); ++to) hand_over(static_cast<int>(to));
  kept_reads_ = 0;
}

void ReadRouter::append(int to, const PlacedRead& read, std::span<const BaseQuality> bases) {
  auto& records = outgoing_[static_cast<std::size_t>(to)];
  if (records.size() + max_record_bytes(read) > std::min<std::size_t>(max_list_bytes, exchange_->max_records_bytes()))
    hand_over(to);
  if (records.capacity() == 0) records.reserve(expected_list_bytes_);
  append_record(read, bases, common_, records);
}

void ReadRouter::hand_over(int to) {
  auto& records = outgoing_[static_cast<std::size_t>(to)];
  if (records.empty()) return;
  exchange_->send(to, std::move(records));
  records = {};
}

void store_records(std::span<const std::byte> records, const BlockOwners& owners, int rank, BlockStore& store) {
  std::vector<BaseQuality> unpacked;
  while (!records.empty()) {
    const auto [read, bases] = take_record(records, unpacked);
    const BlockRange mine = overlap(blocks_reached(read, owners.blocks()), owners.range(rank));
    if (mine.first >= mine.last) throw std::logic_error("a record from another rank came to the wrong rank");
    store_in_range(read, bases, mine, store);
  }
}

}  // namespace norrsken
