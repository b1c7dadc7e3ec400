#include "bench_sample.hpp"

#include <algorithm>

#include "io/read_source.hpp"
#include "kernels/placement/placer.hpp"
#include "kernels/simulation/draw_variants.hpp"
#include "kernels/simulation/fragment_source.hpp"
#include "kernels/simulation/synthetic_genome.hpp"
#include "kernels/simulation/territory.hpp"
#include "kernels/types/read_name.hpp"

namespace norrsken::bench {
namespace {

constexpr std::uint64_t genome_bases = 4'000'000;
constexpr GenomePosition sequenced_bases = 600'000;  // from the first contig's start
constexpr double depth = 30;

std::vector<std::vector<BaseCode>> contigs_of(const SyntheticGenome& genome) {
  std::vector<std::vector<BaseCode>> contigs;
  for (const SyntheticContig& contig : genome.contigs) contigs.push_back(contig.bases);
  return contigs;
}

std::vector<std::vector<BaseCode>> make_contigs() {
  SyntheticGenomeOptions options;
  options.bases = genome_bases;
  return contigs_of(make_synthetic_genome(options));
}

void append(const SequencedRead& read, ReadBatch& batch) {
  for (std::size_t i = 0; i < read.bases.size(); ++i)
    batch.bases.push_back(make_base_quality(read.bases[i], read.qualities_phred[i]));
  batch.offsets.push_back(static_cast<std::uint32_t>(batch.bases.size()));
}

std::vector<ReadBatch> draw_reads(std::vector<BaseCode> contig) {
  contig.resize(sequenced_bases);
  const CopyTerritory everything =
      without_gaps(contig_copies("chr1", sequenced_bases, SexChromosomes::xx), contig, 1000);
  const CarriedVariants carried = select_carried(draw_variants(contig, everything, {}, 1, 0), contig, everything);
  std::vector<SampleContig> contigs(1);
  contigs[0].name = "chr1";
  contigs[0].territory = everything;
  for (unsigned copy = 0; copy < max_copies; ++copy)
    contigs[0].copies.emplace_back(contig, edits_of_copy(carried.variants, copy));
  LibraryOptions library;
  library.profile = SequencerProfile::novaseq;
  const FragmentSource source(contigs, library, depth);
  std::vector<ReadBatch> batches;
  SimulatedFragment fragment;
  SequencingCounts counts;
  for (std::uint64_t number = 0; number < source.fragments(); ++number) {
    if (number % batch_fragments == 0) batches.emplace_back();
    ReadBatch& batch = batches.back();
    source.make(number, fragment, counts);
    for (const SequencedRead& read : fragment.reads) append(read, batch);
    batch.first_read.push_back(static_cast<std::uint32_t>(batch.reads()));
    batch.name_hash.push_back(hash_read_name(std::to_string(number)));
  }
  return batches;
}

// Those of `placed` that reach the block.
PlacedReads reads_of_block(const PlacedReads& placed, std::uint32_t block) {
  PlacedReads reads;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const BlockRange reached = blocks_of(placed.reads[i]);
    if (reached.first <= block && block < reached.last) reads.append(placed.reads[i], placed.bases_of(i));
  }
  return reads;
}

}  // namespace

BenchSample::BenchSample() : genome(make_contigs()), table(build(all_seeds(genome.view(), 1U << 20), 1)), block(1) {
  const GenomeView view = genome.view();
  const Contig& first = genome.contigs.front();
  batches = draw_reads({genome.axis.begin() + first.start, genome.axis.begin() + first.end()});
  Placer placer(table.index(), view, PlacementOptions{});
  PlacedReads placed;
  PlacementCounts counts;
  for (const ReadBatch& batch : batches) placer.place(batch, placed, counts);
  raw = reads_of_block(placed, block);
  prepared = raw;
  BlockCaller caller(view, calling_options());
  caller.prepare(block, prepared, {&library, 1});
  window.assign(view, block * block_bases - block_halo, (block + 1) * block_bases + block_halo);
}

std::size_t BenchSample::reads() const {
  std::size_t sum = 0;
  for (const ReadBatch& batch : batches) sum += batch.reads();
  return sum;
}

std::size_t BenchSample::bases() const {
  std::size_t sum = 0;
  for (const ReadBatch& batch : batches) sum += batch.bases.size();
  return sum;
}

const BenchSample& BenchSample::get() {
  static const BenchSample sample;
  return sample;
}

const CallingOptions& calling_options() {
  static const CallingOptions options;
  return options;
}

}  // namespace norrsken::bench
