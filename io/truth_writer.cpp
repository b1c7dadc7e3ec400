#include "io/truth_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace norrsken {
namespace {

std::string header(const TruthDescription& description, std::span<const Contig> contigs) {
  std::string text = fmt::format(
      "##fileformat=VCFv4.3\n##source=norrsken simulate {}\n##reference={}\n"
      "##FILTER=<ID=PASS,Description=\"All filters passed\">\n"
      "##INFO=<ID=SOURCE,Number=1,Type=String,Description=\"carried: from the given variants; drawn: at random; "
      "drawn_in_repeat: whole units of a tandem repeat\">\n"
      "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype, in the order of the copies in read names\">\n",
      description.program_version, description.reference_name);
  if (description.kind == TruthKind::somatic)
    text +=
        "##INFO=<ID=CCF,Number=1,Type=Float,Description=\"Share of the tumor's cells that have the variant\">\n"
        "##INFO=<ID=VAF,Number=1,Type=Float,Description=\"Share of the tumor sample's molecules that have it\">\n";
  for (const Contig& contig : contigs) text += fmt::format("##contig=<ID={},length={}>\n", contig.name, contig.length);
  text += fmt::format("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{}\n", description.sample);
  return text;
}

const char* genotype(const TruthRecord& record) {
  if (record.copies == 1) return "1";
  if (record.is_carried[0]) return record.is_carried[1] ? "1|1" : "1|0";
  return "0|1";
}

}  // namespace

TruthWriter::TruthWriter(const std::string& path, const TruthDescription& description, std::span<const Contig> contigs)
    : file_(path, header(description, contigs), contigs, FileIndex::vcf), contigs_(contigs), kind_(description.kind) {}

void TruthWriter::append(std::uint32_t contig, std::vector<TruthRecord> records) {
  std::ranges::sort(records, [](const TruthRecord& left, const TruthRecord& right) {
    return std::tie(left.position, left.reference, left.alternate) <
           std::tie(right.position, right.reference, right.alternate);
  });
  RecordText text;
  for (const TruthRecord& record : records) {
    fmt::format_to(std::back_inserter(text.text), "{}\t{}\t.\t{}\t{}\t.\tPASS\tSOURCE={}", contigs_[contig].name,
                   record.position + 1, record.reference, record.alternate, record.source);
    if (kind_ == TruthKind::somatic)
      fmt::format_to(std::back_inserter(text.text), ";CCF={:.4g};VAF={:.4g}", record.cell_fraction,
                     record.allele_fraction);
    fmt::format_to(std::back_inserter(text.text), "\tGT\t{}\n", genotype(record));
    text.end_record(contig, record.position, record.position + static_cast<std::uint32_t>(record.reference.size()));
  }
  BgzfShard shard;
  compressor_.compress(text, shard);
  file_.append(shard);
}

}  // namespace norrsken
