// Where the time of a case goes: wall and CPU seconds of its stages, one after the other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/provenance.hpp"
#include "pipeline/log.hpp"
#include "pipeline/mpi/communicator.hpp"

namespace norrsken {

class StageTimes {
 public:
  // The log, which outlives it, tells in which stage the run is.
  explicit StageTimes(Log& log) : log_(log) {}

  // Ends the stage before, if any. The same stages in the same order on every rank.
  void begin(std::string name);

  // Ends the last stage. CPU seconds (user and system, of all threads of a rank) are summed over ranks, wall seconds
  // are those of the rank that took longest. Collective.
  [[nodiscard]] std::vector<StageCost> collect(const Communicator& comm);

 private:
  struct Moment {
    std::uint64_t wall_microseconds = 0;
    std::uint64_t cpu_microseconds = 0;  // of this process
  };
  [[nodiscard]] static Moment now();
  void end();

  Log& log_;
  std::vector<std::string> names_;
  std::vector<Moment> spent_;  // of the stages that have ended
  Moment begun_;
};

// Greatest resident set of this process so far, pages of mapped files (the index) included.
[[nodiscard]] std::uint64_t peak_memory_bytes();

}  // namespace norrsken
