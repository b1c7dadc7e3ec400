#include <fmt/format.h>

#include <cstdio>

#include "pipeline/commands/command.hpp"
#include "pipeline/simulate/simulate.hpp"

namespace norrsken {

ExitCode simulate_command(const Arguments& arguments) {
  const SimulateOptions options = parse_simulate_options(arguments);
  if (options.wants_help) {
    std::fputs(simulate_help().c_str(), stdout);
    return ExitCode::ok;
  }
  const Simulation simulation = simulate(options);
  const TruthCounts& truth = simulation.truth;
  std::uint64_t skipped = 0;
  for (const auto& [reason, alleles] : truth.skipped) skipped += alleles;
  fmt::print("genome:   {} bases, {} where truth can be judged\n", simulation.genome_bases, truth.confident_bases);
  fmt::print("variants: {} SNVs, {} insertions, {} deletions, {} others; {} alleles skipped\n", truth.snvs,
             truth.insertions, truth.deletions, truth.others, skipped);
  if (options.kind != CaseKind::single)
    fmt::print("{}  {} SNVs, {} insertions, {} deletions, {} others\n",
               options.has_tumor() ? "somatic:" : "de novo:", simulation.extra.snvs, simulation.extra.insertions,
               simulation.extra.deletions, simulation.extra.others);
  for (const SimulatedSample& sample : simulation.samples) {
    const std::string name = simulation.samples.size() > 1 ? sample.name + ": " : "";
    if (sample.reads.molecules > 0)
      fmt::print("reads:    {}{} fragments of {} molecules in {} lane(s)\n", name, sample.reads.fragments,
                 sample.reads.molecules, sample.reads.lanes.size());
    else
      fmt::print("reads:    {}{} fragments in {} lane(s), {} of them duplicates\n", name, sample.reads.fragments,
                 sample.reads.lanes.size(), sample.reads.duplicates);
  }
  fmt::print("written:  {}\n", options.output_folder);
  return ExitCode::ok;
}

}  // namespace norrsken
