#include "kernels/calling/block_caller.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <sstream>
#include <string>

#include "../simd/each_target.hpp"
#include "kernels/types/input_error.hpp"
#include "small_sample.hpp"

namespace norrsken {
namespace {

constexpr std::size_t contig_bases = 5000;
const std::string inserted = "GATTCGCAGTACCTGAACGTCATTGCAAGC";  // 30 bases

// Contexts in which no other spelling lies further left.
std::vector<BaseCode> reference_sequence() {
  return sequence_with(3, contig_bases, {{1000, "G"}, {1700, "TACGTCGA"}, {2500, "ATGA"}, {3400, "GCAAAAAAAAAGT"}});
}

// Het SNV at 1000, hom deletion of CGTCG behind 1701, het insertion behind 2500, one A more in A9 from 3402 (het).
std::array<std::vector<BaseCode>, 2> sample_haplotypes() {
  std::array<std::vector<BaseCode>, 2> haplotypes;
  for (std::size_t h = 0; h < 2; ++h) {
    std::vector<BaseCode> bases = reference_sequence();
    const auto at = [&](std::size_t offset) { return bases.begin() + static_cast<std::ptrdiff_t>(offset); };
    if (h == 1) bases.insert(at(3402), 0);
    const auto insertion = codes(inserted);
    if (h == 1) bases.insert(at(2501), insertion.begin(), insertion.end());
    bases.erase(at(1702), at(1707));
    if (h == 0) bases[1000] = 3;
    haplotypes[h] = std::move(bases);
  }
  return haplotypes;
}

struct Called {
  LibraryCounts counts;
  BlockCalls calls;
  PlacedReads reads;  // as prepare() left them
};

Called call(const GenomeView& genome, PlacedReads reads, std::vector<PloidyInterval> ploidies = {}) {
  Called result;
  BlockCaller caller(genome, CallingOptions{});
  caller.prepare(0, reads, {&result.counts, 1});
  caller.set_library({&result.counts, 1}, {std::move(ploidies)});
  result.calls = caller.call(0, reads);
  result.reads = std::move(reads);
  return result;
}

// "offset REF>ALT GT" of a record, GT without phase and in ascending order.
std::string brief(const VariantCall& variant) {
  const GenotypeCall& sample = variant.samples.at(0);
  std::ostringstream text;
  text << variant.position - contig_gap << ' ' << variant.reference << '>' << variant.alternate << ' '
       << int{std::min(sample.alleles[0], sample.alleles[1])};
  if (sample.ploidy == 2) text << '/' << int{std::max(sample.alleles[0], sample.alleles[1])};
  return text.str();
}

std::vector<std::string> briefs(const BlockCalls& calls) {
  std::vector<std::string> result;
  for (const VariantCall& variant : calls.variants) result.push_back(brief(variant));
  return result;
}

// Every number that a writer could show.
std::string full_text(const Called& called) {
  std::ostringstream text;
  for (const VariantCall& v : called.calls.variants) {
    const GenotypeCall& s = v.samples.at(0);
    text << brief(v) << ' ' << v.quality_centiphred << ' ' << v.filters << ' ' << v.mean_confidence_phred << ' '
         << v.mean_base_quality_phred << ' ' << v.median_end_distance_bases << ' ' << v.strand_bias_phred << ' '
         << int{v.haplotypes} << ' ' << int{s.alleles[0]} << s.is_phased << s.phase_set_1based << ' ' << s.quality_phred
         << ' ' << s.depth << ' ' << s.forward_depth[0] << ' ' << s.forward_depth[1] << ' ' << s.reverse_depth[0] << ' '
         << s.reverse_depth[1] << ' ' << s.likelihoods_phred[0] << ' ' << s.likelihoods_phred[1] << ' '
         << s.likelihoods_phred[2] << '\n';
  }
  for (const ReferenceBlock& b : called.calls.reference_blocks)
    text << b.start << ' ' << b.end << ' ' << b.min_depth << ' ' << b.median_depth << ' ' << b.quality_phred << '\n';
  return text.str();
}

PlacedReads in_order(const PlacedReads& reads, const std::vector<std::size_t>& order) {
  PlacedReads result;
  for (const std::size_t i : order) result.append(reads.reads[i], reads.bases_of(i));
  return result;
}

TEST_CASE("a block's het SNV, hom deletion, 30-base insertion and homopolymer insertion are called, and nothing else") {
  Placing placing({reference_sequence()});
  placing.place(draw_fragments(sample_haplotypes(), {}));
  const Called called = call(placing.genome.view(), placing.reads);
  CHECK(briefs(called.calls) ==
        std::vector<std::string>{"1000 G>T 0/1", "1701 ACGTCG>A 1/1", "2500 A>A" + inserted + " 0/1", "3401 C>CA 0/1"});
  for (const VariantCall& variant : called.calls.variants) {
    INFO(brief(variant));
    CHECK(variant.filters == 0);
    CHECK(variant.quality_centiphred > 10000);
    CHECK(variant.samples.at(0).quality_phred > 30);
  }
  std::uint64_t covered = 0;  // records and reference blocks cover the contig once
  GenomePosition end = contig_gap;
  for (const ReferenceBlock& block : called.calls.reference_blocks) {
    CHECK(block.start >= end);
    end = block.end;
    covered += block.end - block.start;
  }
  for (const VariantCall& variant : called.calls.variants) covered += variant.reference.size();
  CHECK(end == contig_gap + contig_bases);
  CHECK(covered == contig_bases);
}

// Haplotypes that grow variant by variant meet one that has those of both copies first.
TEST_CASE("many variants of one copy beside a deletion of the other are told apart") {
  std::array<std::vector<BaseCode>, 2> copies{reference_sequence(), reference_sequence()};
  std::vector<std::string> expected;
  for (const std::size_t at : {1640, 1664, 1665, 1666, 1667}) {
    const BaseCode reference = copies[0][at];
    copies[0][at] = reference ^ 1;
    expected.push_back(std::to_string(at) + ' ' + "ACGT"[reference] + '>' + "ACGT"[reference ^ 1] + " 0/1");
  }
  expected.emplace_back("1701 ACGTCG>A 0/1");
  copies[1].erase(copies[1].begin() + 1702, copies[1].begin() + 1707);
  Placing placing({reference_sequence()});
  placing.place(draw_fragments(copies, {}));
  CHECK(briefs(call(placing.genome.view(), placing.reads).calls) == expected);
}

TEST_CASE("a block's calls depend neither on the order of its reads nor on the instruction set") {
  Placing placing({reference_sequence()});
  placing.place(draw_fragments(sample_haplotypes(), {}));
  const std::string expected = full_text(call(placing.genome.view(), placing.reads));
  CHECK(expected.size() > 200);
  std::vector<std::size_t> order(placing.reads.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 random(11);
  for_each_simd_target([&] {
    std::shuffle(order.begin(), order.end(), random);
    CHECK(full_text(call(placing.genome.view(), in_order(placing.reads, order))) == expected);
  });
}

TEST_CASE("copies of a fragment under other names are marked as duplicates and do not count") {
  Placing placing({reference_sequence()});
  ReadBatch batch = draw_fragments(sample_haplotypes(), {});
  placing.place(batch);
  const Called once = call(placing.genome.view(), placing.reads);
  const std::uint64_t before = once.counts.moved.duplicate;
  for (auto& name : batch.name_hash) name = ~name;
  placing.place(batch);
  const Called twice = call(placing.genome.view(), placing.reads);
  CHECK(twice.counts.moved.duplicate == before + batch.reads());
  const auto marked = std::count_if(twice.reads.reads.begin(), twice.reads.reads.end(),
                                    [](const PlacedRead& read) { return read.has(read_is_duplicate); });
  CHECK(static_cast<std::uint64_t>(marked) == twice.counts.moved.duplicate);
  REQUIRE(briefs(twice.calls) == briefs(once.calls));
  for (std::size_t i = 0; i < once.calls.variants.size(); ++i)
    CHECK(twice.calls.variants[i].samples[0].depth == once.calls.variants[i].samples[0].depth);
}

TEST_CASE("overlapping mates count as one fragment") {
  const std::vector<BaseCode> reference = reference_sequence();
  std::array<std::vector<BaseCode>, 2> haplotypes{reference, reference};
  haplotypes[1][1000] = 3;
  ReadBatch batch;
  // Both mates of all 60 fragments cover base 1000, at least 20 bases from either end of both.
  for (std::size_t i = 0; i < 60; ++i) append_pair(haplotypes[i % 2], 920 + i, 103, 101, i, batch);
  Placing placing({reference});
  placing.place(batch);
  const Called called = call(placing.genome.view(), placing.reads);
  REQUIRE(briefs(called.calls) == std::vector<std::string>{"1000 G>T 0/1"});
  const GenotypeCall& sample = called.calls.variants[0].samples[0];
  CHECK(sample.depth == 60);
  CHECK(sample.forward_depth[0] + sample.reverse_depth[0] == 30);
  CHECK(sample.forward_depth[1] + sample.reverse_depth[1] == 30);
}

TEST_CASE("a fragment given twice is an input error") {
  Placing placing({reference_sequence()});
  const ReadBatch batch = draw_fragments(sample_haplotypes(), {});
  placing.place(batch);
  placing.place(batch);
  BlockCaller caller(placing.genome.view(), CallingOptions{});
  LibraryCounts counts;
  CHECK_THROWS_AS(caller.prepare(0, placing.reads, {&counts, 1}), InputError);
}

TEST_CASE(
    "a haploid stretch is called with one allele, one without the chromosome not at all, and no reads call nothing") {
  Placing placing({reference_sequence()});
  const auto haplotypes = sample_haplotypes();
  placing.place(draw_fragments({haplotypes[1], haplotypes[1]}, {}));
  const GenomeView genome = placing.genome.view();
  CHECK(briefs(call(genome, placing.reads, {{0, genome.length, 1}}).calls) ==
        std::vector<std::string>{"1701 ACGTCG>A 1", "2500 A>A" + inserted + " 1", "3401 C>CA 1"});
  CHECK(call(genome, placing.reads, {{0, genome.length, 0}}).calls.variants.empty());
  const Called empty = call(genome, {});
  CHECK(empty.calls.variants.empty());
  REQUIRE(empty.calls.reference_blocks.size() == 1);
  CHECK(empty.calls.reference_blocks[0].start == contig_gap);
  CHECK(empty.calls.reference_blocks[0].end == contig_gap + contig_bases);
  CHECK(empty.calls.reference_blocks[0].quality_phred == 0);
}

TEST_CASE("a hom SNV and a het insertion in a long repeat are called together") {
  const std::string repeat =
      "CCCTCCTCCTCTCTCCCTCCTCCCTTTCTCTTCCCTCCCTCCTCCCCTTCTCCTCCTCTCCTTCCTCCCTTTCTCTTCCCTCCCTCCTCCTCCCTCCCTCCTCCCCTTCTCC"
      "TCCTC"
      "TTCTTCCTCCCTTTCTCTTCCCTCCCTCCTCCCCTCCTCCTCTCTCCCTCCTCTTCCCTCCCTCCTCCCCTTCTCCTCCTC";
  const std::size_t at = repeat.find("CTCCTCTTCTTCC") + 6;  // the first T of TTC
  const auto with = [&](const std::string& letters) {
    return sequence_with(8, 3000, {{1499, "G"}, {1500, letters}, {1500 + repeat.size(), "GACG"}});
  };
  std::string one = repeat;
  one[at + 1] = 'C';
  std::vector<BaseCode> two = with(one);
  two.insert(two.begin() + static_cast<std::ptrdiff_t>(1500 + at - 1), base_code('C'));
  Placing sample({with(repeat)});
  sample.place(draw_fragments({with(one), two}, {450, 100, 280, 120}));
  const BlockCalls calls = call(sample.genome.view(), sample.reads).calls;
  REQUIRE(calls.variants.size() == 2);
  CHECK(brief(calls.variants[0]).ends_with(" 0/1"));
  CHECK(brief(calls.variants[1]) == std::to_string(1500 + at + 1) + " T>C 1/1");
}

std::vector<BaseCode> changed_at(std::vector<BaseCode> bases, const std::vector<std::size_t>& places) {
  for (const std::size_t at : places) bases[at] = static_cast<BaseCode>(3 - bases[at]);
  return bases;
}

// Of a tumour beside its normal.
BlockCalls call_pair(Placing& placing, const ReadBatch& tumor, const ReadBatch& normal) {
  placing.place(tumor);
  const std::size_t of_tumor = placing.reads.size();
  placing.place(normal);
  for (std::size_t i = of_tumor; i < placing.reads.size(); ++i) placing.reads.reads[i].sample = 1;
  CallingOptions options;
  options.samples = {SampleKind::tumor, SampleKind::germline};
  BlockCaller caller(placing.genome.view(), options);
  std::vector<LibraryCounts> counts(2);
  caller.prepare(0, placing.reads, counts);
  caller.set_library(counts, {{}, {}});
  return caller.call(0, placing.reads);
}

TEST_CASE("somatic variants that the same molecules carry share a phase set, others do not") {
  const std::vector<BaseCode> reference = reference_sequence();
  const auto changed = [&](const std::vector<std::size_t>& places) { return changed_at(reference, places); };
  Placing placing({reference});
  // A third of the tumour's molecules has two neighbours, another third a change six bases on.
  ReadBatch tumor;
  const std::vector<std::vector<BaseCode>> molecules{reference, changed({1200, 1201}), changed({1207})};
  for (std::size_t i = 0; i < 90; ++i) append_pair(molecules[i % 3], 1000 + i, 300, 150, i, tumor);
  ReadBatch normal;
  for (std::size_t i = 0; i < 60; ++i) append_pair(reference, 1000 + i, 300, 150, 1000 + i, normal);
  const BlockCalls calls = call_pair(placing, tumor, normal);
  REQUIRE(calls.somatic.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const VariantCall& record = calls.somatic[i].call.record;
    CHECK(record.position - contig_gap == std::array<GenomePosition, 3>{1200, 1201, 1207}[i]);
    CHECK(record.samples[0].is_phased == (i < 2));
    CHECK(record.samples[0].phase_set_1based == (i < 2 ? 1201U : 0U));
    CHECK_FALSE(record.samples[1].is_phased);
    CHECK(calls.somatic[i].call.beyond.empty());
    CHECK(std::string(somatic_genotype(record.samples[0])) == (i < 2 ? "0|1" : "0/1"));
    CHECK(std::string(somatic_genotype(record.samples[1])) == "0/0");
  }
}

TEST_CASE("a somatic variant knows the germline alleles that its molecules carry, and not those of the other copy") {
  const std::vector<BaseCode> reference = reference_sequence();
  const auto changed = [&](const std::vector<std::size_t>& places) { return changed_at(reference, places); };
  Placing placing({reference});
  // One copy of the normal has 1200; the tumour has 1202 on that copy and 1207 on the other.
  ReadBatch tumor;
  const std::vector<std::vector<BaseCode>> molecules{reference, changed({1200}), changed({1200, 1202}),
                                                     changed({1207})};
  for (std::size_t i = 0; i < 120; ++i) append_pair(molecules[i % 4], 1000 + i, 300, 150, i, tumor);
  ReadBatch normal;
  for (std::size_t i = 0; i < 80; ++i) append_pair(molecules[i % 2], 1000 + i, 300, 150, 1000 + i, normal);
  const BlockCalls calls = call_pair(placing, tumor, normal);
  REQUIRE(calls.somatic.size() == 2);
  const SomaticCall& beside = calls.somatic[0].call;
  CHECK(beside.record.position - contig_gap == 1202);
  REQUIRE(beside.germline.size() == 1);
  CHECK(beside.germline[0].position - contig_gap == 1200);
  CHECK(beside.germline[0].reference.size() == 1);
  CHECK(calls.somatic[1].call.record.position - contig_gap == 1207);
  CHECK(calls.somatic[1].call.germline.empty());
}

}  // namespace
}  // namespace norrsken
