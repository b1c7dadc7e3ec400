// Reads packed, laid on the reference, and placed.
#include "bench_sample.hpp"
#include "kernels/placement/diagonal.hpp"
#include "kernels/placement/packed_read.hpp"
#include "kernels/placement/placer.hpp"
#include "registry.hpp"

namespace norrsken::bench {
namespace {

// Both strands: what a read that takes the slow path needs.
void pack_reads(benchmark::State& state) {
  const ReadBatch& batch = BenchSample::get().batches.front();
  PackedRead packed;
  for (auto _ : state)
    for (std::size_t read = 0; read < batch.reads(); ++read) {
      packed.assign(batch.read(read));
      benchmark::DoNotOptimize(packed.strand(true).words.data());
    }
  tell(state, {batch.bases.size(), batch.reads(), batch.bases.size()});
}

// Reads of the block, packed, with their places.
struct PackedBlock {
  std::vector<PackedRead> reads;
  std::vector<GenomePosition> starts;
  std::size_t bases = 0;

  explicit PackedBlock(const PlacedReads& placed) {
    for (std::size_t i = 0; i < placed.size() && reads.size() < 8192; ++i) {
      if (placed.reads[i].has(read_is_orphan)) continue;
      reads.emplace_back().assign(placed.bases_of(i));
      starts.push_back(placed.reads[i].position);
      bases += placed.reads[i].length;
    }
  }
};

void packed_hamming(benchmark::State& state) {
  const GenomeView genome = BenchSample::get().genome.view();
  const PackedBlock block(BenchSample::get().raw);
  for (auto _ : state)
    for (std::size_t i = 0; i < block.reads.size(); ++i)
      benchmark::DoNotOptimize(
          hamming_cost(block.reads[i].strand(false), genome, block.starts[i], 0, block.reads[i].length(), 10'000));
  tell(state, {block.bases, block.reads.size(), block.bases});
}

void packed_prefix_costs(benchmark::State& state) {
  const GenomeView genome = BenchSample::get().genome.view();
  const PackedBlock block(BenchSample::get().raw);
  std::vector<std::uint16_t> costs;
  for (auto _ : state)
    for (std::size_t i = 0; i < block.reads.size(); ++i) {
      prefix_costs(block.reads[i].strand(false), genome, block.starts[i], costs);
      benchmark::DoNotOptimize(costs.data());
    }
  tell(state, {block.bases, block.reads.size(), block.bases});
}

// Looked for 20 bases beside its place: nothing fits, both ends are tried.
void broken_diagonals(benchmark::State& state) {
  const GenomeView genome = BenchSample::get().genome.view();
  const PackedBlock block(BenchSample::get().raw);
  DiagonalScratch scratch;
  for (auto _ : state)
    for (std::size_t i = 0; i < 512; ++i) {
      const GenomePosition start = block.starts[i] + 20;
      const unsigned whole_phred =
          hamming_cost(block.reads[i].strand(false), genome, start, 0, block.reads[i].length(), ~0U);
      const DiagonalFit fit = fit_diagonal(block.reads[i], false, genome, start, whole_phred, scratch);
      benchmark::DoNotOptimize(find_break(block.reads[i], fit, genome, scratch));
    }
  tell(state, {512 * block.bases / block.reads.size(), 512, 0});
}

// Everything from a batch of reads to their places.
void place_batches(benchmark::State& state) {
  const BenchSample& sample = BenchSample::get();
  Placer placer(sample.table.index(), sample.genome.view(), PlacementOptions{});
  PlacedReads placed;
  PlacementCounts counts;
  for (auto _ : state)
    for (const ReadBatch& batch : sample.batches) {
      placed.clear();
      placer.place(batch, placed, counts);
      benchmark::DoNotOptimize(placed.reads.data());
    }
  tell(state, {sample.bases(), sample.reads(), sample.bases()});
}

}  // namespace

void add_placement() {
  add_per_target("pack_read", pack_reads);
  add_per_target("packed_hamming", packed_hamming);
  add_per_target("packed_prefix_costs", packed_prefix_costs);
  add_per_target("fit_and_break_diagonal", broken_diagonals);
  add_per_target("place_batch", place_batches);
}

}  // namespace norrsken::bench
