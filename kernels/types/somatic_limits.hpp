// What a somatic variant must show, as an assay says it ([somatic] of config/*.toml). Integers only: shares in parts
// per million (10,000 = 1 %), odds in centiphred (x 10 phred = a factor of 10; 630 = 6.3 phred).
#pragma once

#include <cstdint>

namespace norrsken {

// Fragments with the variant in the tumor, and their share of its fragments there. Hot-spots have limits of their own.
struct SupportLimits {
  std::uint32_t min_alternate_reads = 0;
  std::uint32_t min_allele_fraction_ppm = 0;        // SNVs, MNVs
  std::uint32_t min_indel_allele_fraction_ppm = 0;  // insertions, deletions, ITDs
  std::uint32_t hotspot_min_alternate_reads = 0;
  std::uint32_t hotspot_min_allele_fraction_ppm = 0;
};

struct SomaticLimits {
  // Depth: fragments that cover the site.
  std::uint32_t min_tumor_depth = 10;
  std::uint32_t min_normal_depth = 8;  // below it the normal can rule out nothing; 0 = do not ask

  // Evidence in the tumor.
  SupportLimits call{3, 20'000, 20'000, 3, 10'000};
  std::uint32_t min_tumor_odds_centiphred = 1500;          // variant against error
  std::uint32_t hotspot_min_tumor_odds_centiphred = 1000;  // the same of hot-spots
  std::uint32_t min_quality_centiphred = 800;              // somatic against everything else
  // What a laboratory reports. A record below is called all the same and marked as such: only its filters say whether
  // it is doubted.
  SupportLimits report;

  // Germline risk.
  std::uint32_t max_normal_alternate_reads = 2;  // exceeded together with the next one
  std::uint32_t max_normal_allele_fraction_ppm = 20'000;
  std::uint32_t min_normal_odds_centiphred = 1000;  // absent from the normal against heterozygous there
  std::uint32_t max_population_frequency_ppm = 5'000;

  // Contamination with another person.
  std::uint32_t max_contamination_ppm = 10'000;

  // Artefacts. Phred-scaled p-values: larger = more biased.
  std::uint32_t max_strand_bias_phred = 60;
  std::uint32_t max_orientation_bias_phred = 60;
  std::uint32_t min_base_quality_phred = 20;  // mean of the alternate bases
  std::uint32_t min_confidence_phred = 20;    // mean mapping confidence of the alternate reads
  std::uint32_t min_end_distance_bases = 5;   // median distance of the variant to the nearer end of its reads
  std::uint32_t clustered_window_bases = 50;  // more than max_clustered_events records within it on other haplotypes
  std::uint32_t max_clustered_events = 3;
  std::uint32_t slip_min_repeat_units = 6;               // an indel of whole units in a tract of at least so many ...
  std::uint32_t slip_min_allele_fraction_ppm = 100'000;  // ... needs this share

  // Panel of normals.
  std::uint32_t max_normals_with_allele = 1;            // of the panel that show the allele
  std::uint32_t min_background_odds_centiphred = 1000;  // above the site's background
};

}  // namespace norrsken
