// The counts as a table for people and as files for programs.
#pragma once

#include <string>

#include "pipeline/bench/bench_counts.hpp"
#include "pipeline/bench/bench_inputs.hpp"
#include "pipeline/bench/bench_options.hpp"

namespace norrsken {

[[nodiscard]] std::string bench_table(const BenchOptions& options, const BenchInputs& inputs,
                                      const BenchCounts& counts);
[[nodiscard]] std::string summary_tsv(const BenchCounts& counts);
[[nodiscard]] std::string stratified_tsv(const BenchOptions& options, const BenchCounts& counts);
[[nodiscard]] std::string roc_tsv(const BenchCounts& counts);
[[nodiscard]] std::string discordant_tsv(const std::vector<DiscordantAllele>& alleles);
[[nodiscard]] std::string summary_json(const BenchOptions& options, const BenchInputs& inputs,
                                       const BenchCounts& counts);
// Lost alleles by stage, then lost and wrong ones a line each, for the terminal; at most `limit` of each.
[[nodiscard]] std::string discordant_text(const BenchCounts& counts, std::size_t limit);

[[nodiscard]] const char* name_of(Verdict verdict);   // "matched", "wrong_genotype", ...
[[nodiscard]] const char* name_of(VariantType type);  // "SNV", "other"
[[nodiscard]] const char* name_of(LostStage stage);   // "not placed", ...

}  // namespace norrsken
