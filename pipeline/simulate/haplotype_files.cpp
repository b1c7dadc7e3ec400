#include "pipeline/simulate/haplotype_files.hpp"

#include <fmt/format.h>

#include "io/atomic_file.hpp"
#include "io/fasta_writer.hpp"

namespace norrsken {
namespace {

void write_copy(const std::string& path, std::span<const SampleContig> contigs, unsigned copy) {
  std::vector<std::string> letters;
  std::vector<FastaEntry> entries;
  letters.reserve(contigs.size());
  for (const SampleContig& contig : contigs) {
    if (contig.territory[copy].empty()) continue;
    std::vector<BaseCode> bases;
    contig.copies[copy].append_bases(0, contig.copies[copy].bases(), bases);
    std::string& text = letters.emplace_back(bases.size(), 'N');
    for (std::size_t at = 0; at < bases.size(); ++at) text[at] = base_letter(bases[at]);
    entries.push_back({contig.name, text});
  }
  write_fasta(path, entries);
}

}  // namespace

void write_haplotypes(const SimulateOptions& options, const std::string& sample,
                      std::span<const CellPopulation> populations) {
  const std::string folder = options.output_folder + "/haplotypes/";
  create_private_folders(folder);
  std::string table = "file\tshare_of_depth\n";
  for (std::size_t kind = 0; kind < populations.size(); ++kind) {
    if (populations[kind].share <= 0) continue;
    for (unsigned copy = 0; copy < max_copies; ++copy) {
      const std::string name = fmt::format("{}.cells{}.copy{}.fa", sample, kind, copy + 1);
      write_copy(folder + name, populations[kind].contigs, copy);
      table += fmt::format("haplotypes/{}\t{}\n", name, populations[kind].share / max_copies);
    }
  }
  write_file(options.output_folder + "/" + sample + ".haplotypes.tsv", table);
}

}  // namespace norrsken
