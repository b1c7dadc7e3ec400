#include "pipeline/commands/command.hpp"

namespace norrsken {
ExitCode demo_command(const Arguments&) { throw InputError("demo", "", "is not part of this build", ""); }
}  // namespace norrsken
