#include "io/vcf_writer.hpp"

#include <string_view>

#include "io/vcf_writer_text.hpp"

namespace norrsken {
namespace {

constexpr std::string_view info_lines =
    "##INFO=<ID=MQ,Number=1,Type=Float,Description=\"Mean mapping confidence of the supporting reads, phred\">\n"
    "##INFO=<ID=BQ,Number=1,Type=Float,Description=\"Mean base quality of the supporting bases, phred\">\n"
    "##INFO=<ID=RPD,Number=1,Type=Integer,Description=\"Median distance of ALT to the nearer end of its reads, "
    "bases\">\n"
    "##INFO=<ID=FS,Number=1,Type=Float,Description=\"Strand bias, phred\">\n"
    "##INFO=<ID=RU,Number=1,Type=Integer,Description=\"Unit of the tandem repeat around the variant, bases\">\n"
    "##INFO=<ID=RL,Number=1,Type=Integer,Description=\"Length of that repeat in the reference, bases\">\n"
    "##INFO=<ID=NH,Number=1,Type=Integer,Description=\"Candidate haplotypes scored in the region; 0 = called from the "
    "pileup\">\n";

constexpr std::string_view format_lines =
    "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n"
    "##FORMAT=<ID=GQ,Number=1,Type=Integer,Description=\"Genotype quality, phred, at most 99\">\n"
    "##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"Fragments that cover the site (median in a reference "
    "block)\">\n"
    "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"Fragments supporting each allele\">\n"
    "##FORMAT=<ID=AF,Number=A,Type=Float,Description=\"AD of the allele divided by the sum of AD\">\n"
    "##FORMAT=<ID=PL,Number=G,Type=Integer,Description=\"Genotype likelihoods, phred, smallest is 0\">\n"
    "##FORMAT=<ID=PS,Number=1,Type=Integer,Description=\"Phase set: position of its first record\">\n"
    "##FORMAT=<ID=ADF,Number=R,Type=Integer,Description=\"Fragments supporting each allele, forward strand\">\n"
    "##FORMAT=<ID=ADR,Number=R,Type=Integer,Description=\"Fragments supporting each allele, reverse strand\">\n";

constexpr std::string_view trio_lines =
    "##FORMAT=<ID=DQ,Number=1,Type=Integer,Description=\"New in the child against inherited or absent, phred\">\n"
    "##FORMAT=<ID=INH,Number=1,Type=String,Description=\"Where the child's allele comes from: mother, father, both, "
    "denovo, unclear, none\">\n";

constexpr std::string_view gvcf_lines =
    "##ALT=<ID=*,Description=\"Any allele not seen at this place\">\n"
    "##INFO=<ID=END,Number=1,Type=Integer,Description=\"Last position of the reference block\">\n"
    "##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description=\"Smallest depth in the reference block\">\n";

// A header line must stay one line whatever a path or an option holds.
std::string one_line(std::string text) {
  for (char& letter : text)
    if (static_cast<unsigned char>(letter) < ' ') letter = ' ';
  return text;
}

}  // namespace

std::string_view evidence_info_lines() {
  return info_lines;
}

std::string vcf_preamble(const VcfDescription& description, std::span<const Contig> contigs) {
  std::string text = "##fileformat=VCFv4.3\n##FILTER=<ID=PASS,Description=\"All filters passed\">\n";
  text += "##source=Norrsken " + description.program_version + "\n";
  text += "##norrsken_command=" + one_line(description.command) + "\n";
  text += "##reference=" + one_line(description.reference_name) + "\n";
  text += "##reference_sha256=" + description.reference_sha256 + "\n";
  for (const Contig& contig : contigs)
    text += "##contig=<ID=" + contig.name + ",length=" + std::to_string(contig.length) + ">\n";
  return text;
}

void append_filter_lines(std::string& text, std::span<const char* const> names,
                         std::span<const char* const> descriptions) {
  for (std::size_t filter = 0; filter < names.size(); ++filter)
    text.append("##FILTER=<ID=")
        .append(names[filter])
        .append(",Description=\"")
        .append(descriptions[filter])
        .append("\">\n");
}

void append_column_line(std::string& text, const VcfDescription& description) {
  text += "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT";
  for (const std::string& sample : description.samples) text += "\t" + sample;
  text.push_back('\n');
}

std::string vcf_header(const VcfDescription& description, std::span<const Contig> contigs, VcfProduct product) {
  std::string text = vcf_preamble(description, contigs);
  append_filter_lines(text, filter_names, filter_descriptions);
  text += info_lines;
  if (product != VcfProduct::gvcf) text += description.annotation_lines;
  text += format_lines;
  if (description.has_trios) text += trio_lines;
  if (product == VcfProduct::gvcf) text += gvcf_lines;
  append_column_line(text, description);
  return text;
}

void format_variants(const GenomeView& genome, std::span<const VariantCall> variants,
                     std::span<const std::uint8_t> columns, VcfProduct product, RecordText& out) {
  ContigCursor cursor(genome.contigs);
  for (const VariantCall* variant : in_file_order(variants)) {
    if (product == VcfProduct::pass && variant->filters != 0) continue;
    const std::uint32_t contig = cursor.holding(variant->position, "variant");
    append_variant(cursor.contig(contig), contig, *variant, columns, product, out);
  }
}

}  // namespace norrsken
