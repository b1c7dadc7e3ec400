// Calls one block of the genome: duplicates, active regions, haplotypes, genotypes, reference blocks.
//
// A block is a fixed stretch of the genome axis (block_bases long, aligned to multiples of it) together with the reads
// that overlap it or `block_halo` bases on either side. Variants and reference blocks are reported by the block that
// holds their position, so a genome's calls are the blocks' calls one after the other, however blocks are dealt to
// ranks.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/calling/calling_options.hpp"
#include "kernels/evidence/collect_evidence.hpp"
#include "kernels/somatic/damage.hpp"
#include "kernels/somatic/somatic_candidate.hpp"
#include "kernels/types/biomarkers.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/read_store.hpp"
#include "kernels/types/repeat_site.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

inline constexpr GenomePosition block_bases = 1U << 17;  // 131,072
inline constexpr GenomePosition block_halo = 2048;       // bases of context on both sides

// First block whose halo reaches the read, and one past the last: the blocks that must get a copy of it.
struct BlockRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;  // half-open
};
[[nodiscard]] constexpr BlockRange blocks_of(const PlacedRead& read) {
  const GenomePosition start = read.position > block_halo ? read.position - block_halo : 0;
  return {start / block_bases, (read.end() + block_halo) / block_bases + 1};
}

// Properties of the library that calling needs, estimated from all blocks before any is called.
// All members are integer histograms: they are added over blocks and ranks, so no order shows.
struct LibraryCounts {
  ReadBuckets moved;  // .duplicate reads found, and how many of them were placed / ambiguous before
  std::uint64_t covered_bases = 0;
  std::array<std::uint64_t, 1024> depth{};  // positions by depth, last = deeper
  // Reads by repeat unit (1..6), tract length in bases (last = longer) and observed slip in units (-4..+4).
  std::array<std::array<std::array<std::uint64_t, 9>, 64>, 7> slips{};
  DamageCounts damage;   // of tumours only
  UmiCounts umi;         // molecules by family size; nothing without UMIs
  RepeatCounts repeats;  // of tumours beside their normal

  void add(const LibraryCounts& other);
};

// What one block reports, by position.
struct BlockCalls {
  std::vector<VariantCall> variants;  // germline, one genotype a sample of the case
  std::vector<VariantCall> beside;    // the same of the neighbouring blocks, near by: only for what depends on both
  std::vector<SomaticCandidate> somatic;
  std::vector<ReferenceBlock> reference_blocks;  // of every germline sample, one sample after the other
  std::vector<RegionTrace> regions;
};

// Ploidy of a contig's stretch by sex: whole-genome constant 2 unless told otherwise.
struct PloidyInterval {
  GenomePosition start = 0;
  GenomePosition end = 0;
  std::uint8_t ploidy = 2;
};

// Holds scratch memory: one BlockCaller a thread.
class BlockCaller {
 public:
  // `genome` views memory that must outlive the caller.
  BlockCaller(const GenomeView& genome, const CallingOptions& options);
  ~BlockCaller();
  BlockCaller(BlockCaller&&) noexcept;
  BlockCaller& operator=(BlockCaller&&) noexcept;

  // First pass. Sorts `reads` into their canonical order (any order in, same order out), marks duplicates, resolves
  // overlapping mates and adds the block's own reads (position inside the block) to `counts`, one a sample.
  // repeats: one a sample, or none; those of a tumour without a normal are appended, by place.
  // Throws InputError when a fragment occurs twice (the same lane given twice).
  void prepare(std::uint32_t block, PlacedReads& reads, std::span<LibraryCounts> counts,
               std::span<std::vector<RepeatSite>> repeats = {});

  // Between the passes: the libraries of the whole genome and the stretches that are not diploid, one a sample.
  void set_library(std::span<const LibraryCounts> libraries, std::vector<std::vector<PloidyInterval>> ploidies);

  // Second pass, on reads that went through prepare().
  [[nodiscard]] BlockCalls call(std::uint32_t block, const PlacedReads& reads);

  // Afterwards, where something of the block is reported: the reads around `sites` (by position) on the haplotypes that
  // calling finds there. Only what lies near the sites is called again; reads that lie far from them are dropped.
  [[nodiscard]] std::vector<EvidenceRead> collect_evidence(std::uint32_t block, PlacedReads& reads,
                                                           std::span<const EvidenceSite> sites,
                                                           const EvidenceLimits& limits);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace norrsken
