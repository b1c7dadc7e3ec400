// Looks alleles up in a VCF of any spelling, by the file's index, a stretch at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/vcf_reader.hpp"
#include "kernels/comparison/genome_allele.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// One ALT of a record.
struct FileAllele {
  std::int64_t start = 0;  // trimmed and left-aligned, on the genome axis
  std::int64_t end = 0;
  std::string bases;
  VcfRecord record;           // with the selected INFO
  std::size_t alternate = 0;  // which of its ALT

  // By place and bases: equal means the same change.
  [[nodiscard]] bool operator<(const FileAllele& other) const;
};

// Where variants that will be looked for start.
struct ExpectedPlaces {
  std::vector<GenomePosition> positions;  // all of them
  std::vector<GenomePosition> indels;     // those of insertions and deletions

  void add(GenomePosition position, const std::string& reference, const std::string& alternate);
};

// One a thread. Holds the alleles of one stretch, so ascending positions are quickest. Contigs go by any of their
// names.
class AlleleFile {
 public:
  // The file has an index; `genome` views memory that must outlive the object. Throws InputError or SystemError.
  AlleleFile(const std::string& path, const VcfSelection& selection, const GenomeView& genome);

  // The alleles that make the same change as one that a VariantCall spells: left-aligned, parsimonious, anchored. Two
  // spellings of one may both have a line. Valid until the next call.
  [[nodiscard]] std::span<const FileAllele> find(GenomePosition position, const std::string& reference,
                                                 const std::string& alternate);
  // From now on only variants at these positions are looked for; of a dense file no more is read than these need.
  void expect(ExpectedPlaces places);
  [[nodiscard]] const VcfReader& reader() const { return reader_; }

 private:
  void load(GenomePosition position);
  [[nodiscard]] GenomePosition end_of_cluster(GenomePosition position) const;
  [[nodiscard]] std::vector<VcfRecord> records_of(const std::string& name, const Contig& contig);
  void add(const Contig& contig, const VcfRecord& record);
  [[nodiscard]] FileAllele allele_of(GenomePosition position, const std::string& reference,
                                     const std::string& alternate);

  VcfReader reader_;
  GenomeView genome_;
  std::vector<std::string> names_;  // of each contig of the genome in the file; empty: not there
  GenomeInterval loaded_;           // positions whose alleles are in alleles_
  GenomePosition step_ = 0;
  std::vector<FileAllele> alleles_;
  std::optional<ExpectedPlaces> expected_;
  GenomeAlleleMaker make_;
};

struct AlleleFileContigs {
  std::size_t known = 0;    // with records, that the genome has too
  std::size_t skipped = 0;  // that it does not have
};

// Whether the file can be looked up and is of this genome: index, contig lengths, REF of the first hundred records.
// Throws InputError (exit code reference) naming file and record.
AlleleFileContigs check_allele_file(VcfReader& reader, const GenomeView& genome, const std::string& reference_name);

}  // namespace norrsken
