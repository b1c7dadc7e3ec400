#include "pipeline/simulate/simulate.hpp"

#include <fmt/format.h>

#include "io/atomic_file.hpp"
#include "kernels/simulation/random.hpp"
#include "kernels/simulation/tandem_repeats.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/simulate/genome_contigs.hpp"
#include "pipeline/simulate/haplotype_files.hpp"
#include "pipeline/simulate/made_up_sources.hpp"
#include "pipeline/simulate/simulate_files.hpp"

namespace norrsken {
namespace {

// Exact tandem repeats with three bases on each side: where indels are hard.
void write_tandem_stratum(const std::string& folder, const std::vector<GenomeContig>& genome) {
  create_private_folders(folder);
  AtomicFile file(folder + "/tandem_exact.bed");
  for (const GenomeContig& contig : genome) {
    for (const TandemRepeat& repeat : find_tandem_repeats(contig.bases)) {
      const std::uint32_t start = repeat.start < 3 ? 0 : repeat.start - 3;
      const auto end = std::min<std::size_t>(contig.bases.size(), repeat.end + 3);
      file.write(fmt::format("{}\t{}\t{}\tunit={}\n", contig.name, start, end, repeat.unit));
    }
  }
  file.commit();
}

// How one sample of the case is sequenced.
struct SamplePlan {
  const char* role = "";
  std::size_t person = 0;
  double depth = 0;
  double tumor_share = 0;
  LibraryOptions library;
};

std::vector<SamplePlan> plan_samples(const SimulateOptions& options) {
  const auto library = [&](std::uint64_t number) {
    LibraryOptions other = options.library;
    if (number > 0) other.seed = mix_bits(other.seed + (number << 32));
    return other;
  };
  if (options.kind == CaseKind::single) return {{"proband", 0, options.depth, 0, library(0)}};
  if (options.kind == CaseKind::trio)
    return {{"proband", 0, options.depth, 0, library(0)},
            {"mother", 1, options.depth, 0, library(1)},
            {"father", 2, options.depth, 0, library(2)}};
  std::vector<SamplePlan> plans = {{"tumor", 0, options.tumor.depth, options.tumor.purity, library(1)}};
  if (options.kind == CaseKind::tumor_only) return plans;
  plans.push_back({"normal", 0, options.depth, options.tumor.normal_contamination, library(0)});
  plans.back().library.damage = {};  // blood, not a block of paraffin
  return plans;
}

// Kinds of cells that the sample has, normal ones always.
std::vector<CellPopulation> populations_of(const SimulateOptions& options, const SimulatedPerson& person,
                                           double tumor_share) {
  if (tumor_share <= 0) return {{person.cells.front(), 1}};
  const std::vector<double> shares = cell_shares(options.tumor.clones, tumor_share);
  std::vector<CellPopulation> populations;
  for (std::size_t kind = 0; kind < shares.size(); ++kind) populations.push_back({person.cells[kind], shares[kind]});
  return populations;
}

SimulatedSample sequence(const SimulateOptions& options, const SimulatedPerson& person, const SamplePlan& plan) {
  SimulatedSample sample{sample_name(options, plan.role), plan.role, plan.depth, plan.tumor_share, {}};
  const std::vector<CellPopulation> populations = populations_of(options, person, plan.tumor_share);
  const FragmentSource source(populations, plan.library, plan.depth);
  if (source.fragments() == 0)
    throw InputError(options.is_synthetic() ? "genome" : options.reference_path, "",
                     "no stretch without N is as long as a fragment, or the depth is too small for one",
                     "choose longer contigs, a smaller --insert-mean or a greater --depth");
  sample.reads = write_lanes(source, options, sample.name);
  if (options.wants_haplotypes) write_haplotypes(options, sample.name, populations);
  return sample;
}

}  // namespace

Simulation simulate(const SimulateOptions& options) {
  create_private_folders(options.output_folder);
  std::vector<GenomeContig> genome = make_genome_contigs(options);
  write_tandem_stratum(options.output_folder + "/strata", genome);
  std::vector<SyntheticGene> genes;  // before gaps are filled with bases that the FASTA file has not
  if (options.wants_sources) genes = made_up_genes(genome);
  Simulation simulation;
  for (const GenomeContig& contig : genome) simulation.genome_bases += contig.bases.size();
  SimulatedPeople built = build_people(options, genome);
  simulation.truth = std::move(built.counts);
  simulation.extra = built.extra;
  if (options.wants_sources) write_made_up_sources(options, genome, genes);
  for (const SamplePlan& plan : plan_samples(options))
    simulation.samples.push_back(sequence(options, built.people[plan.person], plan));
  write_sample_sheet(options, simulation.samples);
  write_description(options, simulation);
  return simulation;
}

}  // namespace norrsken
