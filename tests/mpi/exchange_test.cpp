#include "pipeline/mpi/exchange.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <map>
#include <random>
#include <thread>

#include "mpi_world.hpp"

namespace norrsken {
namespace {

// A record is 16 bytes: who sent it and its number.
struct Record {
  std::uint64_t from = 0;
  std::uint64_t number = 0;
};

Exchange::Records records_of(std::uint64_t from, std::uint64_t first, std::uint64_t count) {
  Exchange::Records bytes(count * sizeof(Record));
  for (std::uint64_t i = 0; i < count; ++i) {
    const Record record{from, first + i};
    std::memcpy(bytes.data() + i * sizeof(Record), &record, sizeof record);
  }
  return bytes;
}

// Sums of what arrived, by sender: enough to notice a lost, doubled or changed record.
struct Received {
  std::map<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>> count_and_sum;
  void operator()(std::span<const std::byte> bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(Record)) {
      Record record;
      std::memcpy(&record, bytes.data() + at, sizeof record);
      ++count_and_sum[record.from].first;
      count_and_sum[record.from].second += record.number;
    }
  }
};

std::string receiver_error(const Exchange& exchange) {
  try {
    if (exchange.receiver_error()) std::rethrow_exception(exchange.receiver_error());
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

struct Streamed {
  Received received;
  Exchange::End end = Exchange::End::finished;
  std::uint64_t rounds = 0;
};

// Every rank sends `counts[to]` records to every other in lists of up to 40, from two threads.
// `failing_rank` fails after half of its records.
Streamed stream(const std::vector<std::uint64_t>& counts, const ExchangeOptions& options, int failing_rank = -1) {
  Streamed result;
  Exchange exchange(world(), options, [&](std::span<const std::byte> bytes) { result.received(bytes); });
  const auto me = static_cast<std::uint64_t>(world().rank());
  const auto send_half = [&](std::uint64_t half) {
    try {
      std::mt19937 random(static_cast<unsigned>(me * 2 + half));
      for (int to = 0; to < world().size(); ++to) {
        const std::uint64_t count = counts[static_cast<std::size_t>(to)];
        for (std::uint64_t at = half * (count / 2), end = half == 0 ? count / 2 : count;
             at < end && to != world().rank();) {
          const auto now = std::min<std::uint64_t>(1 + random() % 40, end - at);
          exchange.send(to, records_of(me, at, now));
          at += now;
        }
      }
    } catch (const Exchange::Stopped&) {
    }
  };
  std::thread worker([&] {
    std::thread other([&] { send_half(0); });
    if (world().rank() != failing_rank) send_half(1);
    other.join();
    world().rank() == failing_rank ? exchange.fail() : exchange.finish();
  });
  result.end = exchange.run();
  worker.join();
  result.rounds = exchange.rounds();
  return result;
}

void check_all_arrived(const Streamed& streamed, std::uint64_t count) {
  CHECK(streamed.end == Exchange::End::finished);
  for (int from = 0; from < world().size(); ++from) {
    if (from == world().rank() || count == 0) continue;
    const auto& [number, sum] = streamed.received.count_and_sum.at(static_cast<std::uint64_t>(from));
    CHECK(number == count);
    CHECK(sum == count * (count - 1) / 2);
  }
  CHECK(streamed.received.count_and_sum.size() == (count == 0 ? 0 : static_cast<std::size_t>(world().size()) - 1));
}

constexpr ExchangeOptions small_blocks{4096, 1024};

TEST_CASE("records of every rank reach every other exactly once, over many small rounds") {
  for (const std::uint64_t count : {0, 1, 63, 64, 65, 5000}) {
    const Streamed streamed =
        stream(std::vector<std::uint64_t>(static_cast<std::size_t>(world().size()), count), small_blocks);
    check_all_arrived(streamed, count);
    if (count == 5000 && world().size() > 1) CHECK(streamed.rounds > 10);
  }
}

TEST_CASE("one round is enough for little data and large blocks") {
  const Streamed streamed = stream(std::vector<std::uint64_t>(static_cast<std::size_t>(world().size()), 100), {});
  check_all_arrived(streamed, 100);
}

TEST_CASE("a rank without records, and one that gets none, take part to the end") {
  std::vector<std::uint64_t> counts(static_cast<std::size_t>(world().size()), 3000);
  counts.back() = 0;                                         // nobody sends to the last rank
  if (world().rank() == 0) counts.assign(counts.size(), 0);  // rank 0 sends nothing
  const Streamed streamed = stream(counts, small_blocks);
  CHECK(streamed.end == Exchange::End::finished);
  const bool is_last = world().rank() == world().size() - 1;
  CHECK(streamed.received.count_and_sum.count(0) == 0);
  for (int from = 1; from < world().size(); ++from)
    if (!is_last && from != world().rank())
      CHECK(streamed.received.count_and_sum.at(static_cast<std::uint64_t>(from)).first == 3000);
  if (is_last && world().size() > 1) CHECK(streamed.received.count_and_sum.empty());
}

TEST_CASE("the failure of any one rank in mid-stream stops all ranks, and they stay in step") {
  for (int failing = 0; failing < world().size(); ++failing) {
    const std::vector<std::uint64_t> counts(static_cast<std::size_t>(world().size()), 20000);
    const Streamed streamed = stream(counts, small_blocks, failing);
    const auto together = world().maximum(7);
    CHECK(streamed.end == Exchange::End::failed);
    CHECK(together == 7);
  }
}

TEST_CASE("a receiver that throws ends the stream for all ranks and is told on its own") {
  Streamed result;
  const int failing = world().size() - 1;
  std::uint64_t calls = 0;
  Exchange exchange(world(), small_blocks, [&](std::span<const std::byte>) {
    if (world().rank() == failing && ++calls == 2) throw std::runtime_error("disk full");
  });
  std::thread worker([&] {
    try {
      for (std::uint64_t turn = 0; turn < 2000; ++turn)
        for (int to = 0; to < world().size(); ++to)
          if (to != world().rank()) exchange.send(to, records_of(1, turn, 30));
      exchange.finish();
    } catch (const Exchange::Stopped&) {
    }
  });
  result.end = exchange.run();
  const std::string error = receiver_error(exchange);
  worker.join();
  const auto together = world().maximum(7);
  CHECK(together == 7);
  if (world().size() == 1) return;  // nothing arrives from elsewhere
  CHECK(error == (world().rank() == failing ? "disk full" : ""));
  CHECK(result.end == Exchange::End::failed);
}

TEST_CASE("a receiver that throws on the very last block still fails on all ranks") {
  Exchange exchange(world(), small_blocks, [&](std::span<const std::byte>) {
    if (world().rank() == 0) throw std::runtime_error("late");
  });
  for (int to = 0; to < world().size(); ++to)
    if (to != world().rank()) exchange.send(to, records_of(1, 0, 3));
  exchange.finish();
  const Exchange::End end = exchange.run();
  const std::string error = receiver_error(exchange);
  const auto together = world().maximum(7);
  CHECK(together == 7);
  CHECK(end == (world().size() == 1 ? Exchange::End::finished : Exchange::End::failed));
  CHECK(error == (world().size() > 1 && world().is_root() ? "late" : ""));
}

TEST_CASE("a list longer than a block or for the own rank is a bug that is told") {
  Exchange exchange(world(), small_blocks, [](std::span<const std::byte>) {});
  const auto too_long = [&] { exchange.send((world().rank() + 1) % world().size(), records_of(0, 0, 1000)); };
  const auto to_itself = [&] { exchange.send(world().rank(), records_of(0, 0, 1)); };
  CHECK_THROWS_AS(too_long(), std::logic_error);
  CHECK_THROWS_AS(to_itself(), std::logic_error);
}

}  // namespace
}  // namespace norrsken
