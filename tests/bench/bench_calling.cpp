// A block of the genome: from placed reads to calls, step by step.
#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include "bench_sample.hpp"
#include "kernels/assembly/debruijn_graph.hpp"
#include "kernels/calling/overlap_settling.hpp"
#include "kernels/calling/prepare_reads.hpp"
#include "kernels/calling/reference_blocks.hpp"
#include "kernels/filtering/hard_filters.hpp"
#include "kernels/genotyping/diploid.hpp"
#include "kernels/likelihood/haplotype_scorer.hpp"
#include "kernels/mismatch/byte_hamming.hpp"
#include "kernels/pileup/active_regions.hpp"
#include "kernels/pileup/pileup.hpp"
#include "registry.hpp"

namespace norrsken::bench {
namespace {

constexpr unsigned min_confidence_phred = 10;

// Reads of the block in their order with the haplotype they are compared with: what byte-wise distances see.
template <class Distance>
void over_reads(benchmark::State& state, const Distance& distance) {
  const BenchSample& sample = BenchSample::get();
  const PlacedReads& reads = sample.prepared;
  std::size_t bases = 0;
  std::size_t used = 0;
  for (auto _ : state) {
    bases = used = 0;
    for (std::size_t i = 0; i < reads.size(); ++i) {
      const PlacedRead& read = reads.reads[i];
      if (read.position < sample.window.start() || read.position + read.length > sample.window.end()) continue;
      distance(reads.bases_of(i), sample.window.at(read.position));
      bases += read.length;
      ++used;
    }
  }
  tell(state, {bases, used, bases});
}

void hamming(benchmark::State& state) {
  over_reads(state, [](std::span<const BaseQuality> read, const BaseCode* haplotype) {
    benchmark::DoNotOptimize(byte_hamming(read.data(), haplotype, read.size()));
  });
}
void hamming_oracle(benchmark::State& state) {
  over_reads(state, [](std::span<const BaseQuality> read, const BaseCode* haplotype) {
    benchmark::DoNotOptimize(byte_hamming_scalar(read.data(), haplotype, read.size()));
  });
}
void costs(benchmark::State& state) {
  std::vector<std::uint16_t> out(1025);
  over_reads(state, [&](std::span<const BaseQuality> read, const BaseCode* haplotype) {
    running_costs(read.data(), haplotype, read.size(), out.data());
    benchmark::DoNotOptimize(out.data());
  });
}
void costs_oracle(benchmark::State& state) {
  std::vector<std::uint16_t> out(1025);
  over_reads(state, [&](std::span<const BaseQuality> read, const BaseCode* haplotype) {
    running_costs_scalar(read.data(), haplotype, read.size(), out.data());
    benchmark::DoNotOptimize(out.data());
  });
}

// Every third base differs, as on a diagonal that is not the read's.
template <typename Sum>
void over_marks(benchmark::State& state, Sum sum) {
  const std::array<std::uint64_t, 4> marks{0x1041041041041041U, 0x4104104104104104U, 0x0410410410410410U,
                                           0x1041041041041041U};
  over_reads(state, [&](std::span<const BaseQuality> read, const BaseCode*) {
    if (read.size() >= 32 * marks.size()) benchmark::DoNotOptimize(sum(read.data(), marks.data(), marks.size()));
  });
}
void marked(benchmark::State& state) {
  over_marks(state, marked_costs);
}
void marked_oracle(benchmark::State& state) {
  over_marks(state, marked_costs_scalar);
}

// Each read settled with the one before it.
template <typename Settle>
void over_overlaps(benchmark::State& state, Settle settle) {
  std::array<BaseQuality, 1024> first{};
  std::array<BaseQuality, 1024> second{};
  over_reads(state, [&](std::span<const BaseQuality> read, const BaseCode*) {
    std::ranges::copy(read, second.begin());
    settle(first.data(), second.data(), read.size());
    benchmark::DoNotOptimize(first.data());
    std::ranges::copy(read, first.begin());
  });
}
void overlaps(benchmark::State& state) {
  over_overlaps(state, settle_overlap);
}
void overlaps_oracle(benchmark::State& state) {
  over_overlaps(state, settle_overlap_scalar);
}

void tandem_tracts(benchmark::State& state) {
  const auto bases = BenchSample::get().window.bases();
  std::vector<TandemTract> tracts;
  for (auto _ : state) {
    find_tandem_tracts(bases, max_tract_unit, tracts);
    benchmark::DoNotOptimize(tracts.data());
  }
  tell(state, {bases.size(), 0, bases.size()});
}

// Without the copy that each turn begins with, which is timed too: it is under a tenth.
void sort_and_merge(benchmark::State& state) {
  const BenchSample& sample = BenchSample::get();
  PlacedReads reads;
  for (auto _ : state) {
    reads = sample.raw;
    sort_reads(reads);
    mark_duplicates(reads);
    merge_overlapping_mates(reads);
    benchmark::DoNotOptimize(reads.reads.data());
  }
  tell(state, {sample.block_bases_of_reads(), reads.size(), sample.block_bases_of_reads()});
}

void prepare_block(benchmark::State& state) {
  const BenchSample& sample = BenchSample::get();
  BlockCaller caller(sample.genome.view(), calling_options());
  PlacedReads reads;
  LibraryCounts counts;
  for (auto _ : state) {
    reads = sample.raw;
    caller.prepare(sample.block, reads, {&counts, 1});
    benchmark::DoNotOptimize(reads.reads.data());
  }
  tell(state, {sample.block_bases_of_reads(), reads.size(), sample.block_bases_of_reads()});
}

void pileup(benchmark::State& state) {
  const BenchSample& sample = BenchSample::get();
  Pileup piled;
  for (auto _ : state) {
    collect_pileup(sample.prepared, 0, sample.window, min_confidence_phred, piled);
    benchmark::DoNotOptimize(piled.depth.data());
  }
  tell(state, {sample.block_bases_of_reads(), sample.prepared.size(), sample.block_bases_of_reads()});
}

struct Active {
  Pileup pileup;
  std::vector<TandemTract> tracts;
  ActiveRegions regions;

