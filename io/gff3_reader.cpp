#include "io/gff3_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "io/gff3_attributes.hpp"
#include "io/gzip_lines.hpp"
#include "kernels/types/contig_alias.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

struct Feature {  // a gene or a transcript
  std::string parent;
  std::string type;
  FeatureNames names;
};

struct CodingPart {
  GenomeInterval place;
  unsigned phase = 0;
};

// What the lines of one transcript add up to.
struct Parts {
  std::vector<GenomeInterval> exons;
  std::vector<CodingPart> coding;
  std::vector<GenomeInterval> stop_codons;
  std::string protein_id;
  const Contig* contig = nullptr;
  char strand = 0;
  bool is_partial_at_start = false;
  bool has_exception = false;
  GeneticCode code = GeneticCode::standard;
};

using Columns = std::array<std::string_view, 9>;

class Gff3Reader {
 public:
  Gff3Reader(const std::string& path, const GenomeView& genome)
      : lines_(path, "give the path of a GFF3 file of genes"), genome_(genome) {}

  TranscriptSet read() {
    std::string line;
    while (lines_.next(line)) {
      if (line.starts_with("##FASTA")) break;
      if (line.starts_with('#'))
        read_comment(line);
      else if (!line.empty())
        read_feature(line);
    }
    for (auto& [id, parts] : parts_) add_transcript(id, parts);
    if (set_.transcripts.empty())
      throw InputError(lines_.path(), "",
                       set_.skipped_contigs > 0 ? "has no transcript on any contig of the index" : "has no transcripts",
                       "give a GFF3 file of the genes of the same genome", ExitCode::reference);
    std::sort(set_.transcripts.begin(), set_.transcripts.end(), [](const Transcript& a, const Transcript& b) {
      return std::tuple(a.start(), a.end(), std::string_view(a.id)) <
             std::tuple(b.start(), b.end(), std::string_view(b.id));
    });
    return std::move(set_);
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    throw InputError(lines_.path(), fmt::format("line {}", lines_.number()), reason,
                     "give a GFF3 file of Ensembl, GENCODE or RefSeq for the genome of the index", ExitCode::reference);
  }

  std::uint32_t number(std::string_view text, const char* what) const {
    const auto value = parse_number<std::uint32_t>(text);
    if (!value) fail(fmt::format("the {} is no number", what));
    return *value;
  }

  const Contig* contig_of(std::string_view name) {
    const auto found = contigs_.find(name);
    if (found != contigs_.end()) return found->second;
    const Contig* contig = contig_called(genome_.contigs, name);
    set_.skipped_contigs += contig == nullptr ? 1 : 0;
    return contigs_.emplace(std::string(name), contig).first->second;
  }

  void read_comment(std::string_view line) {
    const auto value_of = [&](std::string_view key) -> std::optional<std::string> {
      if (!line.starts_with(key)) return std::nullopt;
      std::string_view rest = line.substr(key.size());
      rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
      return std::string(rest);
    };
    if (const auto region = value_of("##sequence-region ")) return check_region(*region);
    if (const auto build = value_of("#!genome-build ")) set_.build = *build;
    if (const auto version = value_of("#!annotation-source ")) set_.version = *version;
    if (const auto version = value_of("##description: ")) {
      set_.version = *version;
      for (const char* build : {"GRCh37", "GRCh38"})
        if (version->find(build) != std::string::npos) set_.build = build;
    }
    for (const char* key : {"#!genebuild-last-updated ", "##date: ", "#!annotation-date "})
      if (const auto date = value_of(key)) set_.date = *date;
  }

  void check_region(std::string_view rest) {
    const Contig* contig = contig_of(take_field(rest, ' '));
    const std::string_view first = take_field(rest, ' ');
    if (contig == nullptr || first != "1") return;
    const std::uint32_t length = number(take_field(rest, ' '), "end of the region");
    if (length != contig->length)
      fail(fmt::format("was made for another genome: contig \"{}\" has {} bases there, in the index {}", contig->name,
                       length, contig->length));
  }

