// What calling hands to the writers: variant records and reference blocks, in genome coordinates.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/types/genome.hpp"

namespace norrsken {

// Soft filters, one bit each; VCF names in filter_names. No bit = PASS.
enum FilterFlag : std::uint32_t {
  filter_low_quality = 1U << 0,       // LowQual: QUAL below the limit
  filter_low_depth = 1U << 1,         // LowDepth: too few reads
  filter_low_confidence = 1U << 2,    // LowMapConf: reads placed with little confidence
  filter_strand_bias = 1U << 3,       // StrandBias
  filter_allele_balance = 1U << 4,    // AlleleBalance: allele share does not fit the genotype
  filter_high_depth = 1U << 5,        // HighDepth: pile-up far above the sample's depth (collapsed repeat)
  filter_low_base_quality = 1U << 6,  // LowBaseQual: the alternate bases themselves are poor
};
inline constexpr std::uint32_t filter_count = 7;
inline constexpr std::array<const char*, filter_count> filter_names = {
    "LowQual", "LowDepth", "LowMapConf", "StrandBias", "AlleleBalance", "HighDepth", "LowBaseQual"};
inline constexpr std::array<const char*, filter_count> filter_descriptions = {
    "Variant quality below the limit of the assay",
    "Fewer reads than the assay asks for",
    "Reads carrying the variant are placed with little confidence",
    "Reads carrying the variant come from one strand",
    "Share of reads carrying the variant does not fit the genotype",
    "Depth far above the depth of the sample: collapsed repeat",
    "Base quality of the alternate bases below the limit"};

// Where a child's allele comes from.
enum class Inheritance : std::uint8_t { not_known, not_inherited, mother, father, both, de_novo, unclear };

// One sample's genotype at one biallelic record.
struct GenotypeCall {
  std::uint8_t ploidy = 2;                   // 0 (no such chromosome), 1 or 2
  std::array<std::int8_t, 2> alleles{0, 0};  // 0 REF, 1 ALT, -1 not called; haplotype order when phased
  bool is_phased = false;
  std::uint32_t phase_set_1based = 0;                // contig position of the set's first record; 0 = none
  std::uint16_t quality_phred = 0;                   // GQ, capped at 99
  std::uint32_t depth = 0;                           // DP: fragments that cover the site
  std::array<std::uint32_t, 2> forward_depth{0, 0};  // ADF: fragments supporting REF, ALT on the forward strand
  std::array<std::uint32_t, 2> reverse_depth{0, 0};  // ADR
  [[nodiscard]] constexpr std::uint32_t reference_depth() const { return forward_depth[0] + reverse_depth[0]; }  // AD
  [[nodiscard]] constexpr std::uint32_t alternate_depth() const { return forward_depth[1] + reverse_depth[1]; }
  std::array<std::uint16_t, 3> likelihoods_phred{0, 0, 0};  // PL of 0/0, 0/1, 1/1 (haploid: first and last)
  Inheritance inheritance = Inheritance::not_known;         // of a child with both parents
  std::uint16_t de_novo_phred = 0;                          // DQ: new in the child against inherited or absent
};

[[nodiscard]] constexpr bool carries_variant(const GenotypeCall& sample) {
  return sample.alleles[0] > 0 || sample.alleles[1] > 0;
}

// One ALT per record, left-aligned, parsimonious, VCF-style anchored (an indel carries the base before it).
struct VariantCall {
  GenomePosition position = 0;  // of the first base of `reference`
  std::string reference;        // letters
  std::string alternate;
  std::uint32_t quality_centiphred = 0;         // QUAL x 100: integer, so that text does not depend on rounding
  std::uint32_t filters = 0;                    // FilterFlag bits
  std::uint16_t mean_confidence_phred = 0;      // INFO/MQ: root-mean-square-free plain mean of supporting reads
  std::uint16_t mean_base_quality_phred = 0;    // INFO/BQ: of supporting bases
  std::uint16_t median_end_distance_bases = 0;  // INFO/RPD: distance of the ALT to the nearer read end
  std::int16_t strand_bias_phred = 0;           // INFO/FS
  std::uint16_t repeat_unit_bases = 0;          // INFO/RU: unit of the tract around it; 0 = none
  std::uint16_t repeat_length_bases = 0;        // INFO/RL: tract length in the reference
  std::uint8_t haplotypes = 0;                  // INFO/NH: candidate haplotypes scored in its region; 0 = pileup
  std::string more_info;  // INFO of annotation as text, "CSQ=...;ClinVar_CLNSIG=..."; may be empty
  std::vector<GenotypeCall> samples;
};

[[nodiscard]] inline bool is_snv(const VariantCall& call) {
  return call.reference.size() == 1 && call.alternate.size() == 1;
}

[[nodiscard]] inline bool is_indel(const VariantCall& call) {
  return call.reference.size() != call.alternate.size();
}

// A stretch without variant where every base is about equally well covered (gVCF).
struct ReferenceBlock {
  GenomePosition start = 0;
  GenomePosition end = 0;  // half-open
  std::uint8_t sample = 0;
  std::uint8_t ploidy = 2;
  std::uint32_t min_depth = 0;
  std::uint32_t median_depth = 0;
  std::uint16_t quality_phred = 0;  // GQ of hom-ref: the smallest in the block, capped at 99; 0 = not callable
};

// How a region was treated; `norrsken bench --explain` reads the table of these to attribute lost variants.
struct RegionTrace {
  GenomePosition start = 0;
  GenomePosition end = 0;  // half-open
  std::uint32_t reads = 0;
  std::uint8_t haplotypes = 0;  // candidates scored
  std::uint8_t method = 0;      // RegionMethod
  std::string candidates;       // "pos_1based:REF:ALT" of every candidate variant, comma-separated
};
enum RegionMethod : std::uint8_t { method_pileup = 0, method_strings = 1, method_graph = 2, method_capped = 3 };

}  // namespace norrsken
