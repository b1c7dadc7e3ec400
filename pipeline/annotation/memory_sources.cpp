#include "pipeline/annotation/memory_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <string_view>

#include "io/bed_reader.hpp"
#include "io/gzip_lines.hpp"
#include "kernels/consequence/genetic_code.hpp"
#include "kernels/consequence/genome_edit.hpp"
#include "kernels/types/contig_alias.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

std::string lower_case(std::string_view text) {
  std::string made(text);
  for (char& letter : made)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return made;
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields;
  std::string_view rest = line;
  while (!rest.empty()) fields.emplace_back(take_field(rest, '\t'));
  return fields;
}

// "p.Val600Glu", "p.(V600E)" -> "V600E"
std::string short_protein_name(std::string_view name) {
  if (name.starts_with("p.")) name.remove_prefix(2);
  std::string made = in_one_letter(name);
  std::erase_if(made, [](char letter) { return letter == '(' || letter == ')'; });
  return made;
}

[[noreturn]] void refuse(const std::string& path, std::uint64_t line, const std::string& reason,
                         const std::string& hint) {
  throw InputError(path, line == 0 ? "" : fmt::format("line {}", line), reason, hint, ExitCode::reference);
}

class TableColumns {
 public:
  TableColumns(const std::string& path, const std::string& header) : path_(path) {
    names_ = split(header.starts_with('#') ? header.substr(1) : header);
    for (std::string& name : names_) name = lower_case(name);
    contig = any_of({"chrom", "chromosome", "contig", "chr"});
    position = any_of({"pos", "position", "start"});
    reference = any_of({"ref", "reference", "reference_bases"});
    alternate = any_of({"alt", "alternate", "variant_bases"});
    gene = any_of({"gene", "symbol", "hugo_symbol"});
    protein = any_of({"protein", "variant", "hgvsp", "hgvsp_short"});
    if (!has_alleles() && !gene)
      refuse(path, 1, "has no columns to join by", "name them chrom, pos, ref, alt, or gene");
  }

  [[nodiscard]] bool has_alleles() const { return contig && position && reference && alternate; }
  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] std::size_t field(const std::string& name) const {
    const auto found = any_of({lower_case(name)});
    if (!found) refuse(path_, 1, fmt::format("has no column \"{}\"", name), "correct fields in the assay");
    return *found;
  }

  std::optional<std::size_t> contig, position, reference, alternate, gene, protein;

 private:
  [[nodiscard]] std::optional<std::size_t> any_of(std::initializer_list<std::string> wanted) const {
    for (const std::string& name : wanted) {
      const auto found = std::find(names_.begin(), names_.end(), name);
      if (found != names_.end()) return static_cast<std::size_t>(found - names_.begin());
    }
    return std::nullopt;
  }

  const std::string& path_;
  std::vector<std::string> names_;
};

// Nothing when the genome lacks the contig.
std::optional<VariantAllele> allele_of_row(const GzipLines& lines, const GenomeView& genome,
                                           const TableColumns& columns, const std::vector<std::string>& fields) {
  const Contig* contig = contig_called(genome.contigs, fields[*columns.contig]);
  if (contig == nullptr) return std::nullopt;
  const std::uint32_t position = parse_number<std::uint32_t>(fields[*columns.position]).value_or(0);
  const std::string& reference = fields[*columns.reference];
  if (position < 1 || std::uint64_t{position} - 1 + reference.size() > contig->length)
    refuse(lines.path(), lines.number(), "the position is no place of the genome", "positions count from 1");
  const GenomePosition start = contig->start + position - 1;
  if (reference_letters(genome, {start, start + static_cast<GenomePosition>(reference.size())}) != reference)
    refuse(lines.path(), lines.number(), "was made with another reference: REF differs from the index",
           "give a table for the genome of the index");
  return GenomeAlleleMaker(genome)(start, reference, fields[*columns.alternate]);
}

}  // namespace

