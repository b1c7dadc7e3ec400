// What is fuzzed: every reader of files that a user gives. A target takes the bytes of a file and returns when the
// reader accepted it or refused it with an InputError; everything else (another exception, a crash, a hang, a broken
// promise about what is delivered) is a finding.
#pragma once

#include <string>
#include <vector>

namespace norrsken::fuzz {

struct Target {
  const char* name;
  std::vector<std::string> (*make_corpus)();  // small files that the reader accepts
  void (*run)(const std::string& bytes);
};

[[nodiscard]] const std::vector<Target>& targets();

// Thrown by a target for a broken promise.
struct Finding {
  std::string what;
};

}  // namespace norrsken::fuzz
