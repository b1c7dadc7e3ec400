#include "pipeline/annotation/allele_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/contig_alias.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

// Read at a time: little where positions are sparse, more and more where they follow each other.
constexpr GenomePosition least_step_bases = 1024;
constexpr GenomePosition most_step_bases = 1U << 16;
constexpr GenomePosition most_gap_bases = 1U << 13;  // to read on over is quicker than to jump
constexpr std::size_t checked_records = 100;

bool has_only_bases(const std::string& letters) {
  return !letters.empty() && letters.find_first_not_of("ACGTN") == std::string::npos;
}

[[noreturn]] void refuse(const std::string& path, const std::string& record, const std::string& reason,
                         const std::string& hint) {
  throw InputError(path, record, reason, hint, ExitCode::reference);
}

void check_lengths(const VcfReader& reader, const GenomeView& genome, const std::string& hint) {
  for (const VcfContig& contig : reader.contigs()) {
    const Contig* known = contig_called(genome.contigs, contig.name);
    if (known != nullptr && contig.length > 0 && contig.length != known->length)
      refuse(reader.path(), "",
             fmt::format("was made with another reference: contig \"{}\" has {} bases there, in the index {}",
                         contig.name, contig.length, known->length),
             hint);
  }
}

void check_bases(const GenomeView& genome, const std::string& path, const Contig& contig,
                 const std::vector<VcfRecord>& records, const std::string& hint) {
  ReferenceWindow window;
  for (const VcfRecord& record : records) {
    const auto end = static_cast<std::uint64_t>(record.position) + record.reference.size();
    bool agrees = end <= contig.length;
    if (agrees && has_only_bases(record.reference)) {
      const GenomePosition start = contig.start + static_cast<GenomePosition>(record.position);
      window.assign(genome, start, contig.start + static_cast<GenomePosition>(end));
      for (std::size_t i = 0; i < record.reference.size(); ++i) {
        const BaseCode there = base_code(record.reference[i]);
        const BaseCode here = window.bases()[i];
        agrees = agrees && (there == here || there == base_n || here == base_n);
      }
    }
    if (!agrees)
      refuse(path, fmt::format("{}:{}", contig.name, record.position + 1),
             "was made with another reference: REF differs from the index", hint);
  }
}

}  // namespace

AlleleFileContigs check_allele_file(VcfReader& reader, const GenomeView& genome, const std::string& reference_name) {
  if (!reader.has_index())
    refuse(reader.path(), "", "has no index, or one older than the file",
           "make it with: bcftools index -f -t " + reader.path());
  const std::string hint = "give a file for " + reference_name;
  check_lengths(reader, genome, hint);
  AlleleFileContigs contigs;
  std::size_t left = checked_records;
  const std::vector<std::string> names = reader.contigs_with_records();
  for (const std::string& name : names) {
    const Contig* contig = contig_called(genome.contigs, name);
    if (contig == nullptr) {
      ++contigs.skipped;
      continue;
    }
    ++contigs.known;
    if (left == 0) continue;
    const std::vector<VcfRecord> records = reader.query(name, 0, contig->length, left);
    check_bases(genome, reader.path(), *contig, records, hint);
    left -= records.size();
  }
  if (contigs.known == 0 && !names.empty())
    refuse(reader.path(), "",
           fmt::format("has no contig of the index: \"{}\" there, \"{}\" in the index", names.front(),
                       genome.contigs.front().name),
           "rename its contigs with: bcftools annotate --rename-chrs");
  return contigs;
}

bool FileAllele::operator<(const FileAllele& other) const {
  return std::tie(start, end, bases) < std::tie(other.start, other.end, other.bases);
}

AlleleFile::AlleleFile(const std::string& path, const VcfSelection& selection, const GenomeView& genome)
    : reader_(path, selection), genome_(genome), names_(genome.contigs.size()), make_(genome) {
  for (const std::string& name : reader_.contigs_with_records())
    if (const Contig* contig = contig_called(genome.contigs, name)) {
      std::string& known = names_[static_cast<std::size_t>(contig - genome.contigs.data())];
      if (known.empty() || name == contig->name) known = name;
    }
}

FileAllele AlleleFile::allele_of(GenomePosition position, const std::string& reference, const std::string& alternate) {
  VariantAllele allele = make_(position, reference, alternate);
  return {allele.start, allele.end, std::move(allele.bases), {}, 0};
}

