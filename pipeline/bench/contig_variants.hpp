// The records of one contig of one file, and the alleles of its sample that a comparison takes in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/vcf_reader.hpp"
#include "kernels/comparison/variant_allele.hpp"
#include "pipeline/bench/bench_options.hpp"

namespace norrsken {

// Why records or alleles were not compared.
struct LeftOut {
  std::uint64_t filtered_records = 0;
  std::uint64_t reference_records = 0;  // 0/0, or no ALT
  std::uint64_t missing_genotypes = 0;  // ./.
  std::uint64_t symbolic_alleles = 0;   // <DEL>, <NON_REF>, breakends
  std::uint64_t overlap_alleles = 0;    // "*": the allele is in another record
  void add(const LeftOut& other);
};

struct AlleleOrigin {
  std::uint32_t record = 0;     // index into ContigVariants::records
  std::uint32_t alternate = 0;  // 1 = first ALT
};

struct ContigVariants {
  std::vector<VcfRecord> records;
  std::vector<VariantAllele> alleles;   // of records that count
  std::vector<AlleleOrigin> origins;    // of `alleles`
  std::vector<VariantAllele> filtered;  // of records left out for their FILTER
  std::vector<AlleleOrigin> filtered_origins;
  LeftOut left_out;
};

enum class MissingGenotypes {
  skip,
  take_every_allele,  // of records without a genotype
  take_every_record   // of records whose genotype has no ALT, too: 0/0 in a column beside the one that counts
};

// Checks every REF against `reference` (IUPAC letters match anything; InputError with exit code reference tells how
// many differ and which is the first) and makes the alleles. `file` and `contig` name the source in errors.
[[nodiscard]] ContigVariants make_contig_variants(std::vector<VcfRecord> records, std::string_view reference,
                                                  const std::string& file, const std::string& contig,
                                                  FilterRule filters, MissingGenotypes missing);

// "0/1", "1|0", "." without a genotype.
[[nodiscard]] std::string genotype_text(const VcfRecord& record);

}  // namespace norrsken
