// The command that works on a case, kept in OUT/CASE/logs/command.json so that it can be given again.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace norrsken {

struct CaseCommand {
  std::string folder;                 // where it was given
  std::vector<std::string> launcher;  // "mpirun", "-q", "-n", "4"; none: a process by itself
  std::vector<std::string> words;     // for norrsken: "run", ...
};

// Of this process: words as main got them, ranks of the run. Under norrsken.sbatch without what the script has added.
[[nodiscard]] CaseCommand this_command(std::vector<std::string> words, int ranks);

// Throws SystemError.
void write_case_command(const std::string& case_folder, const CaseCommand& command);
// Nothing when there is none, or it cannot be understood.
[[nodiscard]] std::optional<CaseCommand> read_case_command(const std::string& case_folder);

// What goes on with one case of it: --case added where a sheet may hold more, --fresh, --force, --take-over left out.
[[nodiscard]] CaseCommand going_on(CaseCommand command, const std::string& case_name);

// Words for a shell, with spaces between and quotes where needed.
[[nodiscard]] std::string shell_words(const std::vector<std::string>& words);
// One line for a shell: "cd /data && mpirun -q -n 4 norrsken run ...".
[[nodiscard]] std::string shell_line(const CaseCommand& command);

}  // namespace norrsken
