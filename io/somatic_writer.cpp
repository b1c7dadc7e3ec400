#include "io/somatic_writer.hpp"

#include <string_view>

#include "io/vcf_writer_text.hpp"

namespace norrsken {
namespace {

constexpr std::string_view info_lines =
    "##INFO=<ID=TLOD,Number=1,Type=Float,Description=\"Log10 odds of the best allele fraction in the tumour against "
    "none\">\n"
    "##INFO=<ID=NLOD,Number=1,Type=Float,Description=\"Log10 odds that the normal lacks the allele against a "
    "heterozygote\">\n"
    "##INFO=<ID=ELSE,Number=1,Type=String,Description=\"Likeliest explanation beside a somatic variant: misread, "
    "germline or artefact\">\n"
    "##INFO=<ID=OB,Number=1,Type=Integer,Description=\"Bias of read orientation (F1R2, F2R1), phred\">\n"
    "##INFO=<ID=POPAF,Number=1,Type=Float,Description=\"Allele frequency in the population, where known\">\n"
    "##INFO=<ID=BELOW,Number=0,Type=Flag,Description=\"Fewer reads or a smaller fraction than the assay reports\">\n"
    "##INFO=<ID=HOTSPOT,Number=0,Type=Flag,Description=\"On the list of hot-spots\">\n";

constexpr std::string_view format_lines =
    "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"0/1 where the sample shows the variant, 0|1 in a phase set\">\n"
    "##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"Fragments that cover the site\">\n"
    "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"Fragments supporting each allele\">\n"
    "##FORMAT=<ID=AF,Number=A,Type=Float,Description=\"AD of the allele divided by the sum of AD\">\n"
    "##FORMAT=<ID=AFCI,Number=2,Type=Float,Description=\"95 % interval of AF\">\n"
    "##FORMAT=<ID=ADF,Number=R,Type=Integer,Description=\"Fragments supporting each allele, forward strand\">\n"
    "##FORMAT=<ID=ADR,Number=R,Type=Integer,Description=\"Fragments supporting each allele, reverse strand\">\n"
    "##FORMAT=<ID=F1R2,Number=R,Type=Integer,Description=\"Fragments supporting each allele, read 1 forward\">\n"
    "##FORMAT=<ID=F2R1,Number=R,Type=Integer,Description=\"Fragments supporting each allele, read 1 reverse\">\n"
    "##FORMAT=<ID=KR,Number=1,Type=Integer,Description=\"Raw reads with a k-mer that only the variant makes\">\n"
    "##FORMAT=<ID=PS,Number=1,Type=Integer,Description=\"Phase set: position of the first of the records that the "
    "tumour's molecules show together\">\n";

std::string_view explanation_name(Explanation explanation) {
  switch (explanation) {
    case Explanation::misread:
      return "misread";
    case Explanation::germline:
      return "germline";
    case Explanation::artefact:
      return "artefact";
  }
  return "";
}

// 10 log10 x 100 -> log10 with two decimals, rounded towards 0.
void append_odds(std::string& text, std::int64_t centiphred) {
  if (centiphred < 0) text.push_back('-');
  append_decimal(text, static_cast<std::uint64_t>(centiphred < 0 ? -centiphred : centiphred) / 10, 2);
}

void append_info(std::string& text, const SomaticCall& call) {
  text += "TLOD=";
  append_odds(text, best_odds_centiphred(call));
  text += ";NLOD=";
  append_odds(text, call.normal_odds_centiphred);
  text.append(";ELSE=").append(explanation_name(call.explanation)).append(";OB=");
  append_integer(text, call.orientation_bias_phred);
  if (call.population_per_million != 0) {
    text += ";POPAF=";
    append_decimal(text, call.population_per_million, 6);
  }
  if (call.is_below_report) text += ";BELOW";
  if (call.is_hotspot) text += ";HOTSPOT";
  text.push_back(';');
  append_evidence(text, call.record);
  append_more_info(text, call.record);
}

void append_counts(std::string& text, std::array<std::uint32_t, 2> counts) {
  text.push_back(':');
  append_integer(text, counts[0]);
  text.push_back(',');
  append_integer(text, counts[1]);
}

void append_sample(std::string& text, const GenotypeCall& depths, const SomaticSample& sample) {
  const std::uint32_t reference = depths.reference_depth();
  const std::uint32_t alternate = depths.alternate_depth();
  text.append("\t").append(somatic_genotype(depths)).push_back(':');
  append_integer(text, depths.depth);
  append_counts(text, {reference, alternate});
  text.push_back(':');
  append_share(text, alternate, std::uint64_t{reference} + alternate);
  text.push_back(':');
  append_decimal(text, sample.fraction_low_per_10000, 4);
  text.push_back(',');
  append_decimal(text, sample.fraction_high_per_10000, 4);
  append_counts(text, depths.forward_depth);
  append_counts(text, depths.reverse_depth);
  append_counts(text, sample.f1r2_depth);
  append_counts(text, sample.f2r1_depth);
  text.push_back(':');
  append_integer(text, sample.variant_kmer_reads);
  text.push_back(':');
  depths.is_phased ? append_integer(text, depths.phase_set_1based) : text.push_back('.');
}

void append_call(const Contig& contig, std::uint32_t contig_index, const SomaticCall& call,
                 std::span<const std::uint8_t> columns, RecordText& out) {
  const VariantCall& record = call.record;
  const GenomePosition begin = record.position - contig.start;
  append_site(out.text, contig, record);
  append_filters(out.text, record.filters, somatic_filter_names);
  out.text.push_back('\t');
  append_info(out.text, call);
  out.text += "\tGT:DP:AD:AF:AFCI:ADF:ADR:F1R2:F2R1:KR:PS";
  for (const std::uint8_t column : columns) append_sample(out.text, record.samples.at(column), call.samples.at(column));
  out.text.push_back('\n');
  out.end_record(contig_index, begin, begin + static_cast<GenomePosition>(record.reference.size()));
}

}  // namespace

std::string somatic_header(const VcfDescription& description, std::span<const Contig> contigs) {
  std::string text = vcf_preamble(description, contigs);
  append_filter_lines(text, somatic_filter_names, somatic_filter_descriptions);
  text += info_lines;
  text += evidence_info_lines();
  text += description.annotation_lines;
  text += format_lines;
  append_column_line(text, description);
  return text;
}

void format_somatic(const GenomeView& genome, std::span<const SomaticCall> calls, std::span<const std::uint8_t> columns,
                    VcfProduct product, RecordText& out) {
  ContigCursor cursor(genome.contigs);
  for (const SomaticCall& call : calls) {  // by position, as calling leaves them
    if (product == VcfProduct::pass && call.record.filters != 0) continue;
    const std::uint32_t contig = cursor.holding(call.record.position, "somatic variant");
    append_call(cursor.contig(contig), contig, call, columns, out);
  }
}

}  // namespace norrsken
