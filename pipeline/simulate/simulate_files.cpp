#include "pipeline/simulate/simulate_files.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>

#include "io/atomic_file.hpp"

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

// Only what is used: without, the description stays as it always was.
void describe_library(const SimulateOptions& options, json::object& object) {
  const LibraryOptions& library = options.library;
  if (library.is_targeted) object["off_target_share"] = library.off_target_share;
  if (library.damage.ffpe > 0) object["ffpe"] = library.damage.ffpe;
  if (library.damage.oxog > 0) object["oxog"] = library.damage.oxog;
  if (library.umi.bases > 0) {
    object["umi_bases"] = library.umi.bases;
    object["umi_is_duplex"] = library.umi.strands == UmiStrands::duplex;
    object["umi_in"] = library.umi.place == UmiPlace::name ? "name" : "read";
  }
  if (library.family_mean > 0) object["family_size"] = library.family_mean;
  if (library.molecules_per_position > 0) object["molecules_per_position"] = library.molecules_per_position;
  if (library.pcr_errors_per_base > 0) object["pcr_errors"] = library.pcr_errors_per_base;
}

json::object describe_tumor(const SimulatedTumor& tumor) {
  json::array clones;
  for (const Clone& clone : tumor.clones)
    clones.push_back(json::object{{"variant_share", clone.variant_share}, {"cell_fraction", clone.cell_fraction}});
  json::array variants;
  for (const std::string& path : tumor.variants_paths) variants.push_back(json::string(file_name(path)));
  return {{"depth", tumor.depth},
          {"purity", tumor.purity},
          {"clones", clones},
          {"variants", variants},
          {"draw_snvs_per_base", tumor.draw.snvs_per_base},
          {"draw_indels_per_base", tumor.draw.indels_per_base},
          {"draw_mnv_share", tumor.draw.mnv_share},
          {"tandem_duplications", tumor.duplications},
          {"tandem_duplication_bases", json::value_from(tumor.duplication_bases)},
          {"normal_contamination", tumor.normal_contamination}};
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
  const std::uint64_t plain = object.size();
  describe_library(options, object);
  if (options.has_tumor()) object["tumor"] = describe_tumor(options.tumor);
  if (options.kind == CaseKind::trio) object["de_novo"] = options.de_novo;
  if (object.size() > plain) object["targets"] = file_name(options.targets_path);
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
  json::object object{{"fragments", reads.fragments},
                      {"duplicates", reads.duplicates},
                      {"bases", bases},
                      {"miscalled", miscalled},
                      {"not_called", counts.not_called},
                      {"adapter_bases", counts.adapter_bases},
                      {"repeat_slips", counts.slips},
                      {"other_indel_errors", counts.other_indels},
                      {"by_quality", by_quality}};
  if (reads.molecules > 0) object["molecules"] = reads.molecules;
  return object;
}

json::array describe_lanes(const WrittenReads& reads) {
  json::array lanes;
  for (const LaneFiles& lane : reads.lanes) {
    json::array files{json::string(lane.read1)};
    if (!lane.read2.empty()) files.emplace_back(lane.read2);
    lanes.push_back(files);
  }
  return lanes;
}

json::object describe_sample(const SimulatedSample& sample) {
  return {{"name", sample.name},
          {"role", sample.role},
          {"depth", sample.depth},
          {"tumor_share", sample.tumor_share},
          {"reads", describe_reads(sample.reads)},
          {"lanes", describe_lanes(sample.reads)}};
}

json::object describe_alleles(const AlleleCounts& counts) {
  return {{"snvs", counts.snvs},
          {"insertions", counts.insertions},
          {"deletions", counts.deletions},
          {"others", counts.others}};
}

const char* sheet_sex(const SimulateOptions& options, const std::string& role) {
  const bool is_male = role == "father" || (role != "mother" && options.sex == SexChromosomes::xy);
  return is_male ? "male" : "female";
}

}  // namespace

void write_description(const SimulateOptions& options, const Simulation& simulation) {
  std::vector<json::object> parts = {
      {{"program", json::object{{"name", "norrsken simulate"}, {"version", NORRSKEN_VERSION}}}},
      {{"parameters", describe_parameters(options)}},
      {{"genome_bases", simulation.genome_bases}},
      {{"truth", describe_truth(simulation.truth)}}};
  if (options.kind == CaseKind::single) {
    parts.push_back({{"reads", describe_reads(simulation.samples.front().reads)}});
    parts.push_back({{"lanes", describe_lanes(simulation.samples.front().reads)}});
  } else {
    parts.push_back({{options.has_tumor() ? "somatic_truth" : "de_novo_truth", describe_alleles(simulation.extra)}});
    json::array samples;
    for (const SimulatedSample& sample : simulation.samples) samples.push_back(describe_sample(sample));
    parts.push_back({{"samples", samples}});
  }
  std::string text;
  for (const json::object& part : parts) {  // one line each, so that people and diff can read it
    const std::string line = json::serialize(part);
    text += (text.empty() ? "{\n" : ",\n") + line.substr(1, line.size() - 2);
  }
  write_file(options.output_folder + "/simulate.json", text + "\n}\n");
}

void write_sample_sheet(const SimulateOptions& options, const std::vector<SimulatedSample>& samples) {
  const char* assay = options.library.is_targeted ? "" : options.has_tumor() ? "wgs_tumour_normal" : "wgs";
  std::string text = "case,sample,role,assay,lane,read1,read2,sex";
  text += options.has_tumor() ? ",tumor_content\n" : "\n";
  for (const SimulatedSample& sample : samples) {
    std::string end = options.has_tumor() ? "," : "";
    if (sample.role == "tumor") end += fmt::format("{}", sample.tumor_share);
    for (std::size_t lane = 0; lane < sample.reads.lanes.size(); ++lane)
      text += fmt::format("{},{},{},{},{},{},{},{}{}\n", options.sample, sample.name, sample.role, assay, lane + 1,
                          sample.reads.lanes[lane].read1, sample.reads.lanes[lane].read2,
                          sheet_sex(options, sample.role), end);
  }
  write_file(options.output_folder + "/samples.csv", text);
}

}  // namespace norrsken
