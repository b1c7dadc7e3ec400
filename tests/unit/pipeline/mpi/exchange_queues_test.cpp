#include "pipeline/mpi/exchange_queues.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <random>
#include <vector>

namespace norrsken {
namespace {

// Nothing but a size, and a number to tell one from another.
struct List {
  std::uint64_t bytes = 0;
  unsigned number = 0;
  [[nodiscard]] std::uint64_t size() const { return bytes; }
};

std::vector<unsigned> numbers(const std::vector<List>& lists) {
  std::vector<unsigned> result;
  for (const List& list : lists) result.push_back(list.number);
  return result;
}

TEST_CASE("a round is divided among the ranks, down to the least block") {
  CHECK(max_block_bytes({16U << 20, 64U << 10}, 4) == 4U << 20);
  CHECK(max_block_bytes({16U << 20, 64U << 10}, 256) == 64U << 10);
  CHECK(max_block_bytes({16U << 20, 64U << 10}, 1000) == 64U << 10);
  CHECK(round_memory_bytes({16U << 20, 64U << 10}, 4) == 16U << 20);
  CHECK(round_memory_bytes({16U << 20, 64U << 10}, 1024) == 64U << 20);
}

TEST_CASE("a block takes the oldest whole lists that fit, and leaves the others") {
  ExchangeQueues<List> queues({400, 100}, 4);
  REQUIRE(queues.block_bytes() == 100);
  for (unsigned number = 0; number < 4; ++number) queues.push(2, {40, number});
  queues.push(1, {100, 9});
  CHECK(queues.queued_bytes() == 260);
  CHECK(numbers(queues.take_block(2)) == std::vector<unsigned>{0, 1});
  CHECK(numbers(queues.take_block(2)) == std::vector<unsigned>{2, 3});
  CHECK(queues.take_block(2).empty());
  CHECK(numbers(queues.take_block(1)) == std::vector<unsigned>{9});
  CHECK(queues.is_empty());
}

TEST_CASE("half a round altogether or one full block is worth a round, two rounds are too much") {
  ExchangeQueues<List> queues({400, 100}, 4);
  CHECK_FALSE(queues.is_worth_a_round());
  queues.push(1, {60});
  CHECK_FALSE(queues.is_worth_a_round());
  queues.push(1, {40});  // a block of rank 1
  CHECK(queues.is_worth_a_round());
  CHECK_FALSE(queues.holds_half_a_round());
  queues.push(2, {99});
  CHECK_FALSE(queues.holds_half_a_round());
  queues.push(3, {1});
  CHECK(queues.holds_half_a_round());
  CHECK_FALSE(queues.is_full());
  for (unsigned more = 0; more < 6; ++more) queues.push(0, {100});
  CHECK(queues.is_full());
  queues.clear();
  CHECK(queues.is_empty());
  CHECK_FALSE(queues.is_worth_a_round());
}

TEST_CASE("whatever goes in comes out once, in its order") {
  std::mt19937 random(4);
  constexpr std::size_t ranks = 5;
  ExchangeQueues<List> queues({500, 64}, ranks);
  std::vector<unsigned> pushed(ranks), taken(ranks);
  std::uint64_t inside = 0;
  for (unsigned step = 0; step < 5000; ++step) {
    const std::size_t to = random() % ranks;
    if (random() % 3 != 0) {
      const std::uint64_t bytes = random() % (queues.block_bytes() + 1);
      queues.push(to, {bytes, pushed[to]++});
      inside += bytes;
    } else {
      std::uint64_t block = 0;
      for (const List& list : queues.take_block(to)) {
        REQUIRE(list.number == taken[to]++);
        block += list.size();
      }
      CHECK(block <= queues.block_bytes());
      inside -= block;
    }
    CHECK(queues.queued_bytes() == inside);
  }
}

}  // namespace
}  // namespace norrsken