  Columns columns_of(std::string_view line) const {
    Columns columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (line.empty()) fail("has fewer than nine columns");
      columns[i] = i + 1 < columns.size() ? take_field(line, '\t') : line;
    }
    return columns;
  }

  void read_feature(std::string_view line) {
    const Columns columns = columns_of(line);
    const Contig* contig = contig_of(columns[0]);
    if (contig == nullptr) return;
    const std::string_view type = columns[2];
    const bool is_part = type == "exon" || type == "CDS" || type == "stop_codon";
    if (!is_part && !columns[8].starts_with("ID=") && columns[8].find(";ID=") == std::string_view::npos) return;
    const std::uint32_t first = number(columns[3], "start");
    const std::uint32_t last = number(columns[4], "end");
    if (first < 1 || last < first || last > contig->length)
      fail(fmt::format("{}-{} does not lie on contig \"{}\" of {} bases", first, last, contig->name, contig->length));
    if (!is_part) {
      const Gff3Attributes attributes(columns[8]);
      features_.insert_or_assign(std::string(attributes.value("ID")), Feature{std::string(attributes.value("Parent")),
                                                                              std::string(type), names_of(attributes)});
      return;
    }
    const GenomeInterval place{contig->start + first - 1, contig->start + last};
    const Gff3Attributes attributes(columns[8]);
    std::string_view parents = attributes.value("Parent");
    while (!parents.empty()) {
      Parts& parts = parts_[std::string(take_field(parents, ','))];
      if (parts.contig != nullptr && parts.contig != contig) fail("a transcript has exons on two contigs");
      if (parts.contig == nullptr && plain_contig_name(columns[0]) == "MT")
        parts.code = GeneticCode::vertebrate_mitochondrial;
      parts.contig = contig;
      add_part(parts, columns, place, attributes);
    }
  }

  void add_part(Parts& parts, const Columns& columns, GenomeInterval place, const Gff3Attributes& attributes) const {
    const char strand = columns[6].empty() ? '.' : columns[6][0];
    if (strand != '+' && strand != '-') fail("an exon has no strand");
    if (parts.strand != 0 && parts.strand != strand) fail("a transcript has exons on both strands");
    parts.strand = strand;
    if (columns[2] == "exon") {
      parts.exons.push_back(place);
    } else if (columns[2] == "stop_codon") {
      parts.stop_codons.push_back(place);
    } else {
      parts.coding.push_back({place, columns[7] == "." ? 0 : number(columns[7], "phase") % 3});
      parts.protein_id = versioned(attributes.value("protein_id"), attributes.value("version"));
      parts.has_exception = parts.has_exception || attributes.value("exception").find("slippage") != std::string::npos;
      parts.is_partial_at_start = parts.is_partial_at_start || attributes.has_partial_start(strand == '+') ||
                                  attributes.has_tag("cds_start_NF");
      if (attributes.value("transl_table") == "2") parts.code = GeneticCode::vertebrate_mitochondrial;
    }
  }

  // The topmost parent; null when nobody told of it.
  const Feature* gene_of(const Feature& transcript) const {
    const Feature* gene = nullptr;
    std::string_view parent = transcript.parent;
    for (int steps = 0; !parent.empty() && steps < 8; ++steps) {  // a file may name itself as its parent
      const auto found = features_.find(std::string(parent));
      if (found == features_.end()) break;
      gene = &found->second;
      parent = gene->parent;
    }
    return gene;
  }

  void add_transcript(const std::string& id, Parts& parts) {
    const auto feature = features_.find(id);
    if (feature == features_.end()) return;
    const auto by_start = [](const auto& a, const auto& b) { return a.place.start < b.place.start; };
    std::stable_sort(parts.coding.begin(), parts.coding.end(), by_start);
    if (parts.exons.empty())  // RefSeq's mitochondrial genes have coding sequences only
      for (const CodingPart& part : parts.coding) parts.exons.push_back(part.place);
    std::sort(parts.exons.begin(), parts.exons.end(),
              [](const GenomeInterval& a, const GenomeInterval& b) { return a.start < b.start; });
    if (parts.exons.empty()) return;
    for (std::size_t exon = 1; exon < parts.exons.size(); ++exon)
      if (parts.exons[exon].start < parts.exons[exon - 1].end) return;  // two copies of one name, or no transcript
    const Feature* gene = gene_of(feature->second);
    Transcript transcript = named(feature->second, gene != nullptr ? *gene : feature->second);
    transcript.strand = parts.strand == '+' ? Strand::forward : Strand::reverse;
    transcript.code = parts.code;
    transcript.exons = std::move(parts.exons);
    transcript.protein_id = std::move(parts.protein_id);
    set_coding(parts, transcript);
    transcript.is_start_known = transcript.is_start_known && transcript.first_phase == 0 && !parts.is_partial_at_start;
    set_.transcripts.push_back(std::move(transcript));
  }

  static Transcript named(const Feature& transcript, const Feature& gene) {
    Transcript made;
    made.id = transcript.names.id;
    made.gene_id = gene.names.gene_id;
    made.symbol = gene.names.symbol;
    made.biotype = !transcript.names.biotype.empty() ? transcript.names.biotype : transcript.type;
    if (transcript.names.biotype.empty() && transcript.type == "mRNA") made.biotype = "protein_coding";
    if (transcript.type == "gene" && !gene.names.biotype.empty()) made.biotype = gene.names.biotype;
    made.mane_partner = transcript.names.mane_partner;
    made.is_mane_select = transcript.names.is_mane_select;
    made.is_mane_plus_clinical = transcript.names.is_mane_plus_clinical;
    made.is_canonical = transcript.names.is_canonical;
    made.is_start_known = !transcript.names.has_unknown_start;
    return made;
  }

  static void set_coding(const Parts& parts, Transcript& transcript) {
    if (parts.coding.empty()) return;
    const CodingPart& first = parts.strand == '+' ? parts.coding.front() : parts.coding.back();
    transcript.first_phase = static_cast<std::uint8_t>(first.phase);
    transcript.coding = {parts.coding.front().place.start, parts.coding.back().place.end};
    // Exons cut to the coding interval must be the coding parts; else some bases are read twice or not at all.
    std::size_t part = 0;
    bool is_usual = !parts.has_exception;
    for (const GenomeInterval& exon : transcript.exons) {
      const GenomePosition start = std::max(exon.start, transcript.coding.start);
      const GenomePosition end = std::min(exon.end, transcript.coding.end);
      if (start >= end) continue;
      is_usual = is_usual && part < parts.coding.size() && parts.coding[part].place.start == start &&
                 parts.coding[part].place.end == end;
      ++part;
    }
    transcript.is_translation_usual = is_usual && part == parts.coding.size();
    for (const GenomeInterval& stop : parts.stop_codons) {
      transcript.coding.start = std::min(transcript.coding.start, stop.start);
      transcript.coding.end = std::max(transcript.coding.end, stop.end);
    }
  }

  GzipLines lines_;
  const GenomeView& genome_;
  TranscriptSet set_;
  std::map<std::string, const Contig*, std::less<>> contigs_;
  std::unordered_map<std::string, Feature> features_;
  std::unordered_map<std::string, Parts> parts_;
};

}  // namespace

TranscriptSet read_gff3(const std::string& path, const GenomeView& genome) {
  return Gff3Reader(path, genome).read();
}

}  // namespace norrsken
