// What a case says about itself: headers, quality figures, provenance. Files are written by the root rank only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/index_file.hpp"
#include "io/output_files.hpp"
#include "io/provenance.hpp"
#include "io/qc_report.hpp"
#include "kernels/types/quality_summary.hpp"
#include "pipeline/stages/case_context.hpp"
#include "pipeline/stages/place_reads.hpp"
#include "pipeline/stages/prepare_blocks.hpp"
#include "pipeline/stages/run_options.hpp"
#include "pipeline/stages/sex.hpp"
#include "pipeline/stages/stage_times.hpp"

namespace norrsken {

// The files that a case is made from, by role; without their hashes.
[[nodiscard]] std::vector<FileIdentity> input_files(const CaseContext& context, const RunOptions& options);
// Bytes of the read files of a case as they stand on disk. Throws SystemError.
[[nodiscard]] std::uint64_t stored_bytes(const Case& input);
// Least free space that a case of so many bytes of input needs: for its results, and on scratch beside its memory.
[[nodiscard]] std::uint64_t results_bytes(std::uint64_t input_bytes);
[[nodiscard]] std::uint64_t spill_bytes(std::uint64_t input_bytes, std::uint64_t store_bytes);

// Leaves FAILED in the case folder. Never throws: the reason is on its way to the user already.
void mark_failed(const Communicator& comm, const CaseFolders& folders, const std::string& reason) noexcept;

class CaseReport {
 public:
  // All arguments must outlive it. The case starts now.
  CaseReport(const CaseContext& context, const IndexFile& index, const RunOptions& options, const CaseFolders& folders);

  // The files of the case with their headers. Nothing in these differs between ranks, threads or machines.
  [[nodiscard]] std::vector<OutputPlan> outputs() const;

  // qc/ and the summary on the terminal. Checks that all reads are in one bucket. Throws AgreedError. Collective.
  void write_quality(const PlacedCase& placed, const PreparedCase& prepared,
                     const std::vector<VariantStatistics>& variants) const;

  // tables/CASE.hotspots.tsv of a case with a list of hot-spots. records: as CalledCase::hotspots. Throws AgreedError.
  // Collective.
  void write_hotspots(const PreparedCase& prepared, const std::vector<std::uint64_t>& records) const;

  // provenance.json, and what the case took to the terminal. Ends the last of the stages. Throws AgreedError.
  // Collective.
  void write_provenance(const std::vector<FileIdentity>& files, std::span<const SexJudgement> judgements,
                        const PlacedCase& placed, StageTimes& times) const;

 private:
  [[nodiscard]] std::vector<QualityLimit> limits_of(const Sample& sample) const;
  void tell(const Sample& sample, const QualitySummary& summary) const;
  void tell_cost(const Provenance& provenance) const;
  [[nodiscard]] NamedValues parameters() const;

  const CaseContext& context_;
  const IndexFile& index_;
  const RunOptions& options_;
  const CaseFolders& folders_;
  std::string started_;
};

}  // namespace norrsken
