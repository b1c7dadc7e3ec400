#include "pipeline/stages/memory_limit.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

TEST_CASE("amounts of memory are read with and without units") {
  CHECK(parse_bytes("8G", "--memory") == std::uint64_t{8} << 30);
  CHECK(parse_bytes("512m", "--memory") == std::uint64_t{512} << 20);
  CHECK(parse_bytes("1.5GiB", "--memory") == std::uint64_t{3} << 29);
  CHECK(parse_bytes("64KB", "--memory") == 65536);
  CHECK(parse_bytes("1T", "--memory") == std::uint64_t{1} << 40);
  CHECK(parse_bytes("4096", "--memory") == 4096);
}

TEST_CASE("what is no amount of memory is refused by the option's name") {
  for (const char* text : {"", "G", "-1G", "0", "8X", "8 bananas", "nan", "9999999T", "1GG"})
    CHECK_THROWS_WITH(parse_bytes(text, "--memory"), Catch::Matchers::StartsWith("--memory: "));
}

TEST_CASE("the machine has some memory and some disk") {
  CHECK(available_memory_bytes() > (1U << 20));
  CHECK(private_memory_bytes() > (1U << 16));
  CHECK(free_disk_bytes("/") > 0);
  CHECK_THROWS_AS(free_disk_bytes("/nonexistent"), SystemError);
}

TEST_CASE("bytes are told in readable units, rounded up") {
  CHECK(bytes_text(1) == "1 KiB");
  CHECK(bytes_text((1U << 20) + 1) == "2 MiB");
  CHECK(bytes_text(std::uint64_t{3} << 29) == "1.5 GiB");
}

TEST_CASE("loans never exceed the budget, and what is larger than it runs alone") {
  ByteBudget budget(100);
  std::atomic<int> lent{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([&, thread] {
      for (int turn = 0; turn < 200; ++turn) {
        const int bytes = thread == 0 ? 1000 : 10 + thread * 5;
        const ByteBudget::Loan loan(budget, static_cast<std::uint64_t>(bytes));
        const int now = lent += std::min(bytes, 100);
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        lent -= std::min(bytes, 100);
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(most > 0);
  CHECK(most <= 100);
}

}  // namespace
}  // namespace norrsken
