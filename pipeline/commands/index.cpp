#include "pipeline/commands/command.hpp"

namespace norrsken {
ExitCode index_command(const Arguments&) { throw InputError("index", "", "is not part of this build", ""); }
}  // namespace norrsken