  Active() {
    const BenchSample& sample = BenchSample::get();
    collect_pileup(sample.prepared, 0, sample.window, min_confidence_phred, pileup);
    find_tandem_tracts(sample.window.bases(), max_tract_unit, tracts);
    find();
  }
  void find() {
    const BenchSample& sample = BenchSample::get();
    regions = {};
    find_candidate_sites(sample.prepared, sample.window, pileup, {}, regions.sites);
    find_active_regions(sample.prepared, sample.window, {&pileup, 1}, tracts, {}, regions);
  }
};

void active_regions(benchmark::State& state) {
  Active active;
  for (auto _ : state) {
    active.find();
    benchmark::DoNotOptimize(active.regions.regions.data());
  }
  const BenchSample& sample = BenchSample::get();
  tell(state, {sample.window.bases().size(), sample.prepared.size(), 0});
}

void reference_blocks(benchmark::State& state) {
  const BenchSample& sample = BenchSample::get();
  const Active active;
  const GenomePosition start = sample.block * block_bases;
  std::vector<ReferenceBlock> blocks;
  for (auto _ : state) {
    blocks.clear();
    make_reference_blocks(0, sample.window, active.pileup, {}, start, start + block_bases, blocks);
    benchmark::DoNotOptimize(blocks.data());
  }
  tell(state, {block_bases, sample.prepared.size(), 0});
}

std::vector<std::uint32_t> reads_at(const PlacedReads& reads, GenomePosition start, GenomePosition end) {
  std::vector<std::uint32_t> indices;
  for (std::uint32_t i = 0; i < reads.size(); ++i)
    if (reads.reads[i].position < end && reads.reads[i].end() > start) indices.push_back(i);
  return indices;
}

// Around the sites of the block, whether calling would come to the graph there or not.
void graph(benchmark::State& state) {
  const BenchSample& sample = BenchSample::get();
  const Active active;
  constexpr std::size_t regions = 16;
  std::vector<std::vector<std::uint32_t>> indices;
  std::vector<std::pair<GenomePosition, GenomePosition>> places;
  std::size_t reads = 0;
  for (const ActiveRegion& region : active.regions.regions) {
    if (places.size() == regions) break;
    places.emplace_back(sample.window.start() + region.start, sample.window.start() + region.end);
    indices.push_back(reads_at(sample.prepared, places.back().first, places.back().second));
    reads += indices.back().size();
  }
  for (auto _ : state)
    for (std::size_t i = 0; i < places.size(); ++i)
      benchmark::DoNotOptimize(
          assemble_graph(sample.prepared, indices[i], sample.window, places[i].first, places[i].second, {}));
  tell(state, {reads * 150, reads, 0});
}

// All reads of a region against the reference and a haplotype with a deletion.
void score_reads(benchmark::State& state) {
  const BenchSample& sample = BenchSample::get();
  const GenomePosition start = sample.window.start() + 60'000;
  const GenomePosition end = start + 80;
  const auto indices = reads_at(sample.prepared, start, end);
  const auto slice = sample.window.slice(start, end);
  Haplotype reference{{slice.begin(), slice.end()}, HaplotypeOrigin::reference, 0, {}};
  Haplotype deletion = reference;
  deletion.bases.erase(deletion.bases.begin() + 40, deletion.bases.begin() + 45);
  deletion.variants = name_variants(sample.window, start, end, deletion.bases);
  const SlipPenalties penalties;
  HaplotypeScorer scorer(penalties);
  for (auto _ : state) {
    scorer.set_region(sample.window, start, end, 200);
    for (const Haplotype* haplotype : {&reference, &deletion}) {
      scorer.set_haplotype(*haplotype);
      for (const std::uint32_t i : indices)
        benchmark::DoNotOptimize(scorer.cost(sample.prepared.reads[i], sample.prepared.bases_of(i), ~0U));
    }
  }
  tell(state, {2 * 150 * indices.size(), 2 * indices.size(), 0});
}

// Six haplotypes, 40 fragments: every pair.
void genotype_pairs(benchmark::State& state) {
  constexpr std::size_t haplotypes = 6;
  constexpr std::size_t fragments = 40;
  CostMatrix matrix(haplotypes, fragments);
  for (std::size_t h = 0; h < haplotypes; ++h)
    for (std::size_t f = 0; f < fragments; ++f) matrix.at(h, f) = static_cast<std::uint8_t>((h * 37 + f * 11) % 90);
  const std::vector<std::uint64_t> masks{0, 1, 2, 3, 4, 5};
  const std::vector<std::uint32_t> priors{3000, 3000, 3500};
  GenotypingInput input;
  input.costs = &matrix;
  input.masks = masks;
  input.prior_centiphred = priors;
  for (auto _ : state) benchmark::DoNotOptimize(genotype(input));
  tell(state, {0, fragments, 0});
}

const BlockCalls& calls_of_block() {
  static const BlockCalls calls = [] {
    const BenchSample& sample = BenchSample::get();
    BlockCaller caller(sample.genome.view(), calling_options());
    caller.set_library({&sample.library, 1}, std::vector<std::vector<PloidyInterval>>(1));
    return caller.call(sample.block, sample.prepared);
  }();
  return calls;
}

void hard_filters(benchmark::State& state) {
  std::vector<VariantCall> variants = calls_of_block().variants;
  const FilterLimits limits;
  for (auto _ : state)
    for (VariantCall& variant : variants) {
      apply_hard_filters({&limits, 1}, variant);
      benchmark::DoNotOptimize(variant.filters);
    }
  state.counters["records"] = benchmark::Counter(
      static_cast<double>(variants.size()) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

// Everything from prepared reads to records and reference blocks.
void call_block(benchmark::State& state) {
  const BenchSample& sample = BenchSample::get();
  BlockCaller caller(sample.genome.view(), calling_options());
  caller.set_library({&sample.library, 1}, std::vector<std::vector<PloidyInterval>>(1));
  for (auto _ : state) benchmark::DoNotOptimize(caller.call(sample.block, sample.prepared));
  tell(state, {sample.block_bases_of_reads(), sample.prepared.size(), 0});
}

}  // namespace

void add_calling() {
  add_portable("byte_hamming/oracle", hamming_oracle);
  add_per_target("byte_hamming", hamming);
  add_portable("running_costs/oracle", costs_oracle);
  add_per_target("running_costs", costs);
  add_portable("marked_costs/oracle", marked_oracle);
  add_per_target("marked_costs", marked);
  add_portable("settle_overlap/oracle", overlaps_oracle);
  add_per_target("settle_overlap", overlaps);
  add_per_target("find_tandem_tracts", tandem_tracts);
  add_portable("sort_mark_merge_reads", sort_and_merge);
  add_per_target("prepare_block", prepare_block);
  add_per_target("collect_pileup", pileup);
  add_portable("find_active_regions", active_regions);
  add_portable("make_reference_blocks", reference_blocks);
  add_portable("assemble_graph", graph);
  add_per_target("score_haplotype", score_reads);
  add_portable("genotype_pairs", genotype_pairs);
  add_portable("apply_hard_filters", hard_filters);
  add_per_target("call_block", call_block);
}

}  // namespace norrsken::bench
