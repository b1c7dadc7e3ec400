// The files of one comparison, opened and checked against each other.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/reference_fasta.hpp"
#include "io/vcf_reader.hpp"
#include "kernels/comparison/region_set.hpp"
#include "pipeline/bench/bench_options.hpp"
#include "pipeline/bench/contig_variants.hpp"

namespace norrsken {

// A BED file by contig; without a file it is everywhere.
class RegionFile {
 public:
  RegionFile() = default;
  // Throws InputError (exit code reference) when none of its contigs is in the reference.
  RegionFile(const std::string& path, const ReferenceFasta& reference);
  [[nodiscard]] bool is_everywhere() const { return is_everywhere_; }
  // nullptr = everywhere on the contig.
  [[nodiscard]] const RegionSet* on(const std::string& contig) const;
  [[nodiscard]] bool touches(const std::string& contig) const;
  [[nodiscard]] std::int64_t bases() const;

 private:
  bool is_everywhere_ = true;
  std::map<std::string, RegionSet> by_contig_;
};

// INFO and FORMAT keys of the calls that explain a wrong one; the order of VcfRecord::info and ::format.
inline const std::vector<std::string> evidence_info = {"DP", "MQ", "RU", "RL", "FS", "BQ", "RPD", "TLOD", "NLOD", "OB"};
inline const std::vector<std::string> evidence_format = {"DP", "AD", "GQ", "AF"};
// INFO keys of the truth that tell a variant's allele fraction, the better one first.
inline const std::vector<std::string> fraction_info = {"VAF", "AF"};

struct BenchInputs {
  ReferenceFasta reference;
  VcfReader truth;
  VcfReader calls;
  RegionFile confident;
  RegionFile regions;
  std::vector<RegionFile> strata;
  std::vector<std::string> contigs;          // to compare, in the order of the reference
  std::vector<std::string> skipped_contigs;  // with records, but neither in the reference nor in any region
  MissingGenotypes missing_truth = MissingGenotypes::skip;
  MissingGenotypes missing_calls = MissingGenotypes::skip;

  explicit BenchInputs(const BenchOptions& options);
  // Whether alleles are counted there. contig must be in `contigs`.
  [[nodiscard]] bool is_confident(const std::string& contig, const ContigSpan& changed) const;
  [[nodiscard]] bool is_counted(const std::string& contig, const ContigSpan& changed) const;
  // Bases of all contigs where a call is right or wrong: confident and counted. Without regions, all of them.
  [[nodiscard]] std::int64_t judged_bases() const;
};

}  // namespace norrsken
