#include "io/combined_table.hpp"

#include <fmt/format.h>

#include <string_view>

#include "io/atomic_file.hpp"

namespace norrsken {
namespace {

class Row {
 public:
  void add(std::string_view text) {
    if (!is_first_) line_.push_back('\t');
    is_first_ = false;
    for (const char letter : text) line_.push_back(static_cast<unsigned char>(letter) < ' ' ? ' ' : letter);
  }
  void add(std::uint64_t number) { add(std::string_view(fmt::format("{}", number))); }
  void add_flag(bool is_set) { add(std::string_view(is_set ? "yes" : "")); }
  [[nodiscard]] std::string line() const { return line_ + "\n"; }

 private:
  std::string line_;
  bool is_first_ = true;
};

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

std::string header(const CombinedTable& table) {
  Row row;
  for (const char* name : {"section",
                           "tier",
                           "evidence",
                           "models",
                           "origin",
                           "gene",
                           "transcript",
                           "consequence",
                           "impact",
                           "hgvs_c",
                           "hgvs_p",
                           "hgvs_g",
                           "contig",
                           "position",
                           "ref",
                           "alt",
                           "filter",
                           "quality",
                           "hotspot",
                           "rescued",
                           "below_report",
                           "worst_consequence",
                           "worst_transcript"})
    row.add(std::string_view(name));
  for (const std::string& sample : table.samples)
    for (const char* name : {"genotype", "depth", "ref_reads", "alt_reads", "alt_percent"})
      row.add(std::string_view(sample + ":" + name));
  for (const auto& [source, field] : table.fields) row.add(std::string_view(source + "_" + field));
  row.add(std::string_view("reasons"));
  return row.line();
}

void add_consequence(const Finding& finding, Row& row) {
  const Consequence* named = finding.named();
  const Consequence none;
  const Consequence& entry = named != nullptr ? *named : none;
  row.add(std::string_view(entry.symbol));
  row.add(std::string_view(entry.transcript));
  row.add(std::string_view(entry.terms.text()));
  row.add(std::string_view(named != nullptr ? impact_names[static_cast<std::size_t>(entry.impact())] : ""));
  row.add(std::string_view(entry.hgvs_coding));
  row.add(std::string_view(entry.hgvs_protein));
}

std::string line_of(const CombinedTable& table, const Finding& finding) {
  Row row;
  row.add(std::string_view(finding.section == FindingSection::discuss ? "discuss" : "other"));
  row.add(std::string_view(finding.tier));
  row.add(std::string_view(joined(finding.evidence, ",")));
  row.add(std::string_view(joined(finding.models, ",")));
  row.add(std::string_view(finding.origin == FindingOrigin::somatic ? "somatic" : "germline"));
  add_consequence(finding, row);
  row.add(std::string_view(finding.hgvs_genomic));
  row.add(std::string_view(finding.contig));
  row.add(std::uint64_t{finding.position_1based});
  row.add(std::string_view(finding.reference));
  row.add(std::string_view(finding.alternate));
  row.add(std::string_view(finding.filters));
  row.add(
      std::string_view(fmt::format("{}.{:02}", finding.quality_centiphred / 100, finding.quality_centiphred % 100)));
  row.add_flag(finding.is_hotspot);
  row.add_flag(finding.is_rescued);
  row.add_flag(finding.is_below_report);
  row.add(std::string_view(finding.worst ? finding.worst->terms.text() : ""));
  row.add(std::string_view(finding.worst ? finding.worst->transcript : ""));
  for (const FindingSample& sample : finding.samples) {
    row.add(std::string_view(sample.genotype));
    row.add(std::uint64_t{sample.depth});
    row.add(std::uint64_t{sample.allele_depth[0]});
    row.add(std::uint64_t{sample.allele_depth[1]});
    row.add(std::string_view(
        percent_text(sample.allele_depth[1], std::uint64_t{sample.allele_depth[0]} + sample.allele_depth[1])));
  }
  for (const auto& [source, field] : table.fields) {
    std::string_view value;
    for (const JoinedValue& each : finding.joined)
      if (each.source == source && each.field == field) value = each.value;
    row.add(value);
  }
  std::vector<std::string> reasons;
  for (const Reason& reason : finding.reasons) reasons.push_back(reason.text());
  row.add(std::string_view(joined(reasons, "; ")));
  return row.line();
}

}  // namespace

std::string percent_text(std::uint64_t part, std::uint64_t total) {
  if (total == 0) return "";
  const std::uint64_t hundredths = (part * 20000 + total) / (2 * total);
  return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
}

void write_combined_table(const std::string& path, const CombinedTable& table) {
  std::string text = header(table);
  for (const Finding& finding : table.findings) text += line_of(table, finding);
  write_file(path, text);
}

}  // namespace norrsken
