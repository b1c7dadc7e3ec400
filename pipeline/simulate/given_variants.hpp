// The variants of a VCF file as changes of a sample's contigs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/vcf_reader.hpp"
#include "kernels/simulation/haplotype.hpp"
#include "pipeline/simulate/simulate_options.hpp"

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

class GivenVariants {
 public:
  // Without --variants every contig has none. Throws InputError and SystemError.
  explicit GivenVariants(const SimulateOptions& options);

  // letters: the contig in upper case. Unphased heterozygous genotypes are phased by chance, and a file without
  // samples gets genotypes by chance. Throws InputError where REF is not what the reference has.
  [[nodiscard]] GivenContigVariants take(const std::string& contig, const std::string& letters,
                                         const CopyTerritory& territory);

 private:
  struct Context;
  void add_record(const VcfRecord& record, const Context& context, GivenContigVariants& result) const;
  void check_reference(const VcfRecord& record, const Context& context) const;

  const SimulateOptions& options_;
  std::optional<VcfReader> reader_;
};

}  // namespace norrsken
