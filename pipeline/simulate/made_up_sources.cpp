#include "pipeline/simulate/made_up_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "io/atomic_file.hpp"
#include "io/site_writer.hpp"
#include "io/vcf_reader.hpp"
#include "kernels/simulation/random.hpp"
#include "pipeline/simulate/sample_builder.hpp"
#include "pipeline/simulate/truth_files.hpp"

namespace norrsken {
namespace {

constexpr std::uint32_t bases_a_gene = 15'000;
constexpr double rare_share = 0.03;  // of a person's variants: in nobody else

using Allele = std::tuple<std::uint32_t, std::string, std::string>;  // 0-based position, REF, ALT

std::set<Allele> alleles_of(const std::string& path, const std::string& contig) {
  VcfReader reader(path, {});
  std::set<Allele> alleles;
  for (const VcfRecord& record : reader.take(contig))
    alleles.emplace(static_cast<std::uint32_t>(record.position), record.reference, record.alternates.front());
  return alleles;
}

Edit edit_of(const Allele& allele) {
  const auto& [position, reference, alternate] = allele;
  const bool has_anchor = reference.size() != alternate.size();
  return {position + (has_anchor ? 1U : 0U), position + static_cast<std::uint32_t>(reference.size()),
          has_anchor ? alternate.substr(1) : alternate};
}

std::string gff3_lines(const SyntheticGene& gene, const std::string& contig, std::size_t number) {
  const char strand = gene.strand == Strand::forward ? '+' : '-';
  std::string text;
  const auto add = [&](const char* type, GenomeInterval place, const std::string& phase, const std::string& rest) {
    text += fmt::format("{}\tnorrsken\t{}\t{}\t{}\t.\t{}\t{}\t{}\n", contig, type, place.start + 1, place.end, strand,
                        phase, rest);
  };
  const std::string name = fmt::format("MADE{}", number);
  const GenomeInterval whole{gene.exons.front().start, gene.exons.back().end};
  add("gene", whole, ".", fmt::format("ID=gene:G{0};Name={0};biotype=protein_coding;gene_id=G{0};version=1", name));
  add("mRNA", whole, ".",
      fmt::format("ID=transcript:T{0};Parent=gene:G{0};biotype=protein_coding;tag=Ensembl_canonical;transcript_id=T{0};"
                  "version=1",
                  name));
  std::vector<GenomeInterval> exons = gene.exons;
  if (gene.strand == Strand::reverse) std::reverse(exons.begin(), exons.end());
  std::uint32_t coding = 0;
  for (const GenomeInterval& exon : exons) {
    add("exon", exon, ".", fmt::format("Parent=transcript:T{}", name));
    const GenomeInterval part{std::max(exon.start, gene.coding.start), std::min(exon.end, gene.coding.end)};
    add("CDS", part, std::to_string((3 - coding % 3) % 3),
        fmt::format("ID=CDS:P{0};Parent=transcript:T{0};protein_id=P{0};version=1", name));
    coding += part.end - part.start;
  }
  return text;
}

// What a source says of the alleles of one contig.
class SourceMaker {
 public:
  SourceMaker(const SimulateOptions& options, std::span<const GenomeContig> genome,
              std::span<const SyntheticGene> genes)
      : options_(options),
        genome_(genome),
        genes_(genes),
        folder_(options.output_folder + "/annotation"),
        contigs_(contig_table(genome)),
        random_(options.library.seed, RandomPurpose::made_up_source) {
    create_private_folders(folder_);
  }

  void write() {
    write_genes();
    write_alleles();
    write_settings();
  }

 private:
  void write_genes() const {
    AtomicFile file(folder_ + "/genes.gff3");
    file.write("##gff-version 3\n#!annotation-source norrsken simulate " NORRSKEN_VERSION "\n");
    for (const Contig& contig : contigs_)
      file.write(fmt::format("##sequence-region {} 1 {}\n", contig.name, contig.length));
    for (std::size_t number = 0; number < genes_.size(); ++number)
      file.write(gff3_lines(genes_[number], contigs_[genes_[number].contig].name, number + 1));
    file.commit();
  }

  void write_alleles() {
    const std::string made = fmt::format("##source=norrsken simulate {}\n##reference=genome.fa\n", NORRSKEN_VERSION);
    SiteWriter population(folder_ + "/population.vcf.gz",
                          made + "##INFO=<ID=AF,Number=A,Type=Float,Description=\"Made-up allele frequency\">\n",
                          contigs_);
    SiteWriter clinical(folder_ + "/clinical.vcf.gz",
                        made +
                            "##INFO=<ID=CLNSIG,Number=.,Type=String,Description=\"Made-up significance\">\n"
                            "##INFO=<ID=CLNDN,Number=.,Type=String,Description=\"Made-up disease\">\n",
                        contigs_);
    AtomicFile evidence(folder_ + "/evidence.tsv");
    evidence.write("chrom\tpos\tref\talt\tevidence_level\tdisease\ttherapies\n");
    for (std::uint32_t contig = 0; contig < contigs_.size(); ++contig) {
      std::vector<SiteRecord> frequencies;
      std::vector<SiteRecord> significances;
      for (const Allele& allele : known_germline(contig)) {
        const bool is_rare = random_.chance(rare_share);
        const double frequency = 0.02 + 0.9 * random_.unit() * random_.unit();
        const auto& [position, reference, alternate] = allele;
        if (!is_rare) frequencies.push_back({position, reference, alternate, fmt::format("AF={:.3g}", frequency)});
        if (effect_of(contig, allele) == ProteinEffect::none) continue;
        significances.push_back(
            {position, reference, alternate, is_rare ? "CLNSIG=Pathogenic;CLNDN=Made-up_disease" : "CLNSIG=Benign"});
      }
      for (const Allele& allele : somatic(contig))
        if (effect_of(contig, allele) != ProteinEffect::none) add_somatic(contig, allele, significances, evidence);
      population.append(contig, std::move(frequencies));
      clinical.append(contig, std::move(significances));
    }
    evidence.commit();
    population.finish();
    clinical.finish();
  }