TableSource::TableSource(const SourceSettings& settings, const GenomeView& genome) : settings_(settings) {
  GzipLines lines(settings.path, "give the path of a table with a header line");
  std::string line;
  if (!lines.next(line)) refuse(settings.path, 0, "is empty", "give a table with a header line");
  const TableColumns columns(settings.path, line);
  std::vector<std::size_t> wanted;
  for (const std::string& field : settings.fields) wanted.push_back(columns.field(field));
  while (lines.next(line)) {
    if (line.empty() || line.starts_with('#')) continue;
    std::vector<std::string> fields = split(line);
    if (line.ends_with('\t')) fields.emplace_back();
    if (fields.size() > columns.size() || fields.size() + 1 < columns.size())
      refuse(settings.path, lines.number(), fmt::format("has {} columns, the header {}", fields.size(), columns.size()),
             "separate columns by tabs");
    fields.resize(columns.size());
    const bool names_allele = columns.has_alleles() && !fields[*columns.contig].empty() &&
                              !fields[*columns.position].empty() && !fields[*columns.alternate].empty();
    if (names_allele) {
      if (auto allele = allele_of_row(lines, genome, columns, fields))
        by_allele_.emplace(AlleleKey{allele->start, {allele->end, allele->bases}}, rows_.size());
    } else if (columns.gene && columns.protein && !fields[*columns.protein].empty()) {
      by_protein_.emplace(fields[*columns.gene] + " " + short_protein_name(fields[*columns.protein]), rows_.size());
    } else if (columns.gene && !fields[*columns.gene].empty()) {
      by_gene_.emplace(fields[*columns.gene], rows_.size());
    }
    std::vector<std::string>& row = rows_.emplace_back();
    for (const std::size_t column : wanted) row.push_back(fields[column]);
  }
}

void TableSource::find(const VariantAllele& allele, const VariantConsequences& consequences,
                       std::vector<JoinedValue>& out) const {
  std::set<std::size_t> rows;
  const auto add = [&](const auto& map, const auto& key) {
    for (auto [row, end] = map.equal_range(key); row != end; ++row) rows.insert(row->second);
  };
  add(by_allele_, AlleleKey{allele.start, {allele.end, allele.bases}});
  if (!by_protein_.empty() || !by_gene_.empty())
    for (const Consequence& entry : consequences.entries) {
      if (entry.terms.worst() >= ConsequenceTerm::upstream_gene) continue;
      add(by_gene_, entry.symbol);
      const std::size_t name = entry.hgvs_protein.find(":p.");
      if (name != std::string::npos)
        add(by_protein_,
            entry.symbol + " " + short_protein_name(std::string_view(entry.hgvs_protein).substr(name + 1)));
    }
  for (std::size_t field = 0; field < settings_.fields.size(); ++field) {
    std::vector<std::string> values;
    for (const std::size_t row : rows) values.push_back(rows_[row][field]);
    add_joined(settings_.name, settings_.fields[field], values, out);
  }
}

void add_joined(const std::string& source, const std::string& field, const std::vector<std::string>& values,
                std::vector<JoinedValue>& out) {
  std::vector<std::string> seen;
  std::string text;
  for (const std::string& value : values) {
    if (value.empty() || value == "." || std::find(seen.begin(), seen.end(), value) != seen.end()) continue;
    text.append(text.empty() ? "" : "&").append(value);
    seen.push_back(value);
  }
  if (!text.empty()) out.push_back({source, field, std::move(text)});
}

BedSource::BedSource(const SourceSettings& settings, const GenomeView& genome) : source_(settings.name) {
  const BedIntervals intervals = read_bed(settings.path);
  for (const auto& [name, stretches] : intervals) {
    const Contig* contig = contig_called(genome.contigs, name);
    if (contig == nullptr) continue;
    for (const BedInterval& each : stretches) {
      if (each.end > contig->length)
        refuse(settings.path, 0, fmt::format("has a stretch beyond the end of contig \"{}\"", name),
               "give a BED file for the genome of the index");
      stretches_.push_back({{contig->start + static_cast<GenomePosition>(each.start),
                             contig->start + static_cast<GenomePosition>(each.end)},
                            0,
                            each.name});
    }
  }
  if (stretches_.empty() && !intervals.empty())
    refuse(settings.path, 0, "has no contig of the index", "give a BED file for the genome of the index");
  std::stable_sort(stretches_.begin(), stretches_.end(),
                   [](const Stretch& a, const Stretch& b) { return a.place.start < b.place.start; });
  GenomePosition furthest = 0;
  for (Stretch& each : stretches_) each.furthest_end = furthest = std::max(furthest, each.place.end);
}

void BedSource::find(const VariantAllele& allele, std::vector<JoinedValue>& out) const {
  // An insertion lies between two bases: both count.
  const std::int64_t first = allele.start - (allele.is_insertion() ? 1 : 0);
  const std::int64_t last = allele.end + (allele.is_insertion() ? 1 : 0);
  auto behind = std::partition_point(stretches_.begin(), stretches_.end(),
                                     [&](const Stretch& each) { return each.place.start < last; });
  std::vector<std::string> names;
  while (behind != stretches_.begin() && (behind - 1)->furthest_end > first) {
    --behind;
    if (behind->place.end > first) names.push_back(behind->name.empty() ? "1" : behind->name);
  }
  std::reverse(names.begin(), names.end());
  add_joined(source_, "name", names, out);
}

}  // namespace norrsken
