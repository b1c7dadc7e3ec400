#include "pipeline/simulate/truth_files.hpp"

#include <algorithm>
#include <filesystem>

namespace norrsken {
namespace {

const char* source_name(VariantSource source) {
  switch (source) {
    case VariantSource::carried:
      return "carried";
    case VariantSource::drawn:
      return "drawn";
    case VariantSource::drawn_in_repeat:
      return "drawn_in_repeat";
  }
  return "";
}

std::string reference_name(const SimulateOptions& options) {
  return options.is_synthetic() ? "genome.fa" : std::filesystem::path(options.reference_path).filename().string();
}

}  // namespace

std::vector<Contig> contig_table(std::span<const GenomeContig> genome) {
  std::vector<Contig> contigs;
  for (const GenomeContig& contig : genome)
    contigs.push_back({contig.name, 0, static_cast<GenomePosition>(contig.bases.size())});
  return contigs;
}

bool has_second_copy(const CopyTerritory& territory, const SampleVariant& variant) {
  return std::ranges::any_of(territory[1], [&](const GenomeInterval& interval) {
    return interval.start <= variant.edit.start && variant.edit.start < interval.end;
  });
}

TruthFile::TruthFile(const SimulateOptions& options, const std::string& file_name, const std::string& sample,
                     TruthKind kind, std::span<const Contig> contigs)
    : options_(options),
      kind_(kind),
      writer_(options.output_folder + "/" + file_name, {NORRSKEN_VERSION, reference_name(options), sample, kind},
              contigs) {}

void TruthFile::append(std::uint32_t number, std::span<const BaseCode> bases, std::span<const SampleVariant> variants,
                       const CopyTerritory& territory) {
  std::vector<TruthRecord> records;
  for (const SampleVariant& variant : variants) {
    VcfAlleles alleles = to_vcf_alleles(variant.edit, bases);
    const bool has_second = has_second_copy(territory, variant);
    TruthRecord record{alleles.position,
                       std::move(alleles.reference),
                       std::move(alleles.alternate),
                       {(variant.copies & 1) != 0, (variant.copies & 2) != 0},
                       static_cast<std::uint8_t>(has_second ? 2 : 1),
                       source_name(variant.source)};
    if (kind_ == TruthKind::somatic) {
      record.cell_fraction = options_.tumor.clones[variant.clone - 1U].cell_fraction;
      record.allele_fraction = options_.tumor.purity * record.cell_fraction / (has_second ? 2 : 1);
    }
    records.push_back(std::move(record));
  }
  writer_.append(number, std::move(records));
}

}  // namespace norrsken
