#include "pipeline/commands/command.hpp"

namespace norrsken {
ExitCode simulate_command(const Arguments&) { throw InputError("simulate", "", "is not part of this build", ""); }
}  // namespace norrsken
