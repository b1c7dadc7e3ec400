// The truth of one sample, contig after contig.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "io/truth_writer.hpp"
#include "pipeline/simulate/genome_contigs.hpp"
#include "pipeline/simulate/simulate_options.hpp"

namespace norrsken {

[[nodiscard]] std::vector<Contig> contig_table(std::span<const GenomeContig> genome);

// Whether a contig has a second copy where the variant starts.
[[nodiscard]] bool has_second_copy(const CopyTerritory& territory, const SampleVariant& variant);

class TruthFile {
 public:
  // `contigs` must outlive it. Throws SystemError.
  TruthFile(const SimulateOptions& options, const std::string& file_name, const std::string& sample, TruthKind kind,
            std::span<const Contig> contigs);

  // Variants of `number`-th contig, whose bases are `bases`; contigs in order.
  void append(std::uint32_t number, std::span<const BaseCode> bases, std::span<const SampleVariant> variants,
              const CopyTerritory& territory);
  void finish() { writer_.finish(); }

 private:
  const SimulateOptions& options_;
  TruthKind kind_;
  TruthWriter writer_;
};

}  // namespace norrsken
