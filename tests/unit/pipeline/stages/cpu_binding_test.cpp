#include "pipeline/stages/cpu_binding.hpp"

#include <sched.h>

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

TEST_CASE("a process that was bound to one processor takes back what its parent has, if it wants more") {
  cpu_set_t before;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  const unsigned usable = usable_cpus();
  if (CPU_COUNT(&before) < 2) {
    WARN("skipped: one processor");
    return;
  }
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int cpu = 0; CPU_COUNT(&one) == 0; ++cpu)
    if (CPU_ISSET(cpu, &before)) CPU_SET(cpu, &one);
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(usable_cpus() == usable);
  cpu_set_t now;
  release_binding(1);
  sched_getaffinity(0, sizeof now, &now);
  CHECK(CPU_COUNT(&now) == 1);
  release_binding(2);
  sched_getaffinity(0, sizeof now, &now);
  CHECK(CPU_COUNT(&now) > 1);
  REQUIRE(sched_setaffinity(0, sizeof before, &before) == 0);
}

}  // namespace
}  // namespace norrsken
