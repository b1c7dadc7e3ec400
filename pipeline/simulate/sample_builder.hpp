// The copies of every contig that the people of a case carry, and the files that tell what is true about them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kernels/simulation/fragment_source.hpp"
#include "pipeline/simulate/genome_contigs.hpp"
#include "pipeline/simulate/simulate_options.hpp"

namespace norrsken {

struct AlleleCounts {
  std::uint64_t snvs = 0;
  std::uint64_t insertions = 0;
  std::uint64_t deletions = 0;
  std::uint64_t others = 0;  // bases replaced by another number of bases
  void add(const Edit& edit);
};

// Alleles of truth.vcf.gz.
struct TruthCounts : AlleleCounts {
  std::uint64_t in_repeats = 0;    // of all: drawn as whole units of a tandem repeat
  std::uint64_t heterozygous = 0;  // of all: on one of two copies
  std::uint64_t confident_bases = 0;
  std::map<std::string, std::uint64_t> skipped;  // by reason: alleles that are not in the sample
};

enum class FamilyMember : std::uint8_t { proband, mother, father };

struct SimulatedPerson {
  std::string name;
  SexChromosomes sex = SexChromosomes::xx;
  // By kind of cell: normal ones, then those of the tumor's clones 1, 2, ...; then by contig. Views `genome`.
  std::vector<std::vector<SampleContig>> cells;
};

struct SimulatedPeople {
  std::vector<SimulatedPerson> people;  // one, or by FamilyMember
  TruthCounts counts;                   // of the first
  AlleleCounts extra;                   // somatic or de novo
};

// Name of a sample of the case: sample_name(options, "mother").
[[nodiscard]] std::string sample_name(const SimulateOptions& options, const std::string& role);

// Chooses the variants, builds the copies and writes truth.vcf.gz (+tbi), truth.bed and skipped.tsv, and the truth of
// tumors and families, into the output folder. Fills short gaps of `genome`, which must outlive the result. Throws
// InputError and SystemError.
[[nodiscard]] SimulatedPeople build_people(const SimulateOptions& options, std::vector<GenomeContig>& genome);

}  // namespace norrsken
