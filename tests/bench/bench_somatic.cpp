// What tumors and UMIs add: the grid over allele fractions, somatic filters, families of copies.
#include <random>
#include <set>

#include "bench_sample.hpp"
#include "kernels/filtering/somatic_filters.hpp"
#include "kernels/somatic/allele_evidence.hpp"
#include "kernels/somatic/judge_candidates.hpp"
#include "kernels/somatic/somatic_model.hpp"
#include "kernels/somatic/variant_kmers.hpp"
#include "kernels/umi/umi_consensus.hpp"
#include "kernels/umi/umi_groups.hpp"
#include "registry.hpp"

namespace norrsken::bench {
namespace {

void count_rate(benchmark::State& state, const char* what, std::size_t of_a_turn) {
  state.counters[what] = benchmark::Counter(static_cast<double>(of_a_turn) * static_cast<double>(state.iterations()),
                                            benchmark::Counter::kIsRate);
}

// `with` of `depth` fragments show the allele.
AlleleEvidence evidence_of(unsigned depth, unsigned with) {
  AlleleEvidence evidence;
  for (unsigned fragment = 0; fragment < depth; ++fragment) {
    const unsigned quality = 25 + fragment * 7 % 15;
    evidence.add(fragment < with ? 0 : quality, fragment < with ? quality : 0);
  }
  return evidence;
}

void fraction_grid(benchmark::State& state) {
  const AlleleEvidence evidence = evidence_of(60, 9);
  for (auto _ : state) benchmark::DoNotOptimize(evidence.likelihoods());
  count_rate(state, "alleles", 1);
}

void joint_grid(benchmark::State& state) {
  const FractionLikelihoods tumor = evidence_of(60, 9).likelihoods();
  const FractionLikelihoods normal = evidence_of(30, 0).likelihoods();
  for (auto _ : state) benchmark::DoNotOptimize(judge_somatic(tumor, &normal, {}, {20, 0}));
  count_rate(state, "alleles", 1);
}

std::vector<SomaticCandidate> candidates() {
  std::vector<SomaticCandidate> all;
  for (unsigned i = 0; i < 1000; ++i) {
    SomaticCandidate& candidate = all.emplace_back();
    candidate.call.record.position = 10'000 + i * 37;
    candidate.call.record.reference = "A";
    candidate.call.record.alternate = "T";
    for (const unsigned with : {6 + i % 20, i % 3}) {
      candidate.likelihoods.push_back(evidence_of(50, with).likelihoods());
      candidate.call.samples.emplace_back();
      GenotypeCall& sample = candidate.call.record.samples.emplace_back();
      sample.depth = 50;
      sample.forward_depth = {25 - with / 2, with / 2};
      sample.reverse_depth = {25 - (with + 1) / 2, (with + 1) / 2};
    }
  }
  return all;
}

void judge_and_filter(benchmark::State& state) {
  const std::vector<SomaticCandidate> fresh = candidates();
  const std::vector<std::size_t> tumors{0};
  const SomaticColumns columns{1, tumors, 0, {}};
  for (auto _ : state) {
    std::vector<SomaticCandidate> judged = fresh;
    for (SomaticCandidate& candidate : judged) judge_candidate(columns, candidate);
    apply_somatic_filters({}, columns, judged);
    benchmark::DoNotOptimize(judged.data());
  }
  count_rate(state, "candidates", fresh.size());
}

void variant_kmers(benchmark::State& state) {
  const BenchSample& sample = BenchSample::get();
  const BaseCode alternate[] = {2};
  const VariantKmers kmers(sample.window.slice(sample.window.start() + 60'000, sample.window.start() + 60'100), 50, 1,
                           alternate);
  constexpr std::size_t reads = 1000;
  for (auto _ : state)
    for (std::size_t i = 0; i < reads; ++i) benchmark::DoNotOptimize(kmers.occur_in(sample.prepared.bases_of(i)));
  tell(state, {150 * reads, reads, 150 * reads});
}

// 3,000 molecules at one place, 8 bases of UMI.
void group_at_one_place(benchmark::State& state) {
  std::mt19937 random(9);
  std::set<PackedUmi> chosen;
  while (chosen.size() < 3000) chosen.insert(random() % (1U << 16));
  std::vector<UmiCount> umis;
  for (const PackedUmi umi : chosen) umis.push_back({umi, 1 + static_cast<std::uint32_t>(random() % 20)});
  for (auto _ : state) benchmark::DoNotOptimize(group_umis(umis, 8, 1));
  count_rate(state, "UMIs", umis.size());
}

// The block's reads as families of four copies.
PlacedReads copies_with_umis(const UmiLayout& layout) {
  const PlacedReads& reads = BenchSample::get().prepared;
  PlacedReads copies;
  for (std::size_t i = 0; i < reads.size() && copies.size() < 20'000; ++i)
    for (std::uint64_t copy = 0; copy < 4; ++copy) {
      PlacedRead read = reads.reads[i];
      const std::uint64_t umi = read.name_hash % (std::uint64_t{1} << layout.bits());
      const std::uint64_t name = (read.name_hash * 4 + copy) << layout.bits() >> layout.bits();
      read.name_hash = umi << (64 - layout.bits()) | name;
      copies.append(read, reads.bases_of(i));
    }
  return copies;
}

void consensus(benchmark::State& state) {
  UmiOptions options;
  options.layout = UmiLayout::of(8, 0);
  const PlacedReads copies = copies_with_umis(options.layout);
  const BenchSample& sample = BenchSample::get();
  const GenomeInterval own{sample.block * block_bases, (sample.block + 1) * block_bases};
  UmiCounts counts;
  for (auto _ : state) {
    PlacedReads reads = copies;
    make_umi_consensus(reads, options, own, {&counts, 1});
    benchmark::DoNotOptimize(reads.reads.data());
  }
  tell(state, {copies.bases.size(), copies.size(), copies.bases.size()});
}

}  // namespace

void add_somatic() {
  add_portable("fraction_likelihoods", fraction_grid);
  add_portable("judge_somatic", joint_grid);
  add_portable("judge_and_filter_candidates", judge_and_filter);
  add_portable("variant_kmers", variant_kmers);
  add_portable("group_umis", group_at_one_place);
  add_portable("umi_consensus", consensus);
}

}  // namespace norrsken::bench
