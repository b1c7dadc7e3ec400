#include "kernels/calling/block_caller.hpp"

#include <algorithm>

#include "kernels/calling/family.hpp"
#include "kernels/calling/hide_damage.hpp"
#include "kernels/calling/library_counts.hpp"
#include "kernels/calling/phasing.hpp"
#include "kernels/calling/prepare_reads.hpp"
#include "kernels/calling/reference_blocks.hpp"
#include "kernels/calling/region_caller.hpp"
#include "kernels/filtering/hard_filters.hpp"
#include "kernels/statistics/quality_statistics.hpp"
#include "kernels/umi/umi_consensus.hpp"

namespace norrsken {
namespace {

constexpr GenomePosition window_margin = block_halo + 1024;  // unpacked around a block
constexpr GenomePosition beside_bases = block_halo / 2;      // there neighbours call the same
constexpr unsigned min_event_confidence_phred = 5;
constexpr std::uint32_t min_reported_quality_centiphred = 100;

GenomeInterval interval_of(std::uint32_t block, GenomePosition genome_length) {
  const GenomePosition start = block * block_bases;
  return {start, std::min<GenomePosition>(genome_length, start + block_bases)};
}

// Carried by a tumour in the same phase set. Sets are named by a place on their contig, and contigs lie further apart.
bool share_phase_set(const VariantCall& a, const VariantCall& b) {
  if (std::max(a.position, b.position) - std::min(a.position, b.position) >= contig_gap) return false;
  for (std::size_t sample = 0; sample < a.samples.size(); ++sample)
    if (a.samples[sample].is_phased && b.samples[sample].is_phased &&
        a.samples[sample].phase_set_1based == b.samples[sample].phase_set_1based)
      return true;
  return false;
}

// Own candidates get the alleles of their phase sets that lie in neighbouring blocks.
void note_beyond(std::span<const SomaticCandidate> outside, std::vector<SomaticCandidate>& own) {
  for (const SomaticCandidate& other : outside)
    for (SomaticCandidate& candidate : own) {
      const VariantCall& record = other.call.record;
      if (share_phase_set(candidate.call.record, record))
        candidate.call.beyond.push_back({record.position, record.reference, record.alternate});
    }
}

// Orders records and leaves one of those that neighbouring regions report twice.
template <class Call, class Record>
void sort_and_unite(std::vector<Call>& calls, Record record_of) {
  std::stable_sort(calls.begin(), calls.end(), [&](const Call& x, const Call& y) {
    const VariantCall& a = record_of(x);
    const VariantCall& b = record_of(y);
    if (a.position != b.position) return a.position < b.position;
    if (a.reference != b.reference) return a.reference < b.reference;
    if (a.alternate != b.alternate) return a.alternate < b.alternate;
    return a.quality_centiphred > b.quality_centiphred;
  });
  const auto last = std::unique(calls.begin(), calls.end(), [&](const Call& x, const Call& y) {
    const VariantCall& a = record_of(x);
    const VariantCall& b = record_of(y);
    return a.position == b.position && a.reference == b.reference && a.alternate == b.alternate;
  });
  calls.erase(last, calls.end());
}

// Most covered positions of a targeted library lie off target: there half of what the bases see is nearer the truth.
std::uint32_t typical_depth(const LibraryCounts& library) {
  std::array<std::uint64_t, std::tuple_size_v<decltype(LibraryCounts::depth)>> positions = library.depth;
  positions[0] = 0;  // not covered
  auto bases = positions;
  for (std::size_t depth = 0; depth < bases.size(); ++depth) bases[depth] *= depth;
  return static_cast<std::uint32_t>(std::max(histogram_quantile(positions, 500), histogram_quantile(bases, 500) / 2));
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
  damage.add(other.damage);
  umi.add(other.umi);
  repeats.add(other.repeats);
}

struct BlockCaller::Scratch {
  Scratch(const GenomeView& genome_view, const CallingOptions& calling_options)
      : genome(genome_view), options(calling_options) {}

  GenomeView genome;
  CallingOptions options;
  SlipPenalties penalties;
  std::vector<DamageProfile> damage;                  // of each sample
  std::vector<FilterLimits> limits;                   // of each sample
  std::vector<std::vector<PloidyInterval>> ploidies;  // of each sample
  ReferenceWindow window;
  std::vector<TandemTract> tracts;
  std::vector<Pileup> pileups;  // of each sample
  ActiveRegions active;
  PlacedReads hidden;  // where a library is damaged, the reads without what damage may have made

