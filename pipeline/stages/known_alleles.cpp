#include "pipeline/stages/known_alleles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "io/gzip_lines.hpp"
#include "io/panel_of_normals.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr const char* frequency_key = "AF";

VcfSelection selection_of(KnownAlleleKind kind) {
  VcfSelection selection;
  selection.columns = SampleColumns::none;
  selection.info_keys =
      kind == KnownAlleleKind::population ? std::vector<std::string>{frequency_key} : panel_info_keys();
  return selection;
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
    if (panel->version > panel_version)
      refuse(path, "",
             fmt::format("is a panel of version {}; this program reads up to {}", panel->version, panel_version),
             "build it with this program, or run the one that made it");
    source.normals = panel->normals.size();
    source.knows_repeats = panel->version >= 2;
  }
}

}  // namespace

KnownAlleleSource check_known_alleles(const std::string& path, KnownAlleleKind kind, const IndexFile& index) {
  VcfReader reader(path, selection_of(kind));
  KnownAlleleSource source;
  check_kind(reader, kind, index, source);
  const AlleleFileContigs contigs = check_allele_file(reader, index.genome(), index.reference_name());
  source.contigs = contigs.known;
  source.skipped_contigs = contigs.skipped;
  return source;
}

KnownAlleles::KnownAlleles(const std::string& path, KnownAlleleKind kind, const GenomeView& genome)
    : file_(path, selection_of(kind), genome), kind_(kind) {}

KnownAllele KnownAlleles::known_of(const FileAllele& allele) const {
  if (kind_ == KnownAlleleKind::panel_of_normals) return read_panel_info(allele.record);
  std::string_view frequencies = allele.record.info.front();
  for (std::size_t skipped = 0; skipped < allele.alternate; ++skipped) (void)take_field(frequencies, ',');
  KnownAllele known;
  known.population_ppm = share_as_ppm(std::string(take_field(frequencies, ','))).value_or(0);
  return known;
}

std::optional<KnownAllele> KnownAlleles::find(GenomePosition position, const std::string& reference,
                                              const std::string& alternate) {
  const std::span<const FileAllele> alleles = file_.find(position, reference, alternate);
  if (alleles.empty()) return std::nullopt;
  // Two spellings of one allele may both have a line: the more frequent counts.
  KnownAllele known = known_of(alleles.front());
  for (const FileAllele& allele : alleles)
    known.population_ppm = std::max(known.population_ppm, known_of(allele).population_ppm);
  return known;
}

KnownAlleleLookup::KnownAlleleLookup(const KnownAlleleFiles& files, const GenomeView& genome) {
  if (!files.panel_path.empty()) panel_.emplace(files.panel_path, KnownAlleleKind::panel_of_normals, genome);
  if (!files.population_path.empty()) population_.emplace(files.population_path, KnownAlleleKind::population, genome);
}

void KnownAlleleLookup::expect(const ExpectedPlaces& places) {
  if (panel_) panel_->expect(places);
  if (population_) population_->expect(places);
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
