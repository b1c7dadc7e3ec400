#include "pipeline/commands/command.hpp"

namespace norrsken {
ExitCode bench_command(const Arguments&) { throw InputError("bench", "", "is not part of this build", ""); }
}  // namespace norrsken
