#include "io/panel_of_normals.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string_view>

#include "io/gzip_lines.hpp"
#include "io/vcf_writer_text.hpp"
#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

constexpr const char* normal_key = "norrsken_normal";
constexpr const char* version_key = "norrsken_pon";
constexpr const char* command = "norrsken pon build";
constexpr std::string_view slip_allele = "<SLIP>";

constexpr std::string_view info_lines =
    "##ALT=<ID=SLIP,Description=\"Other lengths of the repeat than the normal's own\">\n"
    "##INFO=<ID=END,Number=1,Type=Integer,Description=\"Last base of the repeat\">\n"
    "##INFO=<ID=UNIT,Number=1,Type=Integer,Description=\"Bases of the repeat's unit\">\n"
    "##INFO=<ID=NN,Number=1,Type=Integer,Description=\"Normals in the panel\">\n"
    "##INFO=<ID=NC,Number=1,Type=Integer,Description=\"Normals that show the allele, or span the repeat\">\n"
    "##INFO=<ID=AC,Number=1,Type=Integer,Description=\"Fragments of these normals with ALT\">\n"
    "##INFO=<ID=DP,Number=1,Type=Integer,Description=\"Fragments of these normals with REF or ALT\">\n"
    "##INFO=<ID=AFMEAN,Number=1,Type=Float,Description=\"Mean allele fraction of these normals\">\n"
    "##INFO=<ID=AFSD,Number=1,Type=Float,Description=\"Standard deviation of their allele fractions\">\n";

std::uint32_t count_of(const std::string& text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void append_count(const char* key, std::uint64_t value, std::string& text) {
  text += key;
  append_integer(text, value);
}

void append_place(const Contig& contig, GenomePosition position_1based, std::string_view reference,
                  std::string_view alternate, std::string& text) {
  text += contig.name;
  text.push_back('\t');
  append_integer(text, position_1based);
  text.append("\t.\t").append(reference).append("\t").append(alternate).append("\t.\tPASS\t");
}

void append_background(const SiteBackground& background, std::size_t normals, std::string& text) {
  append_count("NN=", normals, text);
  append_count(";NC=", background.normals_with, text);
  append_count(";AC=", background.alternate_reads, text);
  append_count(";DP=", background.depth, text);
  text += ";AFMEAN=";
  append_decimal(text, background.mean_ppm, 6);
  text += ";AFSD=";
  append_decimal(text, background.sd_ppm, 6);
  text.push_back('\n');
}

// start: on the contig. Nothing when a value is missing or makes no sense.
std::optional<RepeatBackground> repeat_of(const Contig& contig, GenomePosition start, std::string_view info) {
  std::map<std::string_view, std::string> values;
  while (!info.empty()) {
    std::string_view value = take_field(info, ';');
    const std::string_view key = take_field(value, '=');
    values[key] = value;
  }
  const auto place = repeat_place(contig, start, count_of(values["END"]), count_of(values["UNIT"]));
  const auto mean_ppm = share_as_ppm(values["AFMEAN"]);
  const auto sd_ppm = share_as_ppm(values["AFSD"]);
  if (!place || !mean_ppm || !sd_ppm) return std::nullopt;
  return RepeatBackground{*place,
                          {count_of(values["NC"]), count_of(values["AC"]), count_of(values["DP"]), *mean_ppm, *sd_ppm}};
}

}  // namespace

std::string panel_header(const PanelDescription& description, std::span<const Contig> contigs) {
  std::string text = vcf_preamble(
      {description.program_version, command, description.reference_name, description.reference_sha256, {}}, contigs);
  text += std::string("##") + version_key + "=" + std::to_string(panel_version) + "\n";
  std::vector<std::string> normals = description.normals;
  std::sort(normals.begin(), normals.end());
  for (const std::string& normal : normals) text += std::string("##") + normal_key + "=" + normal + "\n";
  text += info_lines;
  text += "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
  return text;
}

std::optional<PanelDescription> panel_description(const VcfReader& file) {
  PanelDescription description;
  description.normals = file.header_values(normal_key);
  if (description.normals.empty()) return std::nullopt;
  const auto only = [&](const char* key) {
    const std::vector<std::string> values = file.header_values(key);
    return values.empty() ? std::string() : values.front();
  };
  description.program_version = only("source");
  description.reference_name = only("reference");
  description.reference_sha256 = only("reference_sha256");
  const std::string version = only(version_key);
  description.version = version.empty() ? 1 : count_of(version);
  return description;
}

void append_panel_allele(std::span<const Contig> contigs, std::uint32_t contig, const PanelAllele& allele,
                         std::size_t normals, RecordText& out) {
  append_place(contigs[contig], allele.position + 1, allele.reference, allele.alternate, out.text);
  append_background(allele.background, normals, out.text);
  out.end_record(contig, allele.position, allele.position + static_cast<GenomePosition>(allele.reference.size()));
}

// As VCF places symbolic alleles: behind the base at POS.
void append_panel_repeat(std::span<const Contig> contigs, std::uint32_t contig, const RepeatBackground& repeat,
                         std::size_t normals, RecordText& out) {
  const GenomePosition start = repeat.place.start - contigs[contig].start;
  const GenomePosition end = start + repeat.place.tract_bases;
  append_place(contigs[contig], start, "N", slip_allele, out.text);
  append_count("END=", end, out.text);
  append_count(";UNIT=", repeat.place.unit_bases, out.text);
  out.text.push_back(';');
  append_background(repeat.slips, normals, out.text);
  out.end_record(contig, start - 1, end);
}

std::vector<RepeatBackground> read_panel_repeats(const std::string& path, const GenomeView& genome) {
  GzipLines lines(path, "give a panel of normals");
  std::vector<RepeatBackground> repeats;
  for (std::string line; lines.next(line);) {
    if (line.find(slip_allele) == std::string::npos || line.starts_with('#')) continue;
    std::string_view rest = line;
    const Contig* contig = contig_named(genome.contigs, take_field(rest, '\t'));
    const auto start = parse_number<std::uint32_t>(take_field(rest, '\t'));
    for (int skipped = 0; skipped < 5; ++skipped) (void)take_field(rest, '\t');  // ID to FILTER
    const auto repeat = contig == nullptr || !start ? std::nullopt : repeat_of(*contig, *start, rest);
    if (!repeat) lines.fail("is no repeat of a panel of normals", "build the panel again: norrsken pon build");
    repeats.push_back(*repeat);
  }
  return repeats;
}

std::vector<std::string> panel_info_keys() {
  return {"NN", "NC", "AFMEAN", "AFSD"};
}

KnownAllele read_panel_info(const VcfRecord& record) {
  KnownAllele known;
  known.normals = count_of(record.info[0]);
  known.normals_with = count_of(record.info[1]);
  known.mean_ppm = share_as_ppm(record.info[2]).value_or(0);
  known.sd_ppm = share_as_ppm(record.info[3]).value_or(0);
  return known;
}

std::optional<std::uint32_t> share_as_ppm(const std::string& text) {
  const double share = parse_number<double>(text).value_or(-1);
  if (!(share >= 0 && share <= 1)) return std::nullopt;
  return static_cast<std::uint32_t>(std::lround(share * 1e6));
}

}  // namespace norrsken
