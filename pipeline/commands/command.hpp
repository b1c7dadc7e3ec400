// The subcommands of norrsken. Each takes the words after its name, parses them itself and returns an exit code;
// bad input leaves as InputError or SystemError, which only main prints.
#pragma once

#include <string>
#include <vector>

#include "kernels/types/input_error.hpp"
#include "pipeline/mpi/communicator.hpp"

namespace norrsken {

using Arguments = std::vector<std::string>;

ExitCode index_command(const Arguments& arguments);
// Collective over all ranks that were started together.
ExitCode run_command(const Arguments& arguments, const Communicator& world);
ExitCode bench_command(const Arguments& arguments);
ExitCode simulate_command(const Arguments& arguments);
ExitCode pon_command(const Arguments& arguments);
ExitCode train_command(const Arguments& arguments);
ExitCode report_command(const Arguments& arguments);
ExitCode demo_command(const Arguments& arguments);
ExitCode submit_command(const Arguments& arguments);
ExitCode watch_command(const Arguments& arguments);
ExitCode status_command(const Arguments& arguments);
ExitCode why_command(const Arguments& arguments);
ExitCode resume_command(const Arguments& arguments);

}  // namespace norrsken
