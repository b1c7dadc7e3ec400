#include "pipeline/stages/known_alleles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "io/panel_of_normals.hpp"
#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

// Read at a time: little where positions are sparse, more and more where they follow each other.
constexpr GenomePosition least_step_bases = 1024;
constexpr GenomePosition most_step_bases = 1U << 16;
constexpr std::size_t checked_records = 100;

constexpr const char* frequency_key = "AF";

VcfSelection selection_of(KnownAlleleKind kind) {
  VcfSelection selection;
  selection.columns = SampleColumns::none;
  selection.info_keys =
      kind == KnownAlleleKind::population ? std::vector<std::string>{frequency_key} : panel_info_keys();
  return selection;
}

bool has_only_bases(const std::string& letters) {
  return !letters.empty() && letters.find_first_not_of("ACGTN") == std::string::npos;
}

[[noreturn]] void refuse(const std::string& path, const std::string& record, const std::string& reason,
                         const std::string& hint) {
  throw InputError(path, record, reason, hint, ExitCode::reference);
}

void check_kind(const VcfReader& reader, KnownAlleleKind kind, const IndexFile& index, KnownAlleleSource& source) {
  const std::string& path = reader.path();
  if (kind == KnownAlleleKind::population) {
    if (!reader.declares_info(frequency_key))
      refuse(path, "", "has no allele frequencies (INFO/AF)", "give a VCF with INFO/AF, such as gnomAD's");
  } else {
    const std::optional<PanelDescription> panel = panel_description(reader);
    if (!panel) refuse(path, "", "is no panel of normals", "make one with: norrsken pon build");
    if (panel->reference_sha256 != index.reference_sha256())
      refuse(path, "",
             fmt::format("was made with another reference ({}) than the index ({})", panel->reference_name,
                         index.reference_name()),
             "build a panel of normals that were run with this index");
    source.normals = panel->normals.size();
  }
  if (!reader.has_index())
    refuse(path, "", "has no index, or one older than the file", "make it with: bcftools index -f -t " + path);
}

void check_lengths(const VcfReader& reader, const IndexFile& index) {
  for (const VcfContig& contig : reader.contigs()) {
    const Contig* known = contig_named(index.genome().contigs, contig.name);
    if (known != nullptr && contig.length > 0 && contig.length != known->length)
      refuse(reader.path(), "",
             fmt::format("was made with another reference: contig \"{}\" has {} bases there, in the index {}",
                         contig.name, contig.length, known->length),
             "give a file for " + index.reference_name());
  }
}

void check_bases(const IndexFile& index, const std::string& path, const Contig& contig,
                 const std::vector<VcfRecord>& records) {
  ReferenceWindow window;
  for (const VcfRecord& record : records) {
    const auto end = static_cast<std::uint64_t>(record.position) + record.reference.size();
    bool agrees = end <= contig.length;
    if (agrees && has_only_bases(record.reference)) {
      const GenomePosition start = contig.start + static_cast<GenomePosition>(record.position);
      window.assign(index.genome(), start, contig.start + static_cast<GenomePosition>(end));
      for (std::size_t i = 0; i < record.reference.size(); ++i) {
        const BaseCode there = base_code(record.reference[i]);
        const BaseCode here = window.bases()[i];
        agrees = agrees && (there == here || there == base_n || here == base_n);
      }
    }
    if (!agrees)
      refuse(path, fmt::format("{}:{}", contig.name, record.position + 1),
             "was made with another reference: REF differs from the index",
             "give a file for " + index.reference_name());
  }
}

}  // namespace

KnownAlleleSource check_known_alleles(const std::string& path, KnownAlleleKind kind, const IndexFile& index) {
  VcfReader reader(path, selection_of(kind));
  KnownAlleleSource source;
  check_kind(reader, kind, index, source);
  check_lengths(reader, index);
  std::size_t left = checked_records;
  const std::vector<std::string> names = reader.contigs_with_records();
  for (const std::string& name : names) {
    const Contig* contig = contig_named(index.genome().contigs, name);
    if (contig == nullptr) {
      ++source.skipped_contigs;
      continue;
    }
    ++source.contigs;
    if (left == 0) continue;
    const std::vector<VcfRecord> records = reader.query(name, 0, contig->length, left);
    check_bases(index, path, *contig, records);
    left -= records.size();
  }
  if (source.contigs == 0 && !names.empty())
    refuse(path, "",
           fmt::format("has no contig of the index: \"{}\" there, \"{}\" in the index", names.front(),
                       index.genome().contigs.front().name),
           "rename its contigs with: bcftools annotate --rename-chrs");
  return source;
}

