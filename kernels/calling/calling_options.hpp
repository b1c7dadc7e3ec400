// What calling is told about a case: its samples, and the limits of its assay.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/biomarkers/repeat_instability.hpp"
#include "kernels/types/somatic_limits.hpp"
#include "kernels/types/umi.hpp"

namespace norrsken {

enum class SampleKind : std::uint8_t {
  germline,  // has two copies (or one) of every chromosome: normal, proband, parent, sibling
  tumor      // a mixture: any share of its reads may carry an allele
};

// Columns of a family of three.
struct Trio {
  std::size_t child = 0;
  std::size_t mother = 0;
  std::size_t father = 0;
};

// How little of a tumour is still looked at. Shares are of the tumour's fragments at the site.
struct TumorOptions {
  unsigned min_reads = 3;             // that show the same event
  unsigned min_share_per_mille = 25;  // of the depth
  // What germline samples are asked for, brought down to that.
  void lower(unsigned& reads, unsigned& share_per_mille) const {
    reads = min_reads;
    share_per_mille = std::min(share_per_mille, min_share_per_mille);
  }
  std::uint32_t snv_prior_centiphred = 5000;  // of a base being somatically changed: ten in a million
};

struct CallingOptions {
  std::uint32_t min_quality_phred = 3;  // QUAL under which a record is LowQual
  std::uint32_t min_indel_quality_phred = 10;
  std::uint32_t min_depth = 4;         // DP under which a record is LowDepth
  std::uint32_t max_depth_factor = 4;  // x the median depth above which a record is HighDepth
  std::uint32_t pileup_cap = 2000;     // reads of a sample starting in one 256-base cell that are kept (by name hash)
  std::uint32_t max_fragments = 600;   // of a sample that one region is called from (by name hash)
  std::vector<SampleKind> samples{SampleKind::germline};  // columns of the case
  std::vector<Trio> trios;
  TumorOptions tumor;
  SomaticLimits somatic;
  InstabilityLimits instability;
  UmiOptions umi;  // with a UMI, families become consensus reads instead of duplicates

  [[nodiscard]] bool is_tumor(std::size_t sample) const { return samples[sample] == SampleKind::tumor; }
  [[nodiscard]] bool has_tumor() const {
    return std::find(samples.begin(), samples.end(), SampleKind::tumor) != samples.end();
  }
  // The sample that tumours are compared with.
  [[nodiscard]] std::optional<std::size_t> normal() const {
    const auto found = std::find(samples.begin(), samples.end(), SampleKind::germline);
    if (found == samples.end() || !has_tumor()) return std::nullopt;
    return static_cast<std::size_t>(found - samples.begin());
  }
  [[nodiscard]] std::vector<std::size_t> tumors() const {
    std::vector<std::size_t> columns;
    for (std::size_t sample = 0; sample < samples.size(); ++sample)
      if (is_tumor(sample)) columns.push_back(sample);
    return columns;
  }
  // Whether germline variants are reported from the sample; a tumour stands in where there is no other.
  [[nodiscard]] bool is_germline_source(std::size_t sample) const {
    return !is_tumor(sample) || std::find(samples.begin(), samples.end(), SampleKind::germline) == samples.end();
  }
};

}  // namespace norrsken
