#include <cstdio>
#include <exception>
#include <string_view>

#include "pipeline/commands/command.hpp"

int main(int count, char** words) {
  using namespace norrsken;
  const Arguments arguments(words + (count > 1 ? 2 : 1), words + count);
  const std::string_view name = count > 1 ? words[1] : "";
  try {
    if (name == "index") return static_cast<int>(index_command(arguments));
    if (name == "run") return static_cast<int>(run_command(arguments));
    if (name == "bench") return static_cast<int>(bench_command(arguments));
    if (name == "simulate") return static_cast<int>(simulate_command(arguments));
    if (name == "demo") return static_cast<int>(demo_command(arguments));
    throw InputError("command line", "", "unknown command", "one of index, run, bench, simulate, demo");
  } catch (const InputError& error) {
    std::fprintf(stderr, "norrsken: error: %s [exit %d]\n", error.what(), static_cast<int>(error.code()));
    return static_cast<int>(error.code());
  } catch (const SystemError& error) {
    std::fprintf(stderr, "norrsken: error: %s [exit 5]\n", error.what());
    return static_cast<int>(ExitCode::resource);
  }
}
