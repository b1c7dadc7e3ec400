// The variants of a VCF file as changes of a sample's contigs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/vcf_reader.hpp"
#include "kernels/simulation/haplotype.hpp"

namespace norrsken {

// An allele of a record that is not in the sample, for skipped.tsv.
struct SkippedAllele {
  std::uint32_t position = 0;  // 0-based, of the first REF base
  std::string reference;
  std::string alternate;
  std::uint8_t copies = 0;  // bits, as in SampleVariant; 0 = not known
  std::string reason;
};

struct GivenContigVariants {
  std::vector<SampleVariant> variants;  // left-aligned; MNVs as SNVs
  std::vector<SkippedAllele> skipped;
};

enum class GivenGenotypes : std::uint8_t {
  as_written,      // unphased heterozygous ones are phased by chance; a file without samples gets them by chance
  one_copy_each,   // every ALT on one copy: the one that a phased genotype names, else by chance. Somatic variants
  every_alternate  // every ALT on both copies, whatever is written: a choice to draw from
};

struct GivenSource {
  std::string path;    // empty: no variants
  std::string sample;  // empty: the only one
  GivenGenotypes genotypes = GivenGenotypes::as_written;
  double het_share = 0.6;  // of genotypes by chance
  std::uint64_t seed = 1;
};

class GivenVariants {
 public:
  // Throws InputError and SystemError.
  explicit GivenVariants(GivenSource source);

  // letters: the contig in upper case. Throws InputError where REF is not what the reference has.
  [[nodiscard]] GivenContigVariants take(const std::string& contig, const std::string& letters,
                                         const CopyTerritory& territory);

 private:
  struct Context;
  void add_record(const VcfRecord& record, const Context& context, GivenContigVariants& result) const;
  void check_reference(const VcfRecord& record, const Context& context) const;

  GivenSource source_;
  std::optional<VcfReader> reader_;
};

}  // namespace norrsken
