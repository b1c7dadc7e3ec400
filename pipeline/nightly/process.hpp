// Other programs: sbatch, squeue, mpirun, and norrsken itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace norrsken {

struct ProgramOutput {
  int exit_code = 0;  // 128 + signal when it was killed, 127 when it could not be started
  std::string output;
  std::string errors;
};

// The file of a program that is found along PATH.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name);
// This program's own file.
[[nodiscard]] std::string own_program();

// Runs a program (looked for along PATH) to its end with our standard streams; returns its exit code as above.
// Throws SystemError when no process can be started.
[[nodiscard]] int run_program(const std::vector<std::string>& words);
// The same with `input` on its standard input; keeps what it says.
[[nodiscard]] ProgramOutput capture_program(const std::vector<std::string>& words, std::string_view input = "");

}  // namespace norrsken
