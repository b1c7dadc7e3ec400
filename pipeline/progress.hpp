// Progress of one stage, with count, rate and time left: a passing line on the terminal, what the log tells meanwhile,
// and one line when it has ended.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "pipeline/log.hpp"

namespace norrsken {

class Progress {
 public:
  // "place", "reads". `log` must outlive it, and follows it: one at a time. A new line appears in the log when the
  // stage begins.
  Progress(Log& log, std::string stage, std::string unit);
  ~Progress() { log_.follow({}); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Counts work done. Any thread. done_share: of what this attempt found left of the stage, 0..1; negative when not
  // known. What is shown goes on from where an earlier attempt was.
  void add(std::uint64_t count, double done_share);

  // The last line: "place  400,000 reads in 0.6 s (667 k reads/s)".
  void finish(std::uint64_t total);

 private:
  [[nodiscard]] double seconds() const;
  [[nodiscard]] StageStatus status() const;

  Log& log_;
  std::string stage_;
  std::string unit_;
  double before_;  // shown as done by the attempt that this one goes on from
  std::chrono::steady_clock::time_point start_;
  std::atomic<std::uint64_t> count_{0};
  std::atomic<double> done_share_{-1};
  std::mutex showing_;
  double shown_at_seconds_ = 0;
};

// 1234567 -> "1,234,567"
[[nodiscard]] std::string with_commas(std::uint64_t number);
// 75.2 -> "1:15", 3.21 -> "3.2 s", 4000 -> "1:06:40"
[[nodiscard]] std::string duration_text(double seconds);
// 1234567.0 -> "1.23 M", 950.0 -> "950"
[[nodiscard]] std::string rate_text(double per_second);

}  // namespace norrsken
