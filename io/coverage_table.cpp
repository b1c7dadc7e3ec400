#include "io/coverage_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/atomic_file.hpp"

namespace norrsken {
namespace {

// part / total with two decimals, rounded down.
std::string ratio(std::uint64_t part, std::uint64_t total, std::uint64_t scale) {
  if (total == 0) return ".";
  const std::uint64_t hundredths = part * scale * 100 / total;
  return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
}

std::string columns(const PanelCoverage& coverage) {
  std::string text = "bases\tmean_depth\tmin_depth";
  for (const std::uint32_t threshold : coverage.thresholds) text += fmt::format("\tpercent_{}x", threshold);
  return text + "\n";
}

std::string values(const Coverage& coverage) {
  std::string text =
      fmt::format("{}\t{}\t{}", coverage.bases, ratio(coverage.depth_sum, coverage.bases, 1), coverage.min_depth);
  for (const std::uint64_t bases : coverage.at_least) text += "\t" + ratio(bases, coverage.bases, 100);
  return text + "\n";
}

std::string gene_name(const std::string& gene) {
  return gene.empty() ? "." : gene;
}

const Contig& contig_of(const GenomeView& genome, GenomePosition position) {
  const auto after = std::upper_bound(genome.contigs.begin(), genome.contigs.end(), position,
                                      [](GenomePosition at, const Contig& contig) { return at < contig.start; });
  return *(after - 1);
}

}  // namespace

void write_coverage_tables(const std::string& folder, const std::string& sample, const GenomeView& genome,
                           const TargetPanel& panel, const PanelCoverage& coverage) {
  create_private_folders(folder);
  std::string targets = "contig\tstart\tend\tname\tgene\t" + columns(coverage);
  std::vector<std::uint64_t> targets_of(panel.genes.size());
  for (std::size_t i = 0; i < panel.targets.size(); ++i) {
    const Target& target = panel.targets[i];
    const Contig& contig = contig_of(genome, target.place.start);
    ++targets_of[target.gene];
    targets += fmt::format("{}\t{}\t{}\t{}\t{}\t", contig.name, target.place.start - contig.start,
                           target.place.end - contig.start, target.name, gene_name(panel.genes[target.gene])) +
               values(coverage.targets[i]);
  }
  std::string genes = "gene\ttargets\t" + columns(coverage);
  for (std::size_t gene = 0; gene < panel.genes.size(); ++gene)
    genes += fmt::format("{}\t{}\t", gene_name(panel.genes[gene]), targets_of[gene]) + values(coverage.genes[gene]);
  write_file(folder + "/" + sample + ".coverage.targets.tsv", targets);
  write_file(folder + "/" + sample + ".coverage.genes.tsv", genes);
}

}  // namespace norrsken