bool KnownAlleles::Entry::operator<(const Entry& other) const {
  return std::tie(start, end, bases) < std::tie(other.start, other.end, other.bases);
}

KnownAlleles::KnownAlleles(const std::string& path, KnownAlleleKind kind, const GenomeView& genome)
    : reader_(path, selection_of(kind)), kind_(kind), genome_(genome), make_(genome) {}

KnownAlleles::Entry KnownAlleles::entry_of(GenomePosition position, const std::string& reference,
                                           const std::string& alternate) {
  VariantAllele allele = make_(position, reference, alternate);
  return {allele.start, allele.end, std::move(allele.bases), {}};
}

void KnownAlleles::add(const Contig& contig, const VcfRecord& record) {
  const auto end = static_cast<std::uint64_t>(record.position) + record.reference.size();
  if (!has_only_bases(record.reference) || end > contig.length) return;
  std::string frequencies = kind_ == KnownAlleleKind::population ? record.info.front() : "";
  for (const std::string& alternate : record.alternates) {
    const std::size_t comma = std::min(frequencies.find(','), frequencies.size());
    const std::string frequency = frequencies.substr(0, comma);
    frequencies.erase(0, comma + 1);
    if (!has_only_bases(alternate)) continue;  // symbolic, or the * of a deletion that spans the site
    Entry entry = entry_of(contig.start + static_cast<GenomePosition>(record.position), record.reference, alternate);
    if (entry.start < loaded_.start || entry.start >= loaded_.end) continue;
    if (kind_ == KnownAlleleKind::panel_of_normals)
      entry.known = read_panel_info(record);
    else
      entry.known.population_ppm = share_as_ppm(frequency).value_or(0);
    entries_.push_back(std::move(entry));
  }
}

void KnownAlleles::load(GenomePosition position) {
  const bool is_next = position >= loaded_.end && position - loaded_.end < step_;
  step_ = is_next ? std::min(2 * step_, most_step_bases) : least_step_bases;
  entries_.clear();
  const auto contig = std::upper_bound(genome_.contigs.begin(), genome_.contigs.end(), position,
                                       [](GenomePosition value, const Contig& each) { return value < each.end(); });
  // One back: an SNV may follow an insertion that stands behind the same base.
  loaded_ = {position > 0 ? position - 1 : 0, position + step_};
  if (contig == genome_.contigs.end()) return;
  const GenomePosition first = std::max(loaded_.start, contig->start + 1) - contig->start - 1;
  if (loaded_.end <= contig->start) return;
  const std::int64_t last = std::int64_t{loaded_.end} - contig->start + GenomeAlleleMaker::most_shift_bases;
  for (const VcfRecord& record : reader_.query(contig->name, first, std::min<std::int64_t>(last, contig->length)))
    add(*contig, record);
  std::stable_sort(entries_.begin(), entries_.end());
}

std::optional<KnownAllele> KnownAlleles::find(GenomePosition position, const std::string& reference,
                                              const std::string& alternate) {
  const Entry wanted = entry_of(position, reference, alternate);
  const auto start = static_cast<GenomePosition>(wanted.start);
  if (start < loaded_.start || start >= loaded_.end) load(start);
  const auto [first, last] = std::equal_range(entries_.begin(), entries_.end(), wanted);
  if (first == last) return std::nullopt;
  // Two spellings of one allele may both have a line: the more frequent counts.
  KnownAllele known = first->known;
  for (auto entry = first; entry != last; ++entry)
    known.population_ppm = std::max(known.population_ppm, entry->known.population_ppm);
  return known;
}

KnownAlleleLookup::KnownAlleleLookup(const KnownAlleleFiles& files, const GenomeView& genome) {
  if (!files.panel_path.empty()) panel_.emplace(files.panel_path, KnownAlleleKind::panel_of_normals, genome);
  if (!files.population_path.empty()) population_.emplace(files.population_path, KnownAlleleKind::population, genome);
}

KnownAllele KnownAlleleLookup::find(GenomePosition position, const std::string& reference,
                                    const std::string& alternate) {
  KnownAllele known;
  if (panel_) known = panel_->find(position, reference, alternate).value_or(known);
  if (population_)
    if (const auto found = population_->find(position, reference, alternate))
      known.population_ppm = found->population_ppm;
  return known;
}

}  // namespace norrsken