  void load_window(GenomeInterval block) {
    window.assign(genome, block.start > window_margin ? block.start - window_margin : 0, block.end + window_margin);
    tracts.clear();  // found where they are needed: panels have many blocks with hardly a read
  }
  [[nodiscard]] std::size_t samples() const { return options.samples.size(); }
  void find_regions(const PlacedReads& reads);
  [[nodiscard]] BlockReads block_of(const PlacedReads& reads);
  [[nodiscard]] std::uint8_t ploidy_at(std::size_t sample, GenomePosition position) const {
    for (const PloidyInterval& interval : ploidies[sample])
      if (position >= interval.start && position < interval.end) return interval.ploidy;
    return 2;
  }
  [[nodiscard]] GenomePosition contig_start(GenomePosition position) const {
    const auto after = std::partition_point(genome.contigs.begin(), genome.contigs.end(),
                                            [&](const Contig& contig) { return contig.start <= position; });
    return after == genome.contigs.begin() ? 0 : (after - 1)->start;
  }
  [[nodiscard]] std::vector<std::uint8_t> ploidies_at(GenomePosition position) const;
  [[nodiscard]] std::vector<CalledRegion> call_regions(const PlacedReads& reads);
  void call_covered(GenomeInterval own, const PlacedReads& reads, BlockCalls& calls);
  void keep_own(std::vector<CalledRegion>& regions, GenomeInterval own, BlockCalls& calls) const;
};

void BlockCaller::Scratch::find_regions(const PlacedReads& reads) {
  pileups.resize(samples());
  active.sites.clear();
  std::vector<CandidateSite> sites;
  for (std::size_t sample = 0; sample < samples(); ++sample) {
    collect_pileup(reads, static_cast<std::uint8_t>(sample), window, min_event_confidence_phred, pileups[sample]);
    ActivityOptions activity;
    if (options.is_tumor(sample)) options.tumor.lower(activity.min_reads, activity.min_share_per_mille);
    if (sample < damage.size()) activity.damage = &damage[sample];
    find_candidate_sites(reads, window, pileups[sample], activity, sites);
    active.sites.insert(active.sites.end(), sites.begin(), sites.end());
  }
  if (samples() > 1) unite_sites(active.sites);
  if (!active.sites.empty()) find_tandem_tracts(window.bases(), max_tract_unit, tracts);
  find_active_regions(reads, window, pileups, tracts, ActivityOptions{}, active);
}

BlockReads BlockCaller::Scratch::block_of(const PlacedReads& reads) {
  BlockReads block = measured(reads);
  if (hide_damage(reads, window, damage, hidden)) block.assembly = &hidden;
  return block;
}

// Of each sample; empty where none has the chromosome.
std::vector<std::uint8_t> BlockCaller::Scratch::ploidies_at(GenomePosition position) const {
  std::vector<std::uint8_t> here;
  for (std::size_t sample = 0; sample < samples(); ++sample) here.push_back(ploidy_at(sample, position));
  if (*std::max_element(here.begin(), here.end()) == 0) here.clear();
  return here;
}

std::vector<CalledRegion> BlockCaller::Scratch::call_regions(const PlacedReads& reads) {
  const BlockReads block = block_of(reads);
  RegionCaller caller(window, penalties, damage, options);
  std::vector<CalledRegion> regions;
  for (const ActiveRegion& region : active.regions) {
    const GenomePosition start = window.start() + region.start;
    const std::vector<std::uint8_t> ploidies_here = ploidies_at(start);
    if (ploidies_here.empty()) continue;
    regions.push_back(caller.call(block, active, region, {tracts, ploidies_here, contig_start(start)}));
    // Walks reach into neighbouring regions, but know only what lies between their own ends.
    const auto is_of_another = [&](const VariantCall& call) {
      const ActiveRegion* owner = region_at(active.regions, call.position - window.start());
      return owner != nullptr && owner != &region;
    };
    std::erase_if(regions.back().variants, is_of_another);
    std::erase_if(regions.back().somatic,
                  [&](const SomaticCandidate& candidate) { return is_of_another(candidate.call.record); });
  }
  return regions;
}

// Moves what lies inside the block into `calls` and turns phase-set numbers into contig positions.
void BlockCaller::Scratch::keep_own(std::vector<CalledRegion>& regions, GenomeInterval own, BlockCalls& calls) const {
  const auto is_own = [&](GenomePosition position) { return position >= own.start && position < own.end; };
  const auto is_near = [&](GenomePosition position) {
    return position + beside_bases >= own.start && position < own.end + beside_bases;
  };
  std::vector<SomaticCandidate> outside;
  for (CalledRegion& region : regions) {
    for (VariantCall& call : region.variants)
      if (is_near(call.position) && call.quality_centiphred >= min_reported_quality_centiphred)
        (is_own(call.position) ? calls.variants : calls.beside).push_back(std::move(call));
    for (SomaticCandidate& candidate : region.somatic)
      if (is_near(candidate.call.record.position))
        (is_own(candidate.call.record.position) ? calls.somatic : outside).push_back(std::move(candidate));
    if (is_own(region.trace.start)) calls.regions.push_back(std::move(region.trace));
  }
  const auto same = [](const auto& each) -> const auto& {
    return each;
  };
  sort_and_unite(calls.variants, same);
  sort_and_unite(calls.beside, same);
  const auto record_of = [](const SomaticCandidate& each) -> const VariantCall& { return each.call.record; };
  sort_and_unite(calls.somatic, record_of);
  sort_and_unite(outside, record_of);
  note_beyond(outside, calls.somatic);
  for (std::size_t sample = 0; sample < samples(); ++sample) {
    std::vector<std::uint32_t> set_position(regions.size() + 1, 0);
    for (std::vector<VariantCall>* list : {&calls.variants, &calls.beside})
      for (VariantCall& call : *list) {
        GenotypeCall& genotype = call.samples[sample];
        if (!genotype.is_phased) continue;
        std::uint32_t& position = set_position[genotype.phase_set_1based];
        if (position == 0) position = call.position - contig_start(call.position) + 1;
        genotype.phase_set_1based = position;
      }
  }
  settle_families(options.trios, calls.variants);
  for (VariantCall& call : calls.variants) apply_hard_filters(limits, call);
}

void BlockCaller::Scratch::call_covered(GenomeInterval own, const PlacedReads& reads, BlockCalls& calls) {
  load_window(own);
  find_regions(reads);
  std::vector<CalledRegion> regions = call_regions(reads);
  for (std::size_t sample = 0; sample < samples(); ++sample) phase_regions(regions, sample);
  keep_own(regions, own, calls);
  for (std::size_t sample = 0; sample < samples(); ++sample)
    if (options.is_germline_source(sample))
      make_reference_blocks(static_cast<std::uint8_t>(sample), window, pileups[sample], calls.variants, own.start,
                            own.end, calls.reference_blocks);
}

BlockCaller::BlockCaller(const GenomeView& genome, const CallingOptions& options)
    : scratch_(std::make_unique<Scratch>(genome, options)) {}
BlockCaller::~BlockCaller() = default;
BlockCaller::BlockCaller(BlockCaller&&) noexcept = default;
BlockCaller& BlockCaller::operator=(BlockCaller&&) noexcept = default;

void BlockCaller::prepare(std::uint32_t block, PlacedReads& reads, std::span<LibraryCounts> counts,
                          std::span<std::vector<RepeatSite>> repeats) {
  Scratch& scratch = *scratch_;
  const GenomeInterval own = interval_of(block, scratch.genome.length);
  if (reads.reads.empty()) {
    for (LibraryCounts& sample : counts) count_uncovered(scratch.genome, own.start, own.end, sample);
    return;
  }
  sort_reads(reads);
  const bool has_umi = scratch.options.umi.layout.has_umi();
  if (has_umi) {
    std::vector<UmiCounts> molecules(counts.size());
    make_umi_consensus(reads, scratch.options.umi, own, molecules);
    for (std::size_t sample = 0; sample < counts.size(); ++sample) counts[sample].umi.add(molecules[sample]);
    sort_reads(reads);  // molecules have names of their own
  } else {
    mark_duplicates(reads);
  }
  scratch.load_window(own);
  std::uint32_t most_depth = 0;
  for (std::size_t sample = 0; sample < counts.size(); ++sample)
    most_depth = std::max(most_depth, count_reads(reads, static_cast<std::uint8_t>(sample), scratch.window, own.start,
                                                  own.end, counts[sample]));
  scratch.tracts.clear();
  if (most_depth >= min_slip_site_reads) find_tandem_tracts(scratch.window.bases(), max_slip_unit, scratch.tracts);
  std::vector<std::vector<SlipSite>> sites;
  for (std::size_t sample = 0; sample < counts.size(); ++sample)
    sites.push_back(count_slips(reads, static_cast<std::uint8_t>(sample), scratch.window, scratch.tracts, own.start,
                                own.end, counts[sample]));
  const auto normal = scratch.options.normal();
  for (const std::size_t tumor : scratch.options.tumors())
    if (normal)
      count_unstable_repeats(sites[tumor], sites[*normal], scratch.options.instability, counts[tumor].repeats);
    else if (tumor < repeats.size())
      add_repeats(sites[tumor], scratch.window.start(), repeats[tumor]);
  for (const std::size_t tumor : scratch.options.tumors())
    count_damage_of(reads, static_cast<std::uint8_t>(tumor), scratch.window, own.start, own.end, counts[tumor].damage);
  if (has_umi) drop_duplicates(reads);
  cap_pileups(reads, scratch.options.samples.size(), scratch.options.pileup_cap);
  merge_overlapping_mates(reads);
}

void BlockCaller::set_library(std::span<const LibraryCounts> libraries,
                              std::vector<std::vector<PloidyInterval>> ploidies) {
  Scratch& scratch = *scratch_;
  // Samples of a case are made alike, so polymerases slip alike in them.
  LibraryCounts all;
  scratch.limits.clear();
  scratch.damage.clear();
  for (const LibraryCounts& library : libraries) {
    all.add(library);
    FilterLimits limits;
    limits.min_quality_phred = scratch.options.min_quality_phred;
    limits.min_indel_quality_phred = scratch.options.min_indel_quality_phred;
    limits.min_depth = scratch.options.min_depth;
    limits.max_depth = scratch.options.max_depth_factor * typical_depth(library);
    scratch.limits.push_back(limits);
    scratch.damage.push_back(estimate_damage(library.damage));
  }
  scratch.penalties = SlipPenalties();
  scratch.penalties.estimate(all.slips);
  scratch.ploidies = std::move(ploidies);
}

BlockCalls BlockCaller::call(std::uint32_t block, const PlacedReads& reads) {
  Scratch& scratch = *scratch_;
  BlockCalls calls;
  const GenomeInterval own = interval_of(block, scratch.genome.length);
  if (!reads.reads.empty()) {
    scratch.call_covered(own, reads, calls);
  } else {
    for (std::size_t sample = 0; sample < scratch.samples(); ++sample)
      if (scratch.options.is_germline_source(sample))
        make_uncovered_blocks(scratch.genome, static_cast<std::uint8_t>(sample), own.start, own.end,
                              calls.reference_blocks);
  }
  for (ReferenceBlock& reference_block : calls.reference_blocks)
    reference_block.ploidy = scratch.ploidy_at(reference_block.sample, reference_block.start);
  return calls;
}

std::vector<EvidenceRead> BlockCaller::collect_evidence(std::uint32_t block, PlacedReads& reads,
                                                        std::span<const EvidenceSite> sites,
                                                        const EvidenceLimits& limits) {
  Scratch& scratch = *scratch_;
  scratch.load_window(interval_of(block, scratch.genome.length));
  drop_far_reads(reads, sites, limits);
  if (reads.reads.empty()) return {};
  const ReadsToCall near = reads_to_call(reads, sites, limits);
  scratch.find_regions(near.reads);
  const BlockReads called_reads = scratch.block_of(near.reads);
  RegionCaller caller(scratch.window, scratch.penalties, scratch.damage, scratch.options);
  EvidenceCollector collector(reads, near, called_reads.longest_span, sites, scratch.window);
  for (const ActiveRegion& region : scratch.active.regions) {
    const GenomePosition start = scratch.window.start() + region.start;
    const GenomePosition end = scratch.window.start() + region.end;
    const std::vector<std::uint8_t> ploidies = scratch.ploidies_at(start);
    if (ploidies.empty() || !is_near_site(sites, start, end, limits.region_bases)) continue;
    collector.add(caller.explain(called_reads, scratch.active, region,
                                 {scratch.tracts, ploidies, scratch.contig_start(start)}, sites));
  }
  return collector.take(scratch.genome.contigs, limits);
}

}  // namespace norrsken
