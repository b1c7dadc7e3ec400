// Looks alleles up in a panel of normals or in the VCF of a population, by the file's index, a stretch at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/index_file.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/known_allele.hpp"
#include "pipeline/annotation/allele_file.hpp"

namespace norrsken {

// panel_of_normals: made by norrsken pon build. population: any VCF with INFO/AF, such as gnomAD's; sites with several
// ALT are split, and indels spelled otherwise than the caller's are trimmed and left-aligned.
enum class KnownAlleleKind { panel_of_normals, population };

struct KnownAlleleFiles {
  std::string panel_path;  // empty: none
  std::string population_path;
};

// What the file says of itself.
struct KnownAlleleSource {
  std::size_t contigs = 0;          // with records, that the genome has too
  std::size_t skipped_contigs = 0;  // that it does not have
  std::size_t normals = 0;          // of a panel
  bool knows_repeats = false;       // a panel of version 2
};

// Reads the header and the first hundred records. Throws InputError (exit code reference) naming file and record: no
// such file, no index beside it, not what `kind` says, made with another reference (checksum of a panel; contig
// lengths; bases), no contig of the genome.
[[nodiscard]] KnownAlleleSource check_known_alleles(const std::string& path, KnownAlleleKind kind,
                                                    const IndexFile& index);

// One a thread. Holds the alleles of one stretch, so ascending positions are quickest.
class KnownAlleles {
 public:
  // `genome` views memory that must outlive the object. Throws InputError or SystemError.
  KnownAlleles(const std::string& path, KnownAlleleKind kind, const GenomeView& genome);

  // The allele as a VariantCall spells it: left-aligned, parsimonious, anchored. Nothing when the file does not have
  // it.
  [[nodiscard]] std::optional<KnownAllele> find(GenomePosition position, const std::string& reference,
                                                const std::string& alternate);
  // As AlleleFile::expect().
  void expect(const ExpectedPlaces& places) { file_.expect(places); }

 private:
  [[nodiscard]] KnownAllele known_of(const FileAllele& allele) const;

  AlleleFile file_;
  KnownAlleleKind kind_;
};

// Both files, where there are such.
class KnownAlleleLookup {
 public:
  KnownAlleleLookup(const KnownAlleleFiles& files, const GenomeView& genome);
  // All 0 when neither file has it.
  [[nodiscard]] KnownAllele find(GenomePosition position, const std::string& reference, const std::string& alternate);
  void expect(const ExpectedPlaces& places);

 private:
  std::optional<KnownAlleles> panel_;
  std::optional<KnownAlleles> population_;
};

}  // namespace norrsken
