#include "pipeline/simulate/genome_contigs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "io/atomic_file.hpp"
#include "io/fasta_writer.hpp"
#include "io/reference_fasta.hpp"
#include "kernels/simulation/read_origin.hpp"
#include "kernels/simulation/repeated_stretches.hpp"
#include "kernels/simulation/synthetic_genome.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

std::vector<BaseCode> codes_of(const std::string& letters) {
  std::vector<BaseCode> codes(letters.size());
  std::ranges::transform(letters, codes.begin(), base_code);
  return codes;
}

// All of the contigs but the stretches, which come by contig and start and may overlap. BED text.
template <class Contigs>
std::string bed_without(const std::vector<RepeatedStretch>& stretches, const Contigs& contigs) {
  std::string text;
  auto stretch = stretches.begin();
  for (std::uint32_t contig = 0; contig < contigs.size(); ++contig) {
    std::uint32_t done = 0;
    const auto add_up_to = [&](std::uint32_t end) {
      if (end > done) text += fmt::format("{}\t{}\t{}\n", contigs[contig].name, done, end);
    };
    for (; stretch != stretches.end() && stretch->contig == contig; ++stretch) {
      add_up_to(stretch->start);
      done = std::max(done, stretch->end);
    }
    add_up_to(static_cast<std::uint32_t>(contigs[contig].bases.size()));
  }
  return text;
}

// Fragments longer than this are rare: what is repeated over as much has no place of its own.
std::uint32_t usual_fragment_bases(const LibraryOptions& library) {
  if (!library.is_paired) return library.read_bases;
  return static_cast<std::uint32_t>(library.insert_mean_bases + library.insert_sd_bases);
}

void write_not_duplicated(const SimulateOptions& options, const ReferenceFasta& fasta,
                          const std::vector<GenomeContig>& genome) {
  RepeatSearch search(usual_fragment_bases(options.library));
  for (std::uint32_t contig = 0; contig < genome.size(); ++contig) search.want(contig, genome[contig].bases);
  for (const FastaContig& contig : fasta.contigs()) search.scan(codes_of(fasta.sequence(contig.name)));
  create_private_folders(options.output_folder + "/strata");
  write_file(options.output_folder + "/strata/not_duplicated.bed", bed_without(search.repeated(), genome));
}

std::vector<GenomeContig> load_contigs(const SimulateOptions& options) {
  const ReferenceFasta fasta(options.reference_path);
  std::vector<std::string> names = options.contigs;
  if (names.empty())
    for (const FastaContig& contig : fasta.contigs()) names.push_back(contig.name);
  std::vector<GenomeContig> contigs;
  for (const std::string& name : names) {
    if (std::ranges::count(names, name) > 1)
      throw InputError("command line", "", "--contigs names \"" + name + "\" twice", "name it once");
    if (name.size() > max_origin_contig_letters)
      throw InputError(options.reference_path, name, "the name is too long for read names", "at most 120 letters");
    contigs.push_back({name, codes_of(fasta.sequence(name))});
  }
  if (contigs.empty())
    throw InputError(options.reference_path, "", "has no contigs", "give a FASTA file", ExitCode::reference);
  write_not_duplicated(options, fasta, contigs);
  return contigs;
}

const char* stratum_name(StretchKind kind) {
  switch (kind) {
    case StretchKind::interspersed:
      return "interspersed";
    case StretchKind::tandem:
      return "tandem";
    case StretchKind::satellite:
      return "satellite";
    case StretchKind::segmental_duplication:
      return "segmental_duplication";
  }
  return "";
}

// What is neither duplicated nor satellite: a read of 150 bases mostly has one place there.
std::string not_duplicated_bed(const SyntheticGenome& genome) {
  std::vector<RepeatedStretch> duplicated;
  for (const GenomeStretch& stretch : genome.stretches)
    if (stretch.kind == StretchKind::segmental_duplication || stretch.kind == StretchKind::satellite)
      duplicated.push_back({stretch.contig, stretch.start, stretch.end});
  return bed_without(duplicated, genome.contigs);
}

void write_synthetic(const std::string& folder, const SyntheticGenome& genome) {
  std::vector<std::string> letters;
  for (const SyntheticContig& contig : genome.contigs) {
    std::string text(contig.bases.size(), 'N');
    std::ranges::transform(contig.bases, text.begin(), base_letter);
    letters.push_back(std::move(text));
  }
  std::array<std::string, 4> strata;
  for (const GenomeStretch& stretch : genome.stretches) {
    strata[static_cast<std::size_t>(stretch.kind)] +=
        fmt::format("{}\t{}\t{}\tdivergence_permille={}\n", genome.contigs[stretch.contig].name, stretch.start,
                    stretch.end, stretch.divergence_permille);
    if (stretch.kind == StretchKind::segmental_duplication) continue;
    std::string& text = letters[stretch.contig];
    std::transform(text.begin() + stretch.start, text.begin() + stretch.end, text.begin() + stretch.start,
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  }
  create_private_folders(folder + "/strata");
  for (std::size_t kind = 0; kind < strata.size(); ++kind)
    write_file(fmt::format("{}/strata/{}.bed", folder, stratum_name(static_cast<StretchKind>(kind))), strata[kind]);
  write_file(folder + "/strata/not_duplicated.bed", not_duplicated_bed(genome));
  std::vector<FastaEntry> entries;
  for (std::size_t contig = 0; contig < letters.size(); ++contig)
    entries.push_back({genome.contigs[contig].name, letters[contig]});
  write_fasta(folder + "/genome.fa", entries);
}

}  // namespace

std::vector<GenomeContig> make_genome_contigs(const SimulateOptions& options) {
  if (!options.is_synthetic()) return load_contigs(options);
  SyntheticGenome genome = make_synthetic_genome({options.synthetic_bases, options.library.seed, options.sex_contigs});
  write_synthetic(options.output_folder, genome);
  std::vector<GenomeContig> contigs;
  for (SyntheticContig& contig : genome.contigs) contigs.push_back({contig.name, std::move(contig.bases)});
  return contigs;
}

}  // namespace norrsken
