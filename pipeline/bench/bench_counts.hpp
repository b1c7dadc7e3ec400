// What a comparison adds up to, and the list of what went wrong.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/comparison/compare.hpp"
#include "kernels/comparison/fraction_bins.hpp"
#include "kernels/comparison/tally.hpp"
#include "pipeline/bench/bench_inputs.hpp"
#include "pipeline/bench/contig_variants.hpp"

namespace norrsken {

// The first stage of calling that no longer had a lost allele.
enum class LostStage : std::uint8_t {
  not_told,  // no explanation asked for, or the files that tell are missing
  not_placed,
  not_active,
  not_assembled,
  not_genotyped,
  wrong_genotype,
  filtered
};
inline constexpr std::size_t lost_stage_count = 7;

// One allele lost (FN) or wrongly called (FP).
struct DiscordantAllele {
  std::string contig;
  std::int64_t position_1based = 0;  // of the record
  std::string reference;             // as the record spells it; one ALT
  std::string alternate;
  VariantType type = VariantType::snv;
  LengthClass length_class = LengthClass::substitution;
  Verdict verdict = Verdict::alone;
  std::string genotype;
  std::string quality;                    // of a call; "." when missing
  LostStage stage = LostStage::not_told;  // of a lost one
  std::string explanation;                // details of the stage, or the evidence of the call; empty unless asked for
};

struct BenchCounts {
  TallyTable all;
  std::vector<TallyTable> strata;
  std::array<RocCurve, 2> roc;  // by VariantType
  FractionTable by_fraction;    // truth by the truth's fraction, calls by the call's
  LeftOut truth_left_out;
  LeftOut calls_left_out;
  ComparisonCounts comparison;
  std::vector<DiscordantAllele> lost;  // by position
  std::vector<DiscordantAllele> wrong;
};

enum class Placement : std::uint8_t { counted, unknown, not_counted };  // unknown: outside the confident regions

// One contig, compared.
struct ComparedContig {
  std::string name;
  std::string reference;
  ContigVariants truth;
  ContigVariants calls;
  Comparison comparison;
  std::vector<Placement> truth_placement;  // unknown does not occur
  std::vector<Placement> call_placement;
};

// Reads both files' records of a contig and compares them.
[[nodiscard]] ComparedContig compare_contig(BenchInputs& inputs, const BenchOptions& options, const std::string& name);

// Adds a contig to the counts. `lost` and `wrong` gain its alleles, unexplained, in the order of lost_alleles()
// and wrong_calls().
void add_contig(const BenchInputs& inputs, const ComparedContig& contig, BenchCounts& counts);

// Indices into the contig's alleles that count and did not match.
[[nodiscard]] std::vector<std::size_t> lost_alleles(const ComparedContig& contig);
[[nodiscard]] std::vector<std::size_t> wrong_calls(const ComparedContig& contig);

}  // namespace norrsken
