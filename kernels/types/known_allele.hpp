// What is known of an allele before a case is looked at: from a panel of normals, and from a population.
#pragma once

#include <cstdint>

namespace norrsken {

// How the normals of a panel show one allele. Fractions are alternate / (reference + alternate) fragments of a normal,
// in parts per million.
struct SiteBackground {
  std::uint32_t normals_with = 0;     // normals that show it
  std::uint64_t alternate_reads = 0;  // of these normals together
  std::uint64_t depth = 0;            // alternate_reads and those of the reference allele
  std::uint32_t mean_ppm = 0;         // of the fraction over these normals
  std::uint32_t sd_ppm = 0;           // its standard deviation; 0 of one normal
};

// All 0 = not known.
struct KnownAllele {
  std::uint32_t population_ppm = 0;  // allele frequency
  std::uint32_t normals = 0;         // in the panel
  std::uint32_t normals_with = 0;    // and the fractions of SiteBackground
  std::uint32_t mean_ppm = 0;
  std::uint32_t sd_ppm = 0;
};

}  // namespace norrsken
