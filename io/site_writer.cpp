#include "io/site_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace norrsken {
namespace {

std::string header(const std::string& lines, std::span<const Contig> contigs) {
  std::string text = "##fileformat=VCFv4.3\n" + lines;
  for (const Contig& contig : contigs) text += fmt::format("##contig=<ID={},length={}>\n", contig.name, contig.length);
  return text + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
}

}  // namespace

SiteWriter::SiteWriter(const std::string& path, const std::string& header_lines, std::span<const Contig> contigs)
    : file_(path, header(header_lines, contigs), contigs, FileIndex::vcf), contigs_(contigs) {}

void SiteWriter::append(std::uint32_t contig, std::vector<SiteRecord> records) {
  std::ranges::sort(records, [](const SiteRecord& a, const SiteRecord& b) {
    return std::tie(a.position, a.reference, a.alternate) < std::tie(b.position, b.reference, b.alternate);
  });
  RecordText text;
  for (const SiteRecord& record : records) {
    fmt::format_to(std::back_inserter(text.text), "{}\t{}\t.\t{}\t{}\t.\t.\t{}\n", contigs_[contig].name,
                   record.position + 1, record.reference, record.alternate, record.info);
    text.end_record(contig, record.position, record.position + static_cast<std::uint32_t>(record.reference.size()));
  }
  BgzfShard shard;
  compressor_.compress(text, shard);
  file_.append(shard);
}

}  // namespace norrsken