  // Of three that change a protein one is known to matter, one is thought to, one is not known.
  void add_somatic(std::uint32_t contig, const Allele& allele, std::vector<SiteRecord>& significances,
                   AtomicFile& evidence) {
    const auto& [position, reference, alternate] = allele;
    const std::uint64_t number = somatic_told_++;
    if (number % 3 == 2) return;
    if (number % 3 == 0)
      significances.push_back({position, reference, alternate, "CLNSIG=Pathogenic;CLNDN=Made-up_cancer"});
    evidence.write(fmt::format("{}\t{}\t{}\t{}\t{}\tMade-up cancer\tMade-up drug {}\n", contigs_[contig].name,
                               position + 1, reference, alternate, number % 3 == 0 ? "A" : "C", number + 1));
  }

  [[nodiscard]] std::string truth(const std::string& name) const { return options_.output_folder + "/" + name; }

  // What others may have too; not what is new in a child.
  [[nodiscard]] std::set<Allele> known_germline(std::uint32_t contig) const {
    const std::string& name = contigs_[contig].name;
    std::set<Allele> alleles = alleles_of(truth("truth.vcf.gz"), name);
    if (options_.kind != CaseKind::trio) return alleles;
    for (const char* parent : {"mother", "father"})
      alleles.merge(alleles_of(truth(sample_name(options_, parent) + ".truth.vcf.gz"), name));
    for (const Allele& allele : alleles_of(truth("de_novo_truth.vcf.gz"), name)) alleles.erase(allele);
    return alleles;
  }

  [[nodiscard]] std::set<Allele> somatic(std::uint32_t contig) const {
    if (!options_.has_tumor()) return {};
    return alleles_of(truth("somatic_truth.vcf.gz"), contigs_[contig].name);
  }

  [[nodiscard]] ProteinEffect effect_of(std::uint32_t contig, const Allele& allele) const {
    const Edit edit = edit_of(allele);
    for (const SyntheticGene& gene : genes_)
      if (gene.contig == contig && gene.coding.start <= edit.start && edit.end <= gene.coding.end)
        return protein_effect(gene, genome_[contig].bases, edit);
    return ProteinEffect::none;
  }

  void write_settings() const {
    const std::string version = "version = \"made up by norrsken simulate\"\n";
    std::string text =
        "# For `norrsken run --annotation`: made-up sources under the names that the rules of config/rules "
        "know.\n[genes]\nfile = \"genes.gff3\"\n";
    text += version;
    text +=
        "\n[[annotation]]\nname = \"ClinVar\"\nkind = \"vcf\"\nfile = \"clinical.vcf.gz\"\n"
        "fields = [\"CLNSIG\", \"CLNDN\"]\nrescues = [\"ClinVar.CLNSIG=Pathogenic\"]\n" +
        version;
    text += "\n[[annotation]]\nname = \"gnomAD\"\nkind = \"vcf\"\nfile = \"population.vcf.gz\"\nfields = [\"AF\"]\n" +
            version;
    text +=
        "\n[[annotation]]\nname = \"CIViC\"\nkind = \"table\"\nfile = \"evidence.tsv\"\n"
        "fields = [\"evidence_level\", \"disease\", \"therapies\"]\n" +
        version;
    write_file(folder_ + "/annotation.toml", text);
  }

  const SimulateOptions& options_;
  std::span<const GenomeContig> genome_;
  std::span<const SyntheticGene> genes_;
  std::string folder_;
  std::vector<Contig> contigs_;
  RandomStream random_;
  std::uint64_t somatic_told_ = 0;
};

}  // namespace

std::vector<SyntheticGene> made_up_genes(std::span<const GenomeContig> genome) {
  std::vector<SyntheticGene> genes;
  for (std::uint32_t contig = 0; contig < genome.size(); ++contig) {
    const auto found = find_synthetic_genes(genome[contig].bases, contig, bases_a_gene);
    genes.insert(genes.end(), found.begin(), found.end());
  }
  return genes;
}

void write_made_up_sources(const SimulateOptions& options, std::span<const GenomeContig> genome,
                           std::span<const SyntheticGene> genes) {
  SourceMaker(options, genome, genes).write();
}

}  // namespace norrsken