void AlleleFile::add(const Contig& contig, const VcfRecord& record) {
  const auto end = static_cast<std::uint64_t>(record.position) + record.reference.size();
  if (!has_only_bases(record.reference) || end > contig.length) return;
  for (std::size_t alternate = 0; alternate < record.alternates.size(); ++alternate) {
    const std::string& letters = record.alternates[alternate];
    if (!has_only_bases(letters)) continue;  // symbolic, or the * of a deletion that spans the site
    FileAllele allele =
        allele_of(contig.start + static_cast<GenomePosition>(record.position), record.reference, letters);
    if (allele.start < loaded_.start || allele.start >= loaded_.end) continue;
    allele.record = record;
    allele.alternate = alternate;
    alleles_.push_back(std::move(allele));
  }
}

void ExpectedPlaces::add(GenomePosition position, const std::string& reference, const std::string& alternate) {
  positions.push_back(position);
  if (reference.size() != alternate.size()) indels.push_back(position);
}

void AlleleFile::expect(ExpectedPlaces places) {
  std::sort(places.positions.begin(), places.positions.end());
  std::sort(places.indels.begin(), places.indels.end());
  expected_ = std::move(places);
  loaded_ = {};  // it may lack alleles that are expected now
}

// Past the expected positions that follow each other from here on.
GenomePosition AlleleFile::end_of_cluster(GenomePosition position) const {
  const std::vector<GenomePosition>& expected = expected_->positions;
  GenomePosition end = position + least_step_bases;
  for (auto next = std::upper_bound(expected.begin(), expected.end(), position);
       next != expected.end() && *next < end + most_gap_bases && *next - position < most_step_bases; ++next)
    end = std::max(end, *next + 2);  // an indel begins behind its anchor
  return end;
}

// Of the loaded stretch.
std::vector<VcfRecord> AlleleFile::records_of(const std::string& name, const Contig& contig) {
  const GenomePosition first = std::max(loaded_.start, contig.start + 1) - contig.start - 1;
  const std::int64_t last = std::min<std::int64_t>(
      std::int64_t{loaded_.end} - contig.start + GenomeAlleleMaker::most_shift_bases, contig.length);
  if (!expected_) return reader_.query(name, first, last);
  const auto on_contig = [&](const std::vector<GenomePosition>& expected) {
    std::vector<std::int64_t> positions;
    for (auto next = std::lower_bound(expected.begin(), expected.end(), contig.start + first);
         next != expected.end() && *next < loaded_.end; ++next)
      positions.push_back(std::int64_t{*next} - contig.start);
    return positions;
  };
  const std::vector<std::int64_t> positions = on_contig(expected_->positions);
  const std::vector<std::int64_t> indels = on_contig(expected_->indels);
  return reader_.query_near(name, first, last, {positions, indels, GenomeAlleleMaker::most_shift_bases});
}

void AlleleFile::load(GenomePosition position) {
  const bool is_next = position >= loaded_.end && position - loaded_.end < step_;
  step_ = is_next ? std::min(2 * step_, most_step_bases) : least_step_bases;
  alleles_.clear();
  const auto contig = std::upper_bound(genome_.contigs.begin(), genome_.contigs.end(), position,
                                       [](GenomePosition value, const Contig& each) { return value < each.end(); });
  // One back: an SNV may follow an insertion that stands behind the same base.
  loaded_ = {position > 0 ? position - 1 : 0, expected_ ? end_of_cluster(position) : position + step_};
  if (contig == genome_.contigs.end()) return;
  loaded_.end = std::min(loaded_.end, contig->end());  // the next contig is a query of its own
  const std::string& name = names_[static_cast<std::size_t>(contig - genome_.contigs.begin())];
  if (name.empty() || loaded_.end <= contig->start) return;
  for (const VcfRecord& record : records_of(name, *contig)) add(*contig, record);
  std::stable_sort(alleles_.begin(), alleles_.end());
}

std::span<const FileAllele> AlleleFile::find(GenomePosition position, const std::string& reference,
                                             const std::string& alternate) {
  const FileAllele wanted = allele_of(position, reference, alternate);
  const auto start = static_cast<GenomePosition>(wanted.start);
  if (start < loaded_.start || start >= loaded_.end) load(start);
  const auto [first, last] = std::equal_range(alleles_.begin(), alleles_.end(), wanted);
  return {first, last};
}

}  // namespace norrsken
