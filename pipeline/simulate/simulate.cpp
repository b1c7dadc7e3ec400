#include "pipeline/simulate/simulate.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>

#include "io/atomic_file.hpp"
#include "kernels/simulation/tandem_repeats.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/simulate/genome_contigs.hpp"

namespace norrsken {
namespace {

namespace json = boost::json;

std::string file_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

const char* profile_name(SequencerProfile profile) {
  switch (profile) {
    case SequencerProfile::hiseq:
      return "hiseq";
    case SequencerProfile::novaseq:
      return "novaseq";
    case SequencerProfile::perfect:
      return "none";
  }
  return "";
}

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

json::object describe_parameters(const SimulateOptions& options) {
  json::object object;
  object["seed"] = options.library.seed;
  object["reference"] = options.is_synthetic() ? "genome.fa" : file_name(options.reference_path);
  object["contigs"] = json::value_from(options.contigs);
  if (options.is_synthetic()) object["synthetic_bases"] = options.synthetic_bases;
  object["variants"] = file_name(options.variants_path);
  object["variants_sample"] = options.variants_sample;
  object["draw_snvs_per_base"] = options.draw.snvs_per_base;
  object["draw_indels_per_base"] = options.draw.indels_per_base;
  object["draw_het_share"] = options.draw.het_share;
  object["draw_repeat_indel_share"] = options.draw.repeat_indel_share;
  object["draw_max_indel_bases"] = options.draw.max_indel_bases;
  object["depth"] = options.depth;
  object["read_bases"] = options.library.read_bases;
  object["insert_mean_bases"] = options.library.insert_mean_bases;
  object["insert_sd_bases"] = options.library.insert_sd_bases;
  object["duplicate_share"] = options.library.duplicate_share;
  object["paired"] = options.library.is_paired;
  object["profile"] = profile_name(options.library.profile);
  object["lanes"] = options.lanes;
  object["sample"] = options.sample;
  object["sex"] = options.sex == SexChromosomes::xy ? "male" : "female";
  return object;
}

json::object describe_truth(const TruthCounts& truth) {
  json::object skipped;
  for (const auto& [reason, alleles] : truth.skipped) skipped[reason] = alleles;
  return {{"snvs", truth.snvs},
          {"insertions", truth.insertions},
          {"deletions", truth.deletions},
          {"others", truth.others},
          {"in_tandem_repeats", truth.in_repeats},
          {"heterozygous", truth.heterozygous},
          {"confident_bases", truth.confident_bases},
          {"skipped", skipped}};
}

json::object describe_reads(const WrittenReads& reads) {
  const SequencingCounts& counts = reads.counts;
  json::object by_quality;
  std::uint64_t bases = 0;
  std::uint64_t miscalled = 0;
  for (std::size_t phred = 0; phred < counts.bases.size(); ++phred) {
    if (counts.bases[phred] == 0) continue;
    bases += counts.bases[phred];
    miscalled += counts.miscalled[phred];
    by_quality[std::to_string(phred)] =
        json::object{{"bases", counts.bases[phred]}, {"miscalled", counts.miscalled[phred]}};
  }
  return {{"fragments", reads.fragments},
          {"duplicates", reads.duplicates},
          {"bases", bases},
          {"miscalled", miscalled},
          {"not_called", counts.not_called},
          {"adapter_bases", counts.adapter_bases},
          {"repeat_slips", counts.slips},
          {"other_indel_errors", counts.other_indels},
          {"by_quality", by_quality}};
}

void write_description(const SimulateOptions& options, const Simulation& simulation) {
  json::array lanes;
  for (const LaneFiles& lane : simulation.reads.lanes) {
    json::array files{json::string(lane.read1)};
    if (!lane.read2.empty()) files.emplace_back(lane.read2);
    lanes.push_back(files);
  }
  const json::object parts[] = {
      {{"program", json::object{{"name", "norrsken simulate"}, {"version", NORRSKEN_VERSION}}}},
      {{"parameters", describe_parameters(options)}},
      {{"genome_bases", simulation.genome_bases}},
      {{"truth", describe_truth(simulation.truth)}},
      {{"reads", describe_reads(simulation.reads)}},
      {{"lanes", lanes}}};
  std::string text;
  for (const json::object& part : parts) {  // one line each, so that people and diff can read it
    const std::string line = json::serialize(part);
    text += (text.empty() ? "{\n" : ",\n") + line.substr(1, line.size() - 2);
  }
  write_file(options.output_folder + "/simulate.json", text + "\n}\n");
}

void write_sample_sheet(const SimulateOptions& options, const WrittenReads& reads) {
  std::string text = "case,sample,role,assay,lane,read1,read2,sex\n";
  for (std::size_t lane = 0; lane < reads.lanes.size(); ++lane)
    text += fmt::format("{0},{0},proband,wgs,{1},{2},{3},{4}\n", options.sample, lane + 1, reads.lanes[lane].read1,
                        reads.lanes[lane].read2, options.sex == SexChromosomes::xy ? "male" : "female");
  write_file(options.output_folder + "/samples.csv", text);
}

}  // namespace

Simulation simulate(const SimulateOptions& options) {
  create_private_folders(options.output_folder);
  std::vector<GenomeContig> genome = make_genome_contigs(options);
  write_tandem_stratum(options.output_folder + "/strata", genome);
  Simulation simulation;
  for (const GenomeContig& contig : genome) simulation.genome_bases += contig.bases.size();
  SimulatedSample sample = build_sample(options, genome);
  const FragmentSource source(sample.contigs, options.library, options.depth);
  if (source.fragments() == 0)
    throw InputError(options.is_synthetic() ? "genome" : options.reference_path, "",
                     "no stretch without N is as long as a fragment, or the depth is too small for one",
                     "choose longer contigs, a smaller --insert-mean or a greater --depth");
  simulation.truth = std::move(sample.counts);
  simulation.reads = write_lanes(source, options);
  write_sample_sheet(options, simulation.reads);
  write_description(options, simulation);
  return simulation;
}

}  // namespace norrsken
