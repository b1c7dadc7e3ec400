#include "kernels/calling/block_caller.hpp"

#include <algorithm>

#include "kernels/calling/library_counts.hpp"
#include "kernels/calling/phasing.hpp"
#include "kernels/calling/prepare_reads.hpp"
#include "kernels/calling/reference_blocks.hpp"
#include "kernels/calling/region_caller.hpp"
#include "kernels/filtering/hard_filters.hpp"

namespace norrsken {
namespace {

constexpr GenomePosition window_margin = block_halo + 1024;  // unpacked around a block
constexpr unsigned min_event_confidence_phred = 5;
constexpr std::uint32_t min_reported_quality_centiphred = 100;

GenomeInterval interval_of(std::uint32_t block, GenomePosition genome_length) {
  const GenomePosition start = block * block_bases;
  return {start, std::min<GenomePosition>(genome_length, start + block_bases)};
}

// Orders records and leaves one of those that neighbouring regions report twice.
void sort_and_unite(std::vector<VariantCall>& variants) {
  std::stable_sort(variants.begin(), variants.end(), [](const VariantCall& a, const VariantCall& b) {
    if (a.position != b.position) return a.position < b.position;
    if (a.reference != b.reference) return a.reference < b.reference;
    if (a.alternate != b.alternate) return a.alternate < b.alternate;
    return a.quality_centiphred > b.quality_centiphred;
  });
  const auto last = std::unique(variants.begin(), variants.end(), [](const VariantCall& a, const VariantCall& b) {
    return a.position == b.position && a.reference == b.reference && a.alternate == b.alternate;
  });
  variants.erase(last, variants.end());
}

std::uint32_t median_depth(const LibraryCounts& library) {
  std::uint64_t total = 0;
  for (std::size_t depth = 1; depth < library.depth.size(); ++depth) total += library.depth[depth];
  std::uint64_t seen = 0;
  for (std::size_t depth = 1; depth < library.depth.size(); ++depth) {
    seen += library.depth[depth];
    if (2 * seen >= total) return static_cast<std::uint32_t>(depth);
  }
  return 0;
}

}  // namespace

void LibraryCounts::add(const LibraryCounts& other) {
  moved.placed += other.moved.placed;
  moved.ambiguous += other.moved.ambiguous;
  moved.orphan += other.moved.orphan;
  moved.duplicate += other.moved.duplicate;
  covered_bases += other.covered_bases;
  for (std::size_t i = 0; i < depth.size(); ++i) depth[i] += other.depth[i];
  for (std::size_t unit = 0; unit < slips.size(); ++unit)
    for (std::size_t length = 0; length < slips[unit].size(); ++length)
      for (std::size_t slip = 0; slip < slips[unit][length].size(); ++slip)
        slips[unit][length][slip] += other.slips[unit][length][slip];
}

struct BlockCaller::Scratch {
  Scratch(const GenomeView& genome_view, const CallingOptions& calling_options)
      : genome(genome_view), options(calling_options) {}

  GenomeView genome;
  CallingOptions options;
  SlipPenalties penalties;
  FilterLimits limits;
  std::vector<PloidyInterval> ploidies;
  ReferenceWindow window;
  std::vector<TandemTract> tracts;
  Pileup pileup;
  ActiveRegions active;

