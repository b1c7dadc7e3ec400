#include "io/repeat_table.hpp"

#include <string_view>

#include "io/bgzf_writer.hpp"
#include "io/gzip_lines.hpp"
#include "io/vcf_writer_text.hpp"
#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

constexpr std::string_view version_line = "##norrsken_repeats=1";
constexpr std::string_view columns = "#contig\tstart\tend\tunit\treads";
constexpr const char* hint = "take the table that norrsken run wrote, of this version";
constexpr std::size_t piece_bytes = 1U << 20;  // of text, compressed at a time

RepeatSite site_of(const GzipLines& lines, std::string_view line, const GenomeView& genome) {
  const Contig* contig = contig_named(genome.contigs, take_field(line, '\t'));
  if (contig == nullptr) lines.fail("names a contig that the index lacks", hint);
  bool is_good = true;
  const auto number = [&](std::string_view text) {
    const auto value = parse_number<std::uint32_t>(text);
    is_good = is_good && value.has_value();
    return value.value_or(0);
  };
  const std::uint32_t start = number(take_field(line, '\t'));
  const std::uint32_t end = number(take_field(line, '\t'));
  const std::uint32_t unit = number(take_field(line, '\t'));
  RepeatSite site;
  for (std::uint32_t& reads : site.reads) reads = number(take_field(line, ','));
  const auto place = repeat_place(*contig, start, end, unit);
  if (!is_good || !line.empty() || !place) lines.fail("is no line of such a table", hint);
  site.place = *place;
  return site;
}

}  // namespace

void write_repeat_table(const std::string& path, const GenomeView& genome, std::span<const RepeatSite> sites) {
  BgzfFile file(path, std::string(version_line) + "\n" + std::string(columns) + "\n", genome.contigs, FileIndex::none);
  BgzfCompressor compressor;
  ContigCursor cursor(genome.contigs);
  RecordText out;
  const auto write = [&] {
    BgzfShard shard;
    compressor.compress(out, shard);
    file.append(shard);
    out.clear();
  };
  for (const RepeatSite& site : sites) {
    const std::uint32_t index = cursor.holding(site.place.start, "repeat");
    const Contig& contig = cursor.contig(index);
    const GenomePosition start = site.place.start - contig.start;
    const GenomePosition end = start + site.place.tract_bases;
    out.text += contig.name;
    for (const std::uint32_t value : {start, end, std::uint32_t{site.place.unit_bases}}) {
      out.text.push_back('\t');
      append_integer(out.text, value);
    }
    char separator = '\t';
    for (const std::uint32_t reads : site.reads) {
      out.text.push_back(separator);
      append_integer(out.text, reads);
      separator = ',';
    }
    out.text.push_back('\n');
    out.end_record(index, start, end);
    if (out.text.size() >= piece_bytes) write();
  }
  write();
  file.finish();
}

std::vector<RepeatSite> read_repeat_table(const std::string& path, const GenomeView& genome) {
  GzipLines lines(path, hint);
  std::string line;
  if (!lines.next(line) || line != version_line) lines.fail("is of another version", hint);
  std::vector<RepeatSite> sites;
  while (lines.next(line))
    if (!line.starts_with('#')) sites.push_back(site_of(lines, line, genome));
  return sites;
}

}  // namespace norrsken
