// The sample's copies of every contig, and the files that tell what is true about them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kernels/simulation/fragment_source.hpp"
#include "pipeline/simulate/genome_contigs.hpp"
#include "pipeline/simulate/simulate_options.hpp"

namespace norrsken {

// Alleles of truth.vcf.gz.
struct TruthCounts {
  std::uint64_t snvs = 0;
  std::uint64_t insertions = 0;
  std::uint64_t deletions = 0;
  std::uint64_t others = 0;        // bases replaced by another number of bases
  std::uint64_t in_repeats = 0;    // of all: drawn as whole units of a tandem repeat
  std::uint64_t heterozygous = 0;  // of all: on one of two copies
  std::uint64_t confident_bases = 0;
  std::map<std::string, std::uint64_t> skipped;  // by reason: alleles that are not in the sample
};

struct SimulatedSample {
  std::vector<SampleContig> contigs;  // views `genome`
  TruthCounts counts;
};

// Chooses the variants, builds the copies and writes truth.vcf.gz (+tbi), truth.bed and skipped.tsv into the output
// folder. Fills short gaps of `genome`, which must outlive the result. Throws InputError and SystemError.
[[nodiscard]] SimulatedSample build_sample(const SimulateOptions& options, std::vector<GenomeContig>& genome);

}  // namespace norrsken