  void load_window(GenomeInterval block) {
    window.assign(genome, block.start > window_margin ? block.start - window_margin : 0, block.end + window_margin);
    tracts.clear();  // found where they are needed: panels have many blocks with hardly a read
  }
  void find_regions(const PlacedReads& reads) {
    collect_pileup(reads, window, min_event_confidence_phred, pileup);
    find_candidate_sites(reads, window, pileup, ActivityOptions{}, active.sites);
    if (!active.sites.empty()) find_tandem_tracts(window.bases(), max_tract_unit, tracts);
    find_active_regions(reads, window, pileup, tracts, ActivityOptions{}, active);
  }
  [[nodiscard]] unsigned ploidy_at(GenomePosition position) const {
    for (const PloidyInterval& interval : ploidies)
      if (position >= interval.start && position < interval.end) return interval.ploidy;
    return 2;
  }
  [[nodiscard]] GenomePosition contig_start(GenomePosition position) const {
    const auto after = std::partition_point(genome.contigs.begin(), genome.contigs.end(),
                                            [&](const Contig& contig) { return contig.start <= position; });
    return after == genome.contigs.begin() ? 0 : (after - 1)->start;
  }
  [[nodiscard]] std::vector<CalledRegion> call_regions(const PlacedReads& reads);
  void call_covered(GenomeInterval own, const PlacedReads& reads, BlockCalls& calls);
  void keep_own(std::vector<CalledRegion>& regions, GenomeInterval own, BlockCalls& calls) const;
};

std::vector<CalledRegion> BlockCaller::Scratch::call_regions(const PlacedReads& reads) {
  BlockReads block{&reads, 0, 0};
  for (const PlacedRead& read : reads.reads) {
    block.longest_span = std::max(block.longest_span, read.end() - read.position);
    block.longest_read_bases = std::max<unsigned>(block.longest_read_bases, read.length);
  }
  RegionCaller caller(window, penalties, options);
  std::vector<CalledRegion> regions;
  for (const ActiveRegion& region : active.regions) {
    const GenomePosition start = window.start() + region.start;
    const unsigned ploidy = ploidy_at(start);
    if (ploidy == 0) continue;
    regions.push_back(caller.call(block, active, region, {tracts, ploidy, contig_start(start)}));
    // Walks reach into neighbouring regions, but know only what lies between their own ends.
    std::erase_if(regions.back().variants, [&](const VariantCall& call) {
      const ActiveRegion* owner = region_at(active.regions, call.position - window.start());
      return owner != nullptr && owner != &region;
    });
  }
  return regions;
}

// Moves what lies inside the block into `calls` and turns phase-set numbers into contig positions.
void BlockCaller::Scratch::keep_own(std::vector<CalledRegion>& regions, GenomeInterval own, BlockCalls& calls) const {
  const auto is_own = [&](GenomePosition position) { return position >= own.start && position < own.end; };
  for (CalledRegion& region : regions) {
    for (VariantCall& call : region.variants)
      if (is_own(call.position) && call.quality_centiphred >= min_reported_quality_centiphred)
        calls.variants.push_back(std::move(call));
    if (is_own(region.trace.start)) calls.regions.push_back(std::move(region.trace));
  }
  sort_and_unite(calls.variants);
  std::vector<std::uint32_t> set_position(regions.size() + 1, 0);
  for (VariantCall& call : calls.variants) {
    GenotypeCall& sample = call.samples.front();
    if (sample.is_phased) {
      std::uint32_t& position = set_position[sample.phase_set_1based];
      if (position == 0) position = call.position - contig_start(call.position) + 1;
      sample.phase_set_1based = position;
    }
    apply_hard_filters(limits, call);
  }
}

void BlockCaller::Scratch::call_covered(GenomeInterval own, const PlacedReads& reads, BlockCalls& calls) {
  load_window(own);
  find_regions(reads);
  std::vector<CalledRegion> regions = call_regions(reads);
  phase_regions(regions);
  keep_own(regions, own, calls);
  make_reference_blocks(reads, window, pileup, calls.variants, own.start, own.end, calls.reference_blocks);
}

BlockCaller::BlockCaller(const GenomeView& genome, const CallingOptions& options)
    : scratch_(std::make_unique<Scratch>(genome, options)) {}
BlockCaller::~BlockCaller() = default;
BlockCaller::BlockCaller(BlockCaller&&) noexcept = default;
BlockCaller& BlockCaller::operator=(BlockCaller&&) noexcept = default;

void BlockCaller::prepare(std::uint32_t block, PlacedReads& reads, LibraryCounts& counts) {
  Scratch& scratch = *scratch_;
  const GenomeInterval own = interval_of(block, scratch.genome.length);
  if (reads.reads.empty()) return count_uncovered(scratch.genome, own.start, own.end, counts);
  sort_reads(reads);
  mark_duplicates(reads);
  scratch.load_window(own);
  if (reads.size() >= min_slip_site_reads) find_tandem_tracts(scratch.window.bases(), max_slip_unit, scratch.tracts);
  count_library(reads, scratch.window, scratch.tracts, own.start, own.end, counts);
  cap_pileups(reads, scratch.options.pileup_cap);
  merge_overlapping_mates(reads);
}

void BlockCaller::set_library(const LibraryCounts& library, std::vector<PloidyInterval> ploidies) {
  Scratch& scratch = *scratch_;
  scratch.penalties = SlipPenalties();
  scratch.penalties.estimate(library.slips);
  scratch.limits.min_quality_phred = scratch.options.min_quality_phred;
  scratch.limits.min_depth = scratch.options.min_depth;
  scratch.limits.max_depth = scratch.options.max_depth_factor * median_depth(library);
  scratch.ploidies = std::move(ploidies);
}

BlockCalls BlockCaller::call(std::uint32_t block, const PlacedReads& reads) {
  Scratch& scratch = *scratch_;
  BlockCalls calls;
  const GenomeInterval own = interval_of(block, scratch.genome.length);
  if (reads.reads.empty())
    make_uncovered_blocks(scratch.genome, own.start, own.end, calls.reference_blocks);
  else
    scratch.call_covered(own, reads, calls);
  for (ReferenceBlock& reference_block : calls.reference_blocks)
    reference_block.ploidy = static_cast<std::uint8_t>(scratch.ploidy_at(reference_block.start));
  return calls;
}

}  // namespace norrsken
