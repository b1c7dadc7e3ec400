#include "io/panel_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "io/bed_reader.hpp"
#include "io/gzip_lines.hpp"
#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

constexpr const char* other_build = "give a list made for the reference that the index was built from";

// "chr7" for "7" and the other way round, when the genome has that.
std::string hint_for_contig(const GenomeView& genome, std::string_view name) {
  const std::string other = name.starts_with("chr") ? std::string(name.substr(3)) : "chr" + std::string(name);
  if (contig_named(genome.contigs, other) == nullptr) return other_build;
  return fmt::format("the index calls it \"{}\": rename the contigs of the list", other);
}

std::string upper(std::string_view text) {
  std::string letters(text);
  for (char& letter : letters)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return letters;
}

// The genome's letters.
std::string genome_bases(const GenomeView& genome, GenomePosition start, std::size_t bases) {
  std::string letters;
  for (GenomePosition at = start; at < start + bases; ++at)
    letters += genome.is_n(at) ? 'N' : base_letter(genome.packed_base(at));
  return letters;
}

// Lines is BedLines or GzipLines. The place of `length` bases from `start` (0-based) on a contig.
template <class Lines>
GenomePosition place_on(const GenomeView& genome, const Lines& lines, const std::string& name, std::int64_t start,
                        std::int64_t length) {
  const Contig* contig = contig_named(genome.contigs, name);
  if (contig == nullptr)
    lines.fail(fmt::format("the contig \"{}\" is not in the index", name), hint_for_contig(genome, name));
  if (start > contig->length || start + length > contig->length)
    lines.fail(fmt::format("{}:{} lies behind the end of the contig, which has {} bases: the list is of another build",
                           name, start + 1, contig->length),
               other_build);
  return contig->start + static_cast<GenomePosition>(start);
}

template <class Lines>
void check_reference(const GenomeView& genome, const Lines& lines, const std::string& contig, std::int64_t start,
                     GenomePosition position, const std::string& bases) {
  const std::string here = genome_bases(genome, position, bases.size());
  if (here == bases) return;
  const auto shown = [](const std::string& text) { return text.size() > 20 ? text.substr(0, 20) + "..." : text; };
  lines.fail(fmt::format("the reference at {}:{} is {}, not {}: the list is of another build", contig, start + 1,
                         shown(here), shown(bases)),
             other_build);
}

std::size_t reference_column(const std::vector<std::string>& names) {
  for (std::size_t column = 4; column < names.size(); ++column) {
    const std::string name = upper(names[column]);
    if (name == "REF" || name == "REFERENCE") return column - 4;
  }
  return ~std::size_t{0};
}

class HotspotReader {
 public:
  HotspotReader(const std::string& path, const GenomeView& genome)
      : lines_(path, "give the path of a VCF or of a table"), genome_(genome) {}

  std::vector<Hotspot> read() {
    std::string line;
    while (lines_.next(line)) {
      if (line.starts_with("##fileformat=VCF") || line.starts_with("#CHROM\t")) is_vcf_ = true;
      const std::string lower = upper(line.substr(0, 6));
      if (line.empty() || line[0] == '#' || lower == "CONTIG" || lower.starts_with("CHROM")) continue;
      take_line(line);
    }
    if (hotspots_.empty()) lines_.fail("the file holds no hot-spot", "give a list with at least one line");
    const auto key = [](const Hotspot& each) { return std::tie(each.position, each.reference, each.alternate); };
    std::stable_sort(hotspots_.begin(), hotspots_.end(),
                     [&](const Hotspot& a, const Hotspot& b) { return key(a) < key(b); });
    const auto same = [&](const Hotspot& a, const Hotspot& b) { return key(a) == key(b); };
    hotspots_.erase(std::unique(hotspots_.begin(), hotspots_.end(), same), hotspots_.end());
    return std::move(hotspots_);
  }

 private:
  static constexpr const char* hint =
      "a line is: contig, position from 1, REF, ALT, gene, name (tabs between them), or VCF";

