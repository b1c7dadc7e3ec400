// Why an allele was lost and what a wrong call rests on.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/region_table_reader.hpp"
#include "io/vcf_reader.hpp"
#include "pipeline/bench/bench_counts.hpp"
#include "pipeline/bench/bench_inputs.hpp"

namespace norrsken {

inline constexpr std::int64_t placed_depth = 3;  // from this depth on, reads were there to find the variant

// Where `norrsken run` puts what explains the calls in OUT/CASE/vcf/CASE.vcf.gz (or CASE.somatic.vcf.gz, .pass.vcf.gz).
struct SideFiles {
  std::string regions_path;  // OUT/CASE/tables/CASE.regions.tsv.gz
  std::string gvcf_path;     // OUT/CASE/vcf/SAMPLE.g.vcf.gz
};
[[nodiscard]] SideFiles side_files_of(const std::string& calls_path, const std::string& sample = "");

class Explainer {
 public:
  // Side files that are missing only make the explanations coarser; note() tells. Throws what their readers throw.
  Explainer(const BenchInputs& inputs, const std::string& calls_path);

  // Fills stage and explanation of a contig's alleles: `lost` as lost_alleles(contig), `wrong` as wrong_calls(contig).
  // Contigs in the order of the reference.
  void explain(const ComparedContig& contig, std::span<DiscordantAllele> lost, std::span<DiscordantAllele> wrong);

  [[nodiscard]] const std::string& note() const { return note_; }  // empty when nothing was missing

 private:
  struct LostSet;
  void explain_filtered(const ComparedContig& contig, const LostSet& lost) const;
  void explain_genotypes(const ComparedContig& contig, const LostSet& lost) const;
  void explain_stages(const ComparedContig& contig, const LostSet& lost);
  void explain_region(const ComparedContig& contig, const LostSet& lost, std::size_t index,
                      std::span<const TracedRegion> regions) const;
  void explain_without_region(const ComparedContig& contig, DiscordantAllele& allele, const ContigSpan& span);
  std::optional<std::int64_t> depth_at(const std::string& contig, const ContigSpan& span);

  std::optional<RegionTableReader> regions_;
  std::optional<VcfReader> gvcf_;
  std::string regions_path_;
  std::string note_;
};

}  // namespace norrsken
