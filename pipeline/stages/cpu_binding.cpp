#include "pipeline/stages/cpu_binding.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

namespace norrsken {
namespace {

// Empty when the system does not tell (more than 1,024 processors, or a parent that is not ours to ask).
cpu_set_t processors_of(pid_t process) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(process, sizeof set, &set) != 0) CPU_ZERO(&set);
  return set;
}

unsigned count(const cpu_set_t& set) {
  return static_cast<unsigned>(CPU_COUNT(&set));
}

}  // namespace

unsigned usable_cpus() {
  const unsigned cpus = std::max(count(processors_of(0)), count(processors_of(getppid())));
  return cpus != 0 ? cpus : std::max(1U, std::thread::hardware_concurrency());
}

void release_binding(unsigned threads) {
  const cpu_set_t mine = processors_of(0);
  const cpu_set_t parents = processors_of(getppid());
  if (count(mine) >= threads || count(parents) <= count(mine)) return;
  sched_setaffinity(0, sizeof parents, &parents);  // where it is not allowed the run is only slower
}

}  // namespace norrsken
