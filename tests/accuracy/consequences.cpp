// Consequences of the variants of a VCF as a table, or how many variants a second one core names.
//   consequences GENES.gff3 REFERENCE.fa VARIANTS.vcf          a line an entry: contig, pos, ref, alt, transcript,
//   terms, c., p. consequences GENES.gff3 REFERENCE.fa --random COUNT        variants spread over the genome, in order;
//   prints the rate
#include <chrono>
#include <cstdint>
#include <iostream>
#include <random>
#include <string>

#include "io/csq_text.hpp"
#include "io/fasta.hpp"
#include "io/gff3_reader.hpp"
#include "io/vcf_reader.hpp"
#include "kernels/consequence/consequence_finder.hpp"
#include "kernels/types/input_error.hpp"

namespace {
using namespace norrsken;

void print_table(const GenomeView& genome, ConsequenceFinder& finder, const std::string& path) {
  VcfSelection selection;
  selection.columns = SampleColumns::none;
  VcfReader reader(path, selection);
  for (const std::string& name : reader.contigs_with_records()) {
    const Contig* contig = contig_named(genome.contigs, name);
    if (contig == nullptr) continue;
    for (const VcfRecord& record : reader.take(name)) {
      const auto position = static_cast<GenomePosition>(record.position);
      const FoundConsequences found =
          finder.find({contig->start + position, record.reference, record.alternates.at(0)});
      for (const Consequence& entry : found.consequences.entries)
        std::cout << name << '\t' << position + 1 << '\t' << record.reference << '\t' << record.alternates[0] << '\t'
                  << entry.transcript << '\t' << entry.terms.text() << '\t' << entry.hgvs_coding << '\t'
                  << entry.hgvs_protein << '\n';
    }
  }
}

// Nine of ten are SNVs, the others indels of one base; CSQ is written too.
void print_rate(const GenomeView& genome, ConsequenceFinder& finder, std::uint64_t count) {
  std::mt19937_64 random(1);
  std::uint64_t bases = 0;
  for (const Contig& contig : genome.contigs) bases += contig.length;
  const double step = static_cast<double>(bases) / static_cast<double>(count);
  std::uint64_t done = 0;
  std::uint64_t entries = 0;
  std::uint64_t written_bytes = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (const Contig& contig : genome.contigs)
    for (double at = 1; at + 2 < contig.length; at += step) {
      const GenomePosition position = contig.start + static_cast<GenomePosition>(at);
      const std::string reference(1, reference_letter(genome, position));
      if (reference == "N") continue;
      const char other = reference == "A" ? 'C' : 'A';
      const bool is_snv = random() % 10 != 0;
      const FoundConsequences found =
          finder.find({position, reference, is_snv ? std::string(1, other) : reference + other});
      std::string text;
      append_csq(text, reference, "A", found.consequences);
      written_bytes += text.size();
      entries += found.consequences.entries.size();
      ++done;
    }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::cout << done << " variants, " << entries << " entries, " << written_bytes << " bytes of CSQ, " << seconds
            << " s, " << static_cast<std::uint64_t>(static_cast<double>(done) / seconds) << " variants/s on one core\n";
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 4)
      throw InputError("consequences", "", "needs genes, reference and variants", "see the top of the source");
    const ReferenceGenome genome = read_fasta(argv[2]);
    const TranscriptSet genes = read_gff3(argv[1], genome.view());
    ConsequenceFinder finder(genes, genome.view());
    if (std::string(argv[3]) == "--random" && argc == 5)
      print_rate(genome.view(), finder, std::stoull(argv[4]));
    else
      print_table(genome.view(), finder, argv[3]);
  } catch (const std::exception& error) {
    std::cerr << "consequences: " << error.what() << '\n';
    return 2;
  }
  return 0;
}
