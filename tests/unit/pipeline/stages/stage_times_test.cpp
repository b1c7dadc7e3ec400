#include "pipeline/stages/stage_times.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstring>
#include <vector>

#include "pipeline/mpi/session.hpp"

namespace norrsken {
namespace {

// Uses the processor, not only the clock.
void work_for(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  volatile unsigned turns = 0;
  while (std::chrono::steady_clock::now() < end) turns = turns + 1;
}

TEST_CASE("stages are told in their order, the last one up to now") {
  const MpiSession session;
  Log log;
  StageTimes times(log);
  CHECK(times.collect(session.world()).empty());
  times.begin("place");
  work_for(std::chrono::milliseconds(30));
  times.begin("call");
  const std::vector<StageCost> costs = times.collect(session.world());
  REQUIRE(costs.size() == 2);
  CHECK(costs[0].stage == "place");
  CHECK(costs[1].stage == "call");
  CHECK(costs[0].wall_seconds >= 0.03);
  CHECK(costs[0].cpu_seconds > 0);
  CHECK(costs[0].wall_seconds > costs[1].wall_seconds);
}

TEST_CASE("the peak of memory includes what was given back") {
  constexpr std::size_t bytes = 96U << 20;
  {
    std::vector<char> touched(bytes);
    std::memset(touched.data(), 1, bytes);
  }
  CHECK(peak_memory_bytes() >= bytes);
}

}  // namespace
}  // namespace norrsken
