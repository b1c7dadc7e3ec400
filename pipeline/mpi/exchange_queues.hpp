// What waits to be sent to the other ranks, and when that is enough for a round: the part of Exchange that knows
// neither threads nor MPI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace norrsken {

struct ExchangeOptions {
  std::uint64_t round_bytes = 16U << 20;      // payload of one round over all destinations, at most (about)
  std::uint64_t min_block_bytes = 64U << 10;  // payload of one block, at least; a record list must fit
};

// Payload of one block of a round, at most. {16 MiB, 64 KiB}: 4 ranks -> 4 MiB, 1000 ranks -> 64 KiB.
[[nodiscard]] inline std::uint64_t max_block_bytes(const ExchangeOptions& options, std::uint64_t ranks) {
  return std::max(options.min_block_bytes, options.round_bytes / ranks);
}
// Memory of an exchange: two rounds sent, two received, two queued, each of so much.
inline constexpr std::uint64_t rounds_in_memory = 6;
[[nodiscard]] inline std::uint64_t round_memory_bytes(const ExchangeOptions& options, std::uint64_t ranks) {
  return std::max(options.round_bytes, ranks * options.min_block_bytes);
}

// Records: anything with size() in bytes that is sent whole.
template <class Records>
class ExchangeQueues {
 public:
  ExchangeQueues(const ExchangeOptions& options, std::uint64_t ranks)
      : block_bytes_(max_block_bytes(options, ranks)),
        round_bytes_(std::max(options.round_bytes, options.min_block_bytes)),
        queues_(ranks),
        queued_for_(ranks) {}

  [[nodiscard]] std::uint64_t block_bytes() const { return block_bytes_; }
  [[nodiscard]] std::uint64_t queued_bytes() const { return queued_bytes_; }
  [[nodiscard]] bool is_empty() const { return queued_bytes_ == 0; }
  // Whoever sends must wait.
  [[nodiscard]] bool is_full() const { return queued_bytes_ >= 2 * round_bytes_; }
  [[nodiscard]] bool holds_half_a_round() const { return queued_bytes_ >= round_bytes_ / 2; }
  // Enough altogether, or a whole block for one rank.
  [[nodiscard]] bool is_worth_a_round() const {
    return holds_half_a_round() || std::any_of(queued_for_.begin(), queued_for_.end(),
                                               [&](std::uint64_t bytes) { return bytes >= block_bytes_; });
  }

  // records.size() <= block_bytes().
  void push(std::size_t to, Records records) {
    queued_bytes_ += records.size();
    queued_for_[to] += records.size();
    queues_[to].push_back(std::move(records));
  }

  // The oldest lists for a rank, as many as one block holds.
  [[nodiscard]] std::vector<Records> take_block(std::size_t to) {
    auto& queue = queues_[to];
    std::uint64_t bytes = 0;
    std::size_t count = 0;
    for (; count < queue.size() && bytes + queue[count].size() <= block_bytes_; ++count) bytes += queue[count].size();
    const auto end = queue.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<Records> taken(std::make_move_iterator(queue.begin()), std::make_move_iterator(end));
    queue.erase(queue.begin(), end);
    queued_bytes_ -= bytes;
    queued_for_[to] -= bytes;
    return taken;
  }

  void clear() {
    for (auto& queue : queues_) queue.clear();
    std::fill(queued_for_.begin(), queued_for_.end(), 0);
    queued_bytes_ = 0;
  }

 private:
  std::uint64_t block_bytes_;
  std::uint64_t round_bytes_;
  std::vector<std::vector<Records>> queues_;  // one a destination, oldest first
  std::vector<std::uint64_t> queued_for_;     // bytes of each
  std::uint64_t queued_bytes_ = 0;
};

}  // namespace norrsken