  void take_line(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::string_view rest = line; fields.size() < 8 && (!rest.empty() || fields.empty());)
      fields.push_back(take_field(rest, '\t'));
    const std::size_t first_allele = is_vcf_ ? 3 : 2;
    if (fields.size() < first_allele + 2) lines_.fail("fewer columns than a hot-spot needs", hint);
    fields.resize(8);
    const std::int64_t position = parse_number<std::int64_t>(fields[1]).value_or(0);
    if (position < 1) lines_.fail(fmt::format("\"{}\" is not a position", fields[1]), hint);
    const std::string contig(fields[0]);
    const std::string reference = letters(fields[first_allele]);
    const GenomePosition place =
        place_on(genome_, lines_, contig, position - 1, static_cast<std::int64_t>(reference.size()));
    check_reference(genome_, lines_, contig, position - 1, place, reference);
    const std::string gene(is_vcf_ ? info_gene(fields[7]) : fields[4]);
    const std::string name(is_vcf_ && fields[2] == "." ? std::string_view() : fields[is_vcf_ ? 2 : 5]);
    for (std::string_view rest = fields[first_allele + 1]; !rest.empty();)
      add({place, reference, letters(take_field(rest, ',')), gene, name});
  }

  [[nodiscard]] std::string letters(std::string_view text) const {
    const std::string allele = upper(text);
    if (allele.empty() || allele.find_first_not_of("ACGT") != std::string::npos)
      lines_.fail(fmt::format("the allele \"{}\" is not made of A, C, G and T", text), hint);
    return allele;
  }

  static std::string_view info_gene(std::string_view info) {
    while (!info.empty()) {
      const std::string_view field = take_field(info, ';');
      if (field.starts_with("GENE=")) return field.substr(5);
    }
    return {};
  }

  void add(Hotspot hotspot) {
    std::string& reference = hotspot.reference;
    std::string& alternate = hotspot.alternate;
    if (reference == alternate) lines_.fail("REF and ALT are the same", hint);
    while (reference.back() == alternate.back()) {
      if (reference.size() == 1 || alternate.size() == 1) {
        const std::string before = hotspot.position == 0 ? "N" : genome_bases(genome_, hotspot.position - 1, 1);
        if (before == "N") break;
        reference.insert(0, before);
        alternate.insert(0, before);
        --hotspot.position;
      }
      reference.pop_back();
      alternate.pop_back();
    }
    std::size_t shared = 0;
    while (shared + 1 < std::min(reference.size(), alternate.size()) && reference[shared] == alternate[shared])
      ++shared;
    reference.erase(0, shared);
    alternate.erase(0, shared);
    hotspot.position += static_cast<GenomePosition>(shared);
    hotspots_.push_back(std::move(hotspot));
  }

  GzipLines lines_;
  const GenomeView& genome_;
  bool is_vcf_ = false;
  std::vector<Hotspot> hotspots_;
};

}  // namespace

TargetPanel read_targets(const std::string& path, const GenomeView& genome, std::string_view gene_separators,
                         GenomePosition padding_bases) {
  BedLines lines(path);
  TargetPanel panel;
  panel.padding_bases = padding_bases;
  std::vector<std::string> gene_of;  // by target, in the order of the file
  std::map<std::tuple<GenomePosition, GenomePosition, std::string>, int> seen;
  BedLine line;
  while (lines.next(line)) {
    const BedInterval& interval = line.interval;
    if (interval.start == interval.end) lines.fail("the target is empty: its end is its start", "remove the line");
    const GenomePosition start = place_on(genome, lines, line.contig, interval.start, interval.end - interval.start);
    const GenomePosition end = start + static_cast<GenomePosition>(interval.end - interval.start);
    if (const std::size_t column = reference_column(lines.column_names()); column < line.more.size())
      check_reference(genome, lines, line.contig, interval.start, start, upper(line.more[column]));
    if (seen[{start, end, interval.name}]++ != 0)
      lines.fail(fmt::format("the target {}:{}-{} stands twice", line.contig, interval.start, interval.end),
                 "remove one of the lines, or give them different names");
    const std::string name = interval.name == "." ? "" : interval.name;
    gene_of.push_back(name.substr(0, name.find_first_of(gene_separators)));
    panel.targets.push_back(
        {{start, end},
         name.empty() ? fmt::format("{}:{}-{}", line.contig, interval.start + 1, interval.end) : name,
         static_cast<std::uint32_t>(gene_of.size() - 1)});
  }
  if (panel.targets.empty()) lines.fail("the file holds no target", "give a BED file with at least one line");
  std::stable_sort(panel.targets.begin(), panel.targets.end(), [](const Target& a, const Target& b) {
    return std::tie(a.place.start, a.place.end) < std::tie(b.place.start, b.place.end);
  });
  std::map<std::string, std::uint32_t> numbers;
  for (Target& target : panel.targets) {
    const auto [found, is_new] =
        numbers.try_emplace(gene_of[target.gene], static_cast<std::uint32_t>(panel.genes.size()));
    if (is_new) panel.genes.push_back(found->first);
    target.gene = found->second;
  }
  return panel;
}

std::vector<Hotspot> read_hotspots(const std::string& path, const GenomeView& genome) {
  return HotspotReader(path, genome).read();
}

}  // namespace norrsken
