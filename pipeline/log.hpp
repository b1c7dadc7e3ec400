// What the user sees while a case runs: lines on the terminal and, with times, in the log file of the case.
// Only the root rank has a log that writes. No sample content goes in: names, counts and times only.
#pragma once

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
  // Appends to the file (0600, its folder must exist); `terminal` says whether lines go to stderr too.
  // Throws SystemError.
  Log(const std::string& path, Terminal terminal);
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
  [[nodiscard]] bool writes() const { return sink_ != nullptr; }

  // This attempt goes on where an earlier one was, which has left its status.json.
  void go_on();
  // How much of a stage, 0..1, was shown as done by an attempt that this one goes on from.
  [[nodiscard]] double shown_before(std::string_view stage) const;

  // Replaces status.json beside the log file, for who looks from outside. Never throws: a full disk is told by whoever
  // writes results. Any thread.
  void report(const StageStatus& status) noexcept;

 private:
  struct Sink;
  std::unique_ptr<Sink> sink_;
};

}  // namespace norrsken
