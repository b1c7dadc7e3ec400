// Variants that some cells or a child have beyond the germline of their family: somatic or de novo.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pipeline/simulate/genome_contigs.hpp"
#include "pipeline/simulate/given_variants.hpp"
#include "pipeline/simulate/simulate_options.hpp"
#include "pipeline/simulate/target_regions.hpp"

namespace norrsken {

class ExtraVariants {
 public:
  // Of the tumor, or de novo in a trio; otherwise there are none. Throws InputError and SystemError.
  ExtraVariants(const SimulateOptions& options, std::span<const GenomeContig> genome, const TargetRegions& targets);

  // Of one contig, contigs in order: left-aligned, on one copy each, SampleVariant::clone from 1 on. `germline`: what
  // they must keep away from. Given ones that cannot be had are added to `skipped`.
  [[nodiscard]] std::vector<SampleVariant> take(std::uint32_t contig, const std::string& letters,
                                                const CopyTerritory& territory, std::span<const SampleVariant> germline,
                                                std::vector<SkippedAllele>& skipped);

 private:
  [[nodiscard]] std::uint64_t duplications_on(std::uint32_t contig) const;

  std::span<const GenomeContig> genome_;
  const TargetRegions& targets_;
  std::vector<Clone> clones_;
  DrawOptions draw_;
  std::uint64_t duplications_ = 0;
  std::vector<std::uint32_t> duplication_bases_;
  std::uint64_t seed_ = 0;
  std::vector<GivenVariants> given_;
  std::vector<std::uint64_t> bases_before_;  // sequenced bases of the contigs before each, and of all
};

}  // namespace norrsken
