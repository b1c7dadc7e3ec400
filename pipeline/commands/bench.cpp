#include <cstdio>

#include "pipeline/bench/bench_counts.hpp"
#include "pipeline/bench/bench_inputs.hpp"
#include "pipeline/bench/bench_options.hpp"
#include "pipeline/bench/bench_report.hpp"
#include "pipeline/commands/command.hpp"

namespace norrsken {

ExitCode bench_command(const Arguments& arguments) {
  const BenchOptions options = parse_bench_options(arguments);
  if (options.wants_help) {
    std::fputs(bench_help().c_str(), stdout);
    return ExitCode::ok;
  }
  BenchInputs inputs(options);
  BenchCounts counts;
  for (const std::string& name : inputs.contigs) add_contig(inputs, compare_contig(inputs, options, name), counts);

  std::fputs(bench_table(options, inputs, counts).c_str(), stdout);
  if (options.wants_explanation) std::fputs(findings_text(counts, 100).c_str(), stdout);
  return ExitCode::ok;
}

}  // namespace norrsken
