#include "io/panel_of_normals.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "io/vcf_writer_text.hpp"
#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

constexpr const char* normal_key = "norrsken_normal";
constexpr const char* command = "norrsken pon build";

constexpr std::string_view info_lines =
    "##INFO=<ID=NN,Number=1,Type=Integer,Description=\"Normals in the panel\">\n"
    "##INFO=<ID=NC,Number=1,Type=Integer,Description=\"Normals that show the allele\">\n"
    "##INFO=<ID=AC,Number=1,Type=Integer,Description=\"Fragments of these normals with ALT\">\n"
    "##INFO=<ID=DP,Number=1,Type=Integer,Description=\"Fragments of these normals with REF or ALT\">\n"
    "##INFO=<ID=AFMEAN,Number=1,Type=Float,Description=\"Mean allele fraction of these normals\">\n"
    "##INFO=<ID=AFSD,Number=1,Type=Float,Description=\"Standard deviation of their allele fractions\">\n";

std::uint32_t count_of(const std::string& text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

std::string panel_header(const PanelDescription& description, std::span<const Contig> contigs) {
  std::string text = vcf_preamble(
      {description.program_version, command, description.reference_name, description.reference_sha256, {}}, contigs);
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
  return description;
}

void append_panel_allele(std::span<const Contig> contigs, std::uint32_t contig, const PanelAllele& allele,
                         std::size_t normals, RecordText& out) {
  std::string& text = out.text;
  const auto append_count = [&](const char* key, auto value) {
    text += key;
    append_integer(text, value);
  };
  const auto append_ppm = [&](const char* key, std::uint32_t ppm) {
    text += key;
    append_decimal(text, ppm, 6);
  };
  text += contigs[contig].name;
  text.push_back('\t');
  append_integer(text, allele.position + 1);
  text.append("\t.\t").append(allele.reference).append("\t").append(allele.alternate).append("\t.\tPASS\t");
  append_count("NN=", normals);
  append_count(";NC=", allele.background.normals_with);
  append_count(";AC=", allele.background.alternate_reads);
  append_count(";DP=", allele.background.depth);
  append_ppm(";AFMEAN=", allele.background.mean_ppm);
  append_ppm(";AFSD=", allele.background.sd_ppm);
  text.push_back('\n');
  out.end_record(contig, allele.position, allele.position + static_cast<GenomePosition>(allele.reference.size()));
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
