// What the user sees while a case runs: lines on the terminal and, with times, in the log file of the case. Every few
// seconds, also when nothing moves, the log file and status.json beside it tell where the run is.
// Only the root rank has a log that writes. No sample content goes in: names, counts and times only.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace norrsken {

enum class Terminal { quiet, lines };

// Where a stage of a case stands.
struct StageStatus {
  std::string stage;                   // "place"
  std::string message;                 // with count, rate and time left
  std::optional<double> done_share;    // 0..1
  std::optional<double> left_seconds;  // of the stage
};

class Log {
 public:
  Log();  // writes nothing, nowhere
  // Appends to the file (0600, its folder must exist); `terminal` says whether lines go to stderr too; `period` is how
  // often it tells where the run is. Throws SystemError.
  Log(const std::string& path, Terminal terminal, std::chrono::milliseconds period = std::chrono::seconds(5));
  ~Log();
  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;

  // A line for terminal and file. Any thread.
  void line(std::string_view text);
  // A line for the file only. Any thread.
  void detail(std::string_view text);
  // Replaces the last line of a terminal until the next one; nothing elsewhere.
  void passing(std::string_view text);

  [[nodiscard]] bool shows_passing() const;

  // This attempt goes on where an earlier one was, which has left its status.json.
  void go_on();
  // How much of a stage, 0..1, was shown as done by an attempt that this one goes on from.
  [[nodiscard]] double shown_before(std::string_view stage) const;

  // A stage begins: from now on it is told how long it has lasted.
  void begin_stage(std::string_view name);
  // What is told instead, asked for on another thread; none: the time of the stage again.
  void follow(std::function<StageStatus()> status);
  // Replaces status.json now. Never throws: a full disk is told by whoever writes results. Any thread.
  void report(const StageStatus& status) noexcept;

 private:
  struct Sink;
  std::unique_ptr<Sink> sink_;
};

}  // namespace norrsken
