// The two errors that layers below main may throw on purpose. Only main prints them and picks the exit code.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace norrsken {

enum class ExitCode : int {
  ok = 0,
  internal = 1,
  input = 2,
  reference = 3,
  quality_stop = 4,
  resource = 5,
  some_cases = 6,
  requeue = 99
};

// Something the user gave is wrong. One line: "<file> <record>: <reason>. Fix: <hint>."
class InputError : public std::runtime_error {
 public:
  // record: "line 4", "record 1207" or empty; code: input, or reference for index and annotation files.
  InputError(const std::string& file, const std::string& record, const std::string& reason, const std::string& hint,
             ExitCode code = ExitCode::input)
      : std::runtime_error(compose(file, record, reason, hint)), code_(code) {}
  [[nodiscard]] ExitCode code() const { return code_; }

 private:
  static std::string compose(const std::string& file, const std::string& record, const std::string& reason,
                             const std::string& hint) {
    std::string text = file;
    if (!record.empty()) text += (text.empty() ? "" : " ") + record;
    text += (text.empty() ? "" : ": ") + reason;
    if (!text.empty() && text.back() != '.') text += '.';
    if (!hint.empty()) text += " Fix: " + hint + (hint.back() == '.' ? "" : ".");
    return text;
  }
  ExitCode code_;
};

// The machine said no: "<path>: <what failed>: <errno text>". Exit code 5.
class SystemError : public std::runtime_error {
 public:
  SystemError(const std::string& path, const std::string& what_failed, const std::string& errno_text,
              const std::string& hint = "")
      : std::runtime_error(path + ": " + what_failed + ": " + errno_text + "." +
                           (hint.empty() ? "" : " Fix: " + hint + ".")) {}
};

}  // namespace norrsken
