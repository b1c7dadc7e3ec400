#include "pipeline/bench/annotated_vcf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "pipeline/bench/bench_report.hpp"

namespace norrsken {
namespace {

constexpr std::size_t flush_bytes = 1U << 22;

std::vector<Contig> contigs_of(const ReferenceFasta& reference) {
  std::vector<Contig> contigs;
  for (const FastaContig& contig : reference.contigs())
    contigs.push_back({contig.name, 0, static_cast<GenomePosition>(contig.length)});
  return contigs;
}

std::string header_text(const std::vector<Contig>& contigs) {
  std::string text =
      "##fileformat=VCFv4.3\n"
      "##source=norrsken bench\n"
      "##INFO=<ID=SIDE,Number=1,Type=String,Description=\"File the allele is from: TRUTH or CALLS\">\n"
      "##INFO=<ID=VERDICT,Number=1,Type=String,Description=\"TP, FN, FP, UNK (call outside the confident regions) or "
      "OUT (not counted)\">\n"
      "##INFO=<ID=WHY,Number=1,Type=String,Description=\"Of FN and FP: wrong_genotype, wrong_allele (another allele "
      "is here on the other side) or alone\">\n"
      "##INFO=<ID=CLASS,Number=1,Type=String,Description=\"Kind and length of the change\">\n"
      "##INFO=<ID=GROUP,Number=1,Type=Integer,Description=\"Alleles with one number on a contig explain each other\">\n"
      "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype as far as this allele goes; . for other "
      "alleles\">\n";
  for (const Contig& contig : contigs) text += fmt::format("##contig=<ID={},length={}>\n", contig.name, contig.length);
  return text + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTRUTH\tCALLS\n";
}

enum class Side : std::uint8_t { truth, calls };

struct Row {
  const VcfRecord* record = nullptr;
  const std::string* alternate = nullptr;
  std::uint32_t number = 0;  // of the ALT in its record
  Side side = Side::truth;
  Placement placement = Placement::counted;
  ComparedAllele result;
  LengthClass length_class = LengthClass::substitution;
};

void add_rows(const ContigVariants& variants, const std::vector<ComparedAllele>& results,
              const std::vector<Placement>& placements, Side side, std::vector<Row>& rows) {
  for (std::size_t i = 0; i < variants.alleles.size(); ++i) {
    const VcfRecord& record = variants.records[variants.origins[i].record];
    const std::uint32_t number = variants.origins[i].alternate;
    rows.push_back({&record, &record.alternates[number - 1], number, side, placements[i], results[i],
                    length_class_of(variants.alleles[i])});
  }
}

const char* verdict_of(const Row& row) {
  if (row.placement == Placement::not_counted) return "OUT";
  if (row.placement == Placement::unknown) return "UNK";
  if (row.result.verdict == Verdict::matched) return "TP";
  return row.side == Side::truth ? "FN" : "FP";
}

// The record's genotype with this ALT as 1 and other ALTs as missing.
std::string own_genotype(const Row& row) {
  std::string text;
  for (const std::int32_t allele : row.record->genotype) {
    if (!text.empty()) text += row.record->is_phased ? '|' : '/';
    const bool is_own = allele == static_cast<std::int32_t>(row.number);
    text += is_own ? '1' : allele == 0 ? '0' : '.';
  }
  return text.empty() ? "." : text;
}

void append_line(const std::string& contig, const Row& row, std::string& text) {
  const VcfRecord& record = *row.record;
  const std::string quality = record.quality_phred ? fmt::format("{:g}", *record.quality_phred) : ".";
  fmt::format_to(std::back_inserter(text), "{}\t{}\t{}\t{}\t{}\t{}\t.\tSIDE={};VERDICT={};CLASS={}", contig,
                 record.position + 1, record.id, record.reference, *row.alternate, quality,
                 row.side == Side::truth ? "TRUTH" : "CALLS", verdict_of(row), name_of(row.length_class));
  const bool is_matched = row.result.verdict == Verdict::matched;
  if (!is_matched) fmt::format_to(std::back_inserter(text), ";WHY={}", name_of(row.result.verdict));
  if (row.result.group != not_matched) fmt::format_to(std::back_inserter(text), ";GROUP={}", row.result.group);
  const std::string genotype = own_genotype(row);
  fmt::format_to(std::back_inserter(text), "\tGT\t{}\t{}\n", row.side == Side::truth ? genotype : ".",
                 row.side == Side::calls ? genotype : ".");
}

}  // namespace

AnnotatedVcf::AnnotatedVcf(const std::string& path, const ReferenceFasta& reference)
    : contigs_(contigs_of(reference)), file_(path, header_text(contigs_), contigs_, FileIndex::vcf) {}

void AnnotatedVcf::append(const ComparedContig& contig) {
  std::vector<Row> rows;
  add_rows(contig.truth, contig.comparison.truth, contig.truth_placement, Side::truth, rows);
  add_rows(contig.calls, contig.comparison.calls, contig.call_placement, Side::calls, rows);
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.record->position, a.record->reference, *a.alternate, a.side) <
           std::tie(b.record->position, b.record->reference, *b.alternate, b.side);
  });
  const auto index = static_cast<std::uint32_t>(
      std::find_if(contigs_.begin(), contigs_.end(), [&](const Contig& c) { return c.name == contig.name; }) -
      contigs_.begin());
  RecordText text;
  BgzfShard shard;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    append_line(contig.name, rows[i], text.text);
    const std::int64_t start = rows[i].record->position;
    text.end_record(index, static_cast<GenomePosition>(start),
                    static_cast<GenomePosition>(start + static_cast<std::int64_t>(rows[i].record->reference.size())));
    if (text.text.size() < flush_bytes && i + 1 < rows.size()) continue;
    compressor_.compress(text, shard);
    file_.append(shard);
    text.clear();
    shard = {};
  }
}

void AnnotatedVcf::finish() {
  file_.finish();
}

}  // namespace norrsken
