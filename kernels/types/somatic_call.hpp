// A somatic variant: what tumours have and their normal does not.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/types/variant_call.hpp"

namespace norrsken {

// Soft filters of somatic records, one bit each; VCF names in somatic_filter_names. No bit = PASS.
enum SomaticFilter : std::uint32_t {
  somatic_weak_evidence = 1U << 0,
  somatic_germline_risk = 1U << 1,
  somatic_normal_evidence = 1U << 2,
  somatic_strand = 1U << 3,
  somatic_orientation = 1U << 4,
  somatic_clustered = 1U << 5,
  somatic_position = 1U << 6,
  somatic_base_quality = 1U << 7,
  somatic_map_confidence = 1U << 8,
  somatic_slippage = 1U << 9,
  somatic_panel_of_normals = 1U << 10,
  somatic_low_normal_depth = 1U << 11,
  somatic_contamination = 1U << 12,
  somatic_low_depth = 1U << 13,
  somatic_low_fraction = 1U << 14,
  somatic_few_reads = 1U << 15,
};
inline constexpr std::uint32_t somatic_filter_count = 16;
inline constexpr std::array<const char*, somatic_filter_count> somatic_filter_names = {
    "WeakEvidence",  "GermlineRisk", "NormalEvidence", "StrandBias", "Orientation",    "ClusteredEvents",
    "Position",      "LowBaseQual",  "LowMapConf",     "Slippage",   "PanelOfNormals", "LowNormalDepth",
    "Contamination", "LowDepth",     "LowFraction",    "FewReads"};
inline constexpr std::array<const char*, somatic_filter_count> somatic_filter_descriptions = {
    "Odds of a somatic variant against everything else below the limit of the assay",
    "Common in the population, or as likely germline as somatic",
    "The normal carries the allele too",
    "Reads carrying the variant come from one strand",
    "Reads carrying the variant come from one read orientation, as after oxidation (G>T) or in FFPE (C>T)",
    "More somatic candidates near by than one molecule of a tumour would carry",
    "The variant lies near the ends of the reads that carry it",
    "Base quality of the alternate bases below the limit",
    "Reads carrying the variant are placed with little confidence",
    "As likely slippage of a tandem repeat",
    "Seen in the panel of normals",
    "Too few reads of the normal to exclude a germline variant",
    "Fraction that contamination by another person explains",
    "Fewer reads of the tumour than the assay asks for",
    "Allele fraction below the limit of the assay",
    "Fewer reads with the variant than the assay asks for"};

// What else than a somatic variant the reads could show.
enum class Explanation : std::uint8_t { misread, germline, artefact };

// What one sample says of a somatic record; the germline fields of GenotypeCall hold its depths.
struct SomaticSample {
  std::int32_t odds_centiphred = 0;          // of the best allele fraction against none, 10 log10 x 100
  std::uint16_t fraction_low_per_10000 = 0;  // 95 % interval of the allele fraction
  std::uint16_t fraction_high_per_10000 = 0;
  std::array<std::uint32_t, 2> f1r2_depth{0, 0};  // fragments of REF, ALT whose read 1 lies forward ...
  std::array<std::uint32_t, 2> f2r1_depth{0, 0};  // ... or reverse
  std::uint32_t variant_kmer_reads = 0;           // raw reads that hold a k-mer only the variant makes
};

// An allele beside a record, by its spelling in VCF.
struct NearAllele {
  GenomePosition position = 0;
  std::string reference;
  std::string alternate;
};

struct SomaticCall {
  // .samples in the order of the case, .filters holds SomaticFilter bits. A phase set of tumours: records that their
  // molecules show together or not at all.
  VariantCall record;
  std::vector<SomaticSample> samples;              // the same order
  std::int32_t normal_odds_centiphred = 0;         // that the normal lacks it, against a heterozygote
  std::int16_t orientation_bias_phred = 0;         // Fisher's exact test over F1R2 and F2R1 of the tumours
  std::uint32_t population_per_million = 0;        // allele frequency, when known
  Explanation explanation = Explanation::misread;  // the likeliest beside a somatic variant
  bool is_hotspot = false;
  bool is_below_report = false;      // too few reads or too small a fraction for the assay's report
  std::vector<NearAllele> beyond;    // of its phase set, in the neighbouring block
  std::vector<NearAllele> germline;  // of the normal, near by, that the tumours' molecules with the variant carry too
};

// "0|1" in a phase set.
[[nodiscard]] inline const char* somatic_genotype(const GenotypeCall& sample) {
  return !carries_variant(sample) ? "0/0" : sample.is_phased ? "0|1" : "0/1";
}

// Of the sample that shows the variant most.
[[nodiscard]] inline std::int32_t best_odds_centiphred(const SomaticCall& call) {
  std::int32_t best = 0;
  for (const SomaticSample& sample : call.samples) best = std::max(best, sample.odds_centiphred);
  return best;
}

}  // namespace norrsken
