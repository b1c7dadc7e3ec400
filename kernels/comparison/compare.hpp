// Compares the alleles of two call sets on one contig: which truth alleles are found, which calls are right.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/comparison/haplotype_match.hpp"
#include "kernels/comparison/variant_allele.hpp"

namespace norrsken {

enum class Verdict : std::uint8_t {
  matched,
  wrong_genotype,  // the other side has the allele, but on another number of chromosomes
  wrong_allele,    // the other side has some other allele here
  alone            // the other side has nothing here
};

enum class GenotypeRule : std::uint8_t { must_match, ignore };

struct ComparisonOptions {
  GenotypeRule genotypes = GenotypeRule::must_match;
  std::int64_t cluster_gap_bases = 50;   // alleles whose spelling spans are nearer than this are compared together
  std::int64_t tight_gap_bases = 8;      // ... after a comparison proved too complex
  std::int64_t max_allele_bases = 1000;  // longer ones are matched by their exact left-aligned spelling
  std::int64_t same_site_bases = 10;     // another allele this near makes a mismatch a wrong allele
  std::size_t max_states = 4000;         // alive at once in one haplotype search
};

struct ComparedAllele {
  Verdict verdict = Verdict::alone;
  std::uint32_t group = not_matched;  // of matched alleles: those with one number, of both sides, explain each other
};

struct ComparisonCounts {
  std::uint64_t clusters = 0;     // with alleles of both sides
  std::uint64_t searched = 0;     // of those, not settled by identical spelling
  std::uint64_t too_complex = 0;  // of those, matched by exact spelling only
  void add(const ComparisonCounts& other) {
    clusters += other.clusters;
    searched += other.searched;
    too_complex += other.too_complex;
  }
};

struct Comparison {
  std::vector<ComparedAllele> truth;  // as the spans given
  std::vector<ComparedAllele> calls;
  ComparisonCounts counts;
};

// Alleles in any order, trimmed, inside `reference` (the whole contig, upper case).
[[nodiscard]] Comparison compare_alleles(std::string_view reference, std::span<const VariantAllele> truth,
                                         std::span<const VariantAllele> calls, const ComparisonOptions& options);

}  // namespace norrsken
