// Consequences of the variants of a VCF as a table, or how many variants a second one core names.
//   consequences GENES.gff3 REFERENCE.fa VARIANTS.vcf          a line an entry: contig, pos, ref, alt, transcript,
//   terms, c., p.
//   consequences GENES.gff3 REFERENCE.fa --random COUNT FREQUENCIES.vcf.gz CLINICAL.vcf.gz    variants spread over the
//   genome, in order, with CSQ and what the sources of tests/bench/dense_sources.py say; prints the rate
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/fasta.hpp"
#include "io/gff3_reader.hpp"
#include "io/vcf_reader.hpp"
#include "kernels/calling/block_caller.hpp"
#include "kernels/consequence/consequence_finder.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/annotation/case_annotation.hpp"
#include "pipeline/annotation/variant_annotator.hpp"

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

SourceSettings allele_source(const std::string& name, const std::string& path, std::vector<std::string> fields) {
  SourceSettings source;
  source.name = name;
  source.path = path;
  source.fields = std::move(fields);
  return source;
}

// Of one block of the genome; nine of ten are SNVs, the others indels of one base.
std::vector<VariantCall> random_variants(const GenomeView& genome, GenomeInterval block, double step,
                                         std::mt19937_64& random) {
  constexpr std::string_view bases = "ACGT";
  constexpr std::string_view others = "GTAC";  // as dense_sources.py changes them
  std::vector<VariantCall> records;
  for (double at = block.start; at < block.end; at += step) {
    VariantCall record;
    record.position = static_cast<GenomePosition>(at);
    record.reference = reference_letter(genome, record.position);
    if (record.reference == "N") continue;
    const char other = others[bases.find(record.reference)];
    record.alternate = random() % 10 != 0 ? std::string(1, other) : record.reference + other;
    records.push_back(std::move(record));
  }
  return records;
}

void print_rate(const GenomeView& genome, const AnnotationSettings& settings, std::uint64_t count) {
  const CaseAnnotation annotation(settings, {genome, "the reference", ""}, 0);
  VariantAnnotator annotator(annotation, genome);
  std::mt19937_64 random(1);
  std::uint64_t bases = 0;
  for (const Contig& contig : genome.contigs) bases += contig.length;
  const double step = static_cast<double>(bases) / static_cast<double>(count);
  std::uint64_t done = 0;
  std::uint64_t joined = 0;
  std::uint64_t written_bytes = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (const Contig& contig : genome.contigs)
    for (GenomePosition start = contig.start; start < contig.end(); start += block_bases) {
      std::vector<VariantCall> records =
          random_variants(genome, {start, std::min<GenomePosition>(start + block_bases, contig.end())}, step, random);
      std::vector<VariantCall*> pointers;
      for (VariantCall& record : records) pointers.push_back(&record);
      for (const VariantAnnotation& each : annotator.annotate(pointers)) joined += each.joined.empty() ? 0 : 1;
      for (const VariantCall& record : records) written_bytes += record.more_info.size();
      done += records.size();
    }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::cout << done << " variants, " << joined << " known to sources, " << written_bytes << " bytes of INFO, "
            << seconds << " s, " << static_cast<std::uint64_t>(static_cast<double>(done) / seconds)
            << " variants/s on one core\n";
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 4)
      throw InputError("consequences", "", "needs genes, reference and variants", "see the top of the source");
    const ReferenceGenome genome = read_fasta(argv[2]);
    if (std::string(argv[3]) == "--random" && argc == 7) {
      AnnotationSettings settings;
      settings.genes.emplace().path = argv[1];
      settings.sources = {allele_source("gnomAD", argv[5], {"AF", "AF_grpmax"}),
                          allele_source("ClinVar", argv[6], {"CLNSIG", "CLNDN"})};
      print_rate(genome.view(), settings, std::stoull(argv[4]));
    } else {
      const TranscriptSet genes = read_gff3(argv[1], genome.view());
      ConsequenceFinder finder(genes, genome.view());
      print_table(genome.view(), finder, argv[3]);
    }
  } catch (const std::exception& error) {
    std::cerr << "consequences: " << error.what() << '\n';
    return 2;
  }
  return 0;
}
