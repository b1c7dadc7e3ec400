#include "kernels/placement/placer.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <random>
#include <vector>

#include "../calling/small_sample.hpp"
#include "kernels/calling/prepare_reads.hpp"
#include "kernels/mismatch/byte_hamming.hpp"
#include "kernels/placement/fragment_placer.hpp"

namespace norrsken {
namespace {

// Random but for two 900-base copies, 4,000 bases apart, that no read of 100 bases can tell.
std::vector<BaseCode> reference_sequence() {
  std::vector<BaseCode> sequence = sequence_with(7, 9000, {});
  std::copy(sequence.begin() + 3000, sequence.begin() + 3900, sequence.begin() + 7000);
  return sequence;
}

struct Placed {
  Placing placing{{reference_sequence()}};
  // Reads [0] and [1] are the forward and the reverse one.
  const PlacedReads& pair(const std::vector<BaseCode>& sequence, std::size_t start, std::size_t insert,
                          std::size_t read_bases = 100) {
    ReadBatch batch;
    append_pair(sequence, start, insert, read_bases, 0, batch);
    return batch_of(batch);
  }
  const PlacedReads& batch_of(const ReadBatch& batch) {
    placing.reads.clear();
    placing.counts = {};
    placing.place(batch);
    return placing.reads;
  }
};

bool has_costly_base(const PlacedReads& reads, std::size_t index, const std::vector<BaseCode>& axis) {
  const auto bases = reads.bases_of(index);
  for (std::size_t i = 0; i < bases.size(); ++i)
    if (base_cost(bases[i], axis[reads.reads[index].position + i]) != 0) return true;
  return false;
}

TEST_CASE("a read is exact where it lies whole, on one diagonal, and no base that costs something differs") {
  Placed placed;
  const std::vector<BaseCode> sequence = sequence_with(7, 9000, {});
  ReadBatch batch;
  std::mt19937 random(11);
  for (std::uint64_t name = 0; name < 300; ++name) {
    const std::size_t insert = 120 + random() % 200;  // mates overlap in half of them
    append_pair(sequence, 100 + random() % 2500, insert, 100, name, batch);
  }
  for (BaseQuality& base : batch.bases)
    if (random() % 150 == 0) base = make_base_quality(random() & 3, random() % 2 == 0 ? 4 : 30);
  PlacedReads reads = placed.batch_of(batch);
  const std::vector<BaseCode>& axis = placed.placing.genome.axis;
  std::size_t exact = 0;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const PlacedRead& read = reads.reads[i];
    if (read.has(read_is_orphan)) continue;
    const bool is_whole = read.shift == 0 && read.clip == 0;
    CHECK((read.is_exact != 0) == (is_whole && !has_costly_base(reads, i, axis)));
    exact += read.is_exact;
  }
  CHECK(exact > 150);
  CHECK(exact < reads.size() - 100);
  sort_reads(reads);
  merge_overlapping_mates(reads);
  for (std::size_t i = 0; i < reads.size(); ++i)
    if (reads.reads[i].is_exact != 0) CHECK_FALSE(has_costly_base(reads, i, axis));
}

TEST_CASE("a perfect pair is placed where it comes from, with full confidence, whichever mate is forward") {
  Placed placed;
  for (const std::uint64_t name : {0U, 2U}) {
    ReadBatch batch;
    append_pair(reference_sequence(), 1000, 350, 100, name, batch);
    const PlacedReads& reads = placed.batch_of(batch);
    REQUIRE(reads.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
      const PlacedRead& read = reads.reads[i];
      const bool is_reverse = (i == 1) == (name == 0);
      CHECK(read.has(read_is_reverse) == is_reverse);
      CHECK(read.has(mate_is_reverse) == !is_reverse);
      CHECK(read.has(read_is_second) == (i == 1));
      CHECK(read.has(read_is_paired));
      CHECK(read.has(mate_is_placed));
      CHECK_FALSE(read.has(read_is_orphan));
      CHECK(read.position == contig_gap + (is_reverse ? 1250 : 1000));
      CHECK(read.mate_five_prime == contig_gap + (is_reverse ? 1000 : 1350));
      CHECK(read.shift == 0);
      CHECK(read.clip == 0);
      CHECK(read.confidence_phred == 60);
      unsigned differing = 0;  // stored as on the forward strand
      for (unsigned base = 0; base < read.length; ++base)
        if (base_of(reads.bases_of(i)[base]) != placed.placing.genome.axis[read.position + base]) ++differing;
      CHECK(differing == 0);
    }
    CHECK(placed.placing.counts.buckets.placed == 2);
    CHECK(placed.placing.counts.insert_bases[350] == 1);
    CHECK(placed.placing.counts.fast_fragments == 1);
  }
}

TEST_CASE("seeds at both ends of a read vouch for all of it; with a difference at one end the middle is asked") {
  // The first mate lies at 1000, the second one at 1350: what stands in the middle of the first one stands
  // elsewhere too, so that it says nothing of its own.
  std::vector<BaseCode> sequence = sequence_with(7, 9000, {});
  std::copy(sequence.begin() + 1050, sequence.begin() + 1100, sequence.begin() + 6000);
  Placing placing{{sequence}};
  const auto confidence_with = [&](std::optional<std::size_t> changed, bool is_called = true) {
    std::vector<BaseCode> read = sequence;
    if (changed) read[*changed] = is_called ? read[*changed] ^ 1 : base_n;
    ReadBatch batch;
    append_pair(read, 1000, 500, 150, 0, batch);
    placing.reads.clear();
    placing.counts = {};
    placing.place(batch);
    REQUIRE(placing.counts.fast_fragments == 1);
    REQUIRE(placing.reads.reads[0].position == contig_gap + 1000);
    return unsigned{placing.reads.reads[0].confidence_phred};
  };
  CHECK(confidence_with({}) == 60);
  CHECK(confidence_with(1250) == 60);                        // between the mates
  CHECK(confidence_with(1020) == seed_confidence_phred(4));  // one end, not the middle, and all of the mate
  CHECK(confidence_with(1020, false) == seed_confidence_phred(4));
  CHECK(confidence_with(1370) == seed_confidence_phred(5));  // all of the first, one end and the middle of the mate
}

TEST_CASE("a read over a deletion or insertion is broken onto two diagonals") {
  Placed placed;
  std::vector<BaseCode> without = reference_sequence();
  without.erase(without.begin() + 1050, without.begin() + 1062);
  const PlacedRead deleted = placed.pair(without, 1000, 350).reads.at(0);
  CHECK(deleted.position == contig_gap + 1000);
  CHECK(deleted.shift == 12);
  CHECK(deleted.break_offset >= 40);  // the bases around a break can have more than one spelling
  CHECK(deleted.break_offset <= 60);
  CHECK(deleted.confidence_phred >= 40);

  std::vector<BaseCode> with = reference_sequence();
  const auto inserted = codes("GATTCGCAGT");
  with.insert(with.begin() + 1050, inserted.begin(), inserted.end());
  const PlacedReads& reads = placed.pair(with, 1000, 350);
  CHECK(reads.reads.at(0).position == contig_gap + 1000);
  CHECK(reads.reads.at(0).shift == -10);
  CHECK(reads.reads.at(1).shift == 0);
  CHECK(reads.reads.at(1).position == contig_gap + 1240);
}

TEST_CASE("a mate inside an insertion travels with its mate, one reaching into it is clipped") {
  Placed placed;
  std::mt19937 random(77);
  std::vector<BaseCode> with = reference_sequence();
  const std::vector<BaseCode> inserted = random_codes(400, random);
  with.insert(with.begin() + 1200, inserted.begin(), inserted.end());

  const PlacedReads& inside = placed.pair(with, 1000, 400);  // the reverse mate lies in [1300, 1400)
  REQUIRE(inside.size() == 2);
  CHECK_FALSE(inside.reads[0].has(read_is_orphan));
  CHECK_FALSE(inside.reads[0].has(mate_is_placed));
  CHECK(inside.reads[1].has(read_is_orphan));
  CHECK(inside.reads[1].has(read_is_reverse));
  CHECK(inside.reads[1].position == inside.reads[0].position);
  CHECK(placed.placing.counts.buckets.orphan == 1);
  CHECK(placed.placing.counts.buckets.placed == 1);

  const PlacedRead reaching = placed.pair(with, 900, 370).reads.at(1);  // [1170, 1270): 30 bases before the insertion
  CHECK((reaching.has(read_is_orphan) || reaching.clip != 0));
  const PlacedRead mostly_out = placed.pair(with, 900, 330).reads.at(1);  // 70 bases before it
  CHECK(mostly_out.position == contig_gap + 1130);
  CHECK(mostly_out.clip == 2);
  CHECK(mostly_out.break_offset >= 65);
  CHECK(mostly_out.break_offset <= 75);
}

TEST_CASE("a pair that fits two places equally gets little confidence, one that a mate anchors much") {
  Placed placed;
  const PlacedReads& inside = placed.pair(reference_sequence(), 3200, 300);
  REQUIRE(inside.size() >= 2);
  CHECK(inside.reads[0].confidence_phred <= 4);
  CHECK(inside.reads[1].confidence_phred <= 4);
  CHECK(placed.placing.counts.buckets.ambiguous == 2);
  CHECK(placed.placing.counts.buckets.total() == 2);

  const PlacedReads& anchored = placed.pair(reference_sequence(), 2850, 350);  // forward mate before the copy
  REQUIRE(anchored.size() == 2);
  CHECK(anchored.reads[1].position == contig_gap + 3100);
  CHECK(anchored.reads[1].confidence_phred >= 20);
}

// Equal copies of 700 random bases, 2,000 apart, the first at 1,000.
std::vector<BaseCode> sequence_of_copies(std::size_t copies) {
  std::vector<BaseCode> sequence = sequence_with(21, 1000 + 2000 * copies, {});
  for (std::size_t copy = 1; copy < copies; ++copy)
    std::copy_n(sequence.begin() + 1000, 700, sequence.begin() + static_cast<std::ptrdiff_t>(1000 + 2000 * copy));
  return sequence;
}

TEST_CASE("among more copies than the index lists, seeds with few places vouch for the only copy that has them all") {
  std::vector<BaseCode> sequence = sequence_of_copies(40);
  const auto change = [&](std::size_t copy, std::size_t offset) { sequence[1000 + 2000 * copy + offset] ^= 2; };
  for (const std::size_t copy : {7U, 20U}) change(copy, 250);
  for (const std::size_t copy : {7U, 30U}) change(copy, 400);
  Placing placing({sequence});
  ReadBatch batch;
  append_pair(sequence, 1000 + 2000 * 7 + 200, 250, 100, 0, batch);
  placing.place(batch);
  REQUIRE(placing.reads.size() == 2);
  CHECK(placing.reads.reads[0].position == contig_gap + 15200);
  CHECK(placing.reads.reads[1].position == contig_gap + 15350);
  for (const PlacedRead& read : placing.reads.reads)
    CHECK(read.confidence_phred == seed_confidence_phred(1));  // two that count half
}

TEST_CASE("a read over a deletion is tried with a break in all copies that fit its parts alike") {
  std::vector<BaseCode> sequence = sequence_of_copies(5);
  const std::size_t last = 1000 + 2000 * 4;
  sequence[last + 450] ^= 2;  // only the mate tells the last copy
  Placing placing({sequence});
  std::vector<BaseCode> without = sequence;
  without.erase(without.begin() + static_cast<std::ptrdiff_t>(last) + 150,
                without.begin() + static_cast<std::ptrdiff_t>(last) + 162);
  ReadBatch batch;
  append_pair(without, last + 100, 388, 100, 0, batch);
  placing.place(batch);
  REQUIRE(placing.reads.size() == 2);
  CHECK(placing.reads.reads[0].position == contig_gap + last + 100);
  CHECK(placing.reads.reads[0].shift == 12);
  CHECK(placing.reads.reads[1].position == contig_gap + last + 400);
}

TEST_CASE("a mate that only its neighbour finds is searched for beside all equal places, which stay equal") {
  const std::vector<BaseCode> sequence = sequence_of_copies(3);
  Placing placing({sequence});
  ReadBatch batch;
  append_pair(sequence, 1100, 350, 100, 0, batch);
  for (std::size_t i = 110; i < 200; i += 20) batch.bases[i] = make_base_quality(base_of(batch.bases[i]) ^ 2, 20);
  placing.place(batch);
  REQUIRE(placing.reads.size() == 2);
  for (const PlacedRead& read : placing.reads.reads) {
    CHECK(read.has(mate_is_placed));
    CHECK(read.confidence_phred <= 3);
  }
}

// An insert of 70 read with 100 bases: 30 of adapter at the end of either mate.
ReadBatch pair_into_adapter(const std::vector<BaseCode>& reference) {
  const auto adapter = codes("AGATCGGAAGAGCACACGTCTGAACTCCAGTCACATCACGATCTCGTATG");
  std::vector<BaseCode> forward(reference.begin() + 1000, reference.begin() + 1070);
  forward.insert(forward.end(), adapter.begin(), adapter.begin() + 30);
  std::vector<BaseCode> reverse;
  for (std::size_t i = 0; i < 70; ++i) reverse.push_back(complement(reference[1069 - i]));
  reverse.insert(reverse.end(), adapter.begin(), adapter.begin() + 30);
  ReadBatch batch;
  append_read(forward, 0, 100, false, batch);
  append_read(reverse, 0, 100, false, batch);
  batch.first_read.push_back(2);
  batch.name_hash.push_back(1);
  return batch;
}

TEST_CASE("mates that run through their fragment are cut at its end and take the fast path") {
  Placed placed;
  const PlacedReads& reads = placed.batch_of(pair_into_adapter(reference_sequence()));
  REQUIRE(reads.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(reads.reads[i].position == contig_gap + 1000);
    CHECK(reads.reads[i].length == 70);
    CHECK(reads.reads[i].clip == 0);
  }
  const PlacementCounts& counts = placed.placing.counts;
  CHECK(counts.fast_fragments == 1);
  CHECK(counts.insert_bases[70] == 1);
  CHECK(counts.bases == 200);  // as sequenced
  CHECK(counts.read_length[100] == 2);
}

TEST_CASE("bases beyond the mate's start are adapter and not called") {
  Placed placed;
  ReadBatch batch = pair_into_adapter(reference_sequence());
  for (const std::size_t first : {0U, 100U}) batch.bases[first + 5] ^= 1;  // hides where the fragment ends
  const PlacedReads& reads = placed.batch_of(batch);
  REQUIRE(reads.size() == 2);
  CHECK(placed.placing.counts.insert_bases[70] == 1);
  for (std::size_t i = 0; i < 2; ++i) {
    const PlacedRead& read = reads.reads[i];
    unsigned wrong = 0;
    for (unsigned base = 0; base < 100; ++base) {
      const GenomePosition at = read.position + base;
      const bool is_own = at >= contig_gap + 1000 && at < contig_gap + 1070;
      if (is_called(reads.bases_of(i)[base]) != is_own) ++wrong;
    }
    CHECK(wrong == 0);
  }
  CHECK(reads.reads[0].position == contig_gap + 1000);
  CHECK(reads.reads[1].position == contig_gap + 970);
}

TEST_CASE("each read ends in one bucket: foreign pairs, single reads, reads shorter than a seed window") {
  Placed placed;
  std::mt19937 random(99);
  const std::vector<BaseCode> foreign = random_codes(1000, random);
  CHECK(placed.pair(foreign, 100, 300).size() == 0);
  CHECK(placed.placing.counts.buckets.unplaced == 2);

  ReadBatch batch;
  for (const std::size_t length : {150U, 36U, 0U}) {  // single reads
    append_read(reference_sequence(), 1500, length, true, batch);
    batch.first_read.push_back(static_cast<std::uint32_t>(batch.reads()));
    batch.name_hash.push_back(length);
  }
  const PlacedReads& singles = placed.batch_of(batch);
  CHECK(placed.placing.counts.buckets.total() == 3);
  CHECK(placed.placing.counts.fragments == 3);
  REQUIRE(singles.size() >= 1);
  CHECK(singles.reads[0].position == contig_gap + 1500);
  CHECK(singles.reads[0].has(read_is_reverse));
  CHECK_FALSE(singles.reads[0].has(read_is_paired));
}

}  // namespace
}  // namespace norrsken
