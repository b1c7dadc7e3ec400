#include "pipeline/stages/stage_times.hpp"

#include <sys/resource.h>

#include <chrono>

namespace norrsken {
namespace {

std::uint64_t microseconds(const timeval& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(time.tv_usec);
}

rusage usage_of_process() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);  // cannot fail with these arguments
  return usage;
}

double seconds(std::uint64_t microseconds) {
  return static_cast<double>(microseconds) / 1e6;
}

}  // namespace

StageTimes::Moment StageTimes::now() {
  const rusage usage = usage_of_process();
  const auto wall = std::chrono::steady_clock::now().time_since_epoch();
  return {static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(wall).count()),
          microseconds(usage.ru_utime) + microseconds(usage.ru_stime)};
}

void StageTimes::begin(std::string name) {
  end();
  log_.begin_stage(name);
  names_.push_back(std::move(name));
  begun_ = now();
}

void StageTimes::end() {
  if (spent_.size() == names_.size()) return;
  const Moment ended = now();
  spent_.push_back(
      {ended.wall_microseconds - begun_.wall_microseconds, ended.cpu_microseconds - begun_.cpu_microseconds});
}

std::vector<StageCost> StageTimes::collect(const Communicator& comm) {
  end();
  std::vector<StageCost> costs;
  for (std::size_t stage = 0; stage < names_.size(); ++stage) {
    struct Sum {
      std::uint64_t cpu_microseconds;
    };
    costs.push_back({names_[stage], seconds(comm.maximum(spent_[stage].wall_microseconds)),
                     seconds(comm.sum(Sum{spent_[stage].cpu_microseconds}).cpu_microseconds)});
  }
  return costs;
}

std::uint64_t peak_memory_bytes() {
  return static_cast<std::uint64_t>(usage_of_process().ru_maxrss) * 1024;
}

}  // namespace norrsken
