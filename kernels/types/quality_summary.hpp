// Quality figures of one sample: integers only, so that sums over blocks and ranks do not depend on order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "kernels/types/panel.hpp"
#include "kernels/types/read_store.hpp"
#include "kernels/types/umi.hpp"

namespace norrsken {

// Records of one sample. All members are 64-bit counts: add them over blocks, reduce them over ranks as one array.
struct VariantCounts {
  static constexpr int longest_indel_bases = 60;  // longer ones are counted there

  std::uint64_t records = 0;  // = snvs + insertions + deletions + other
  std::uint64_t snvs = 0;
  std::uint64_t insertions = 0;
  std::uint64_t deletions = 0;
  std::uint64_t other = 0;  // REF and ALT of equal length > 1, "*", and mixed spellings
  std::uint64_t transitions = 0;
  std::uint64_t transversions = 0;
  std::uint64_t heterozygous = 0;  // one ALT of two alleles, also where the other is not called ("./1")
  std::uint64_t homozygous_alternate = 0;
  std::uint64_t haploid_alternate = 0;
  std::uint64_t no_alternate = 0;  // 0/0, ./. and ploidy 0
  std::uint64_t phased = 0;
  // [length + longest_indel_bases]: inserted (> 0) or deleted (< 0) bases.
  std::array<std::uint64_t, 2 * longest_indel_bases + 1> indel_lengths{};

  void add(const VariantCounts& other_counts);
};
static_assert(std::is_trivially_copyable_v<VariantCounts> && sizeof(VariantCounts) % sizeof(std::uint64_t) == 0);

struct VariantStatistics {
  VariantCounts all;
  VariantCounts pass;  // records without filter
  void add(const VariantStatistics& other) {
    all.add(other.all);
    pass.add(other.pass);
  }
};
static_assert(std::is_trivially_copyable_v<VariantStatistics>);

// Quartiles of a histogram's values; `count` values in all, 0 everywhere when there are none.
struct Quartiles {
  std::uint64_t count = 0;
  std::uint64_t first = 0;
  std::uint64_t median = 0;
  std::uint64_t third = 0;
};

// What the QC files are written from. Histograms are indexed by value; the last element holds larger ones too.
struct QualitySummary {
  std::uint64_t input_reads = 0;  // as the readers counted them: equals buckets.total()
  ReadBuckets buckets;            // after duplicates were moved into theirs
  std::uint64_t fragments = 0;
  std::uint64_t bases = 0;
  std::vector<std::uint64_t> read_length_bases;  // reads
  std::vector<std::uint64_t> insert_bases;       // proper pairs by outer distance
  std::vector<std::uint64_t> confidence_phred;   // reads by mapping confidence
  std::vector<std::uint64_t> depth;              // positions by depth
  std::uint64_t depth_sum = 0;                   // of depth over positions: sum / positions = mean
  Quartiles insert;
  Quartiles depth_quartiles;
  VariantStatistics variants;
  std::optional<PanelCoverage> panel;  // of a capture panel
  std::optional<UmiCounts> umi;        // of an assay with UMIs
};

inline void VariantCounts::add(const VariantCounts& other_counts) {
  records += other_counts.records;
  snvs += other_counts.snvs;
  insertions += other_counts.insertions;
  deletions += other_counts.deletions;
  other += other_counts.other;
  transitions += other_counts.transitions;
  transversions += other_counts.transversions;
  heterozygous += other_counts.heterozygous;
  homozygous_alternate += other_counts.homozygous_alternate;
  haploid_alternate += other_counts.haploid_alternate;
  no_alternate += other_counts.no_alternate;
  phased += other_counts.phased;
  for (std::size_t index = 0; index < indel_lengths.size(); ++index)
    indel_lengths[index] += other_counts.indel_lengths[index];
}

}  // namespace norrsken
