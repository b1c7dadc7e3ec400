#include "kernels/placement/vote_counter.hpp"

#include <algorithm>

namespace norrsken {
namespace {

constexpr unsigned first_slots_log2 = 8;
constexpr std::uint64_t most_votes = (std::uint64_t{1} << 31) - 1;

}  // namespace

VoteCounter::VoteCounter() : slots_(std::size_t{1} << first_slots_log2), slots_log2_(first_slots_log2) {}

// Of the diagonal, or the free one where it belongs.
std::uint32_t VoteCounter::slot_of(std::uint64_t diagonal) const {
  const auto mask = static_cast<std::uint32_t>(slots_.size() - 1);
  auto slot = static_cast<std::uint32_t>(diagonal * 0x9E3779B97F4A7C15ULL >> (64 - slots_log2_));
  while (slots_[slot] != 0 && named_[slots_[slot] - 1].diagonal != diagonal) slot = (slot + 1) & mask;
  return slot;
}

void VoteCounter::add(GenomePosition start, bool is_reverse) {
  const std::uint64_t diagonal = std::uint64_t{is_reverse} << 32 | start;
  const std::uint32_t slot = slot_of(diagonal);
  if (slots_[slot] != 0) {
    ++named_[slots_[slot] - 1].votes;
    return;
  }
  named_.push_back({diagonal, slot, 1});
  slots_[slot] = static_cast<std::uint32_t>(named_.size());
  if (named_.size() * 2 > slots_.size()) grow();
}

void VoteCounter::grow() {
  ++slots_log2_;
  slots_.assign(std::size_t{1} << slots_log2_, 0);
  for (std::size_t i = 0; i < named_.size(); ++i) {
    named_[i].slot = slot_of(named_[i].diagonal);
    slots_[named_[i].slot] = static_cast<std::uint32_t>(i + 1);
  }
}

// Long lists by vectors, several times as fast; for each sort they ask the kernel for a random number, which short ones
// are not worth.
void VoteCounter::sort() {
  constexpr std::size_t few = 128;
  if (order_.size() <= few)
    std::sort(order_.begin(), order_.end());
  else
    sorter_(order_.data(), order_.size(), hwy::SortAscending());
}

void VoteCounter::take(std::vector<Candidate>& candidates) {
  order_.clear();
  for (const Named& each : named_) {
    order_.push_back((most_votes - each.votes) << 33 | each.diagonal);
    slots_[each.slot] = 0;
  }
  named_.clear();
  sort();
  candidates.clear();
  for (const std::uint64_t key : order_)
    candidates.push_back(
        {static_cast<GenomePosition>(key), (key >> 32 & 1) != 0, static_cast<unsigned>(most_votes - (key >> 33))});
}

}  // namespace norrsken
