#include "kernels/placement/candidates.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <random>

#include "../calling/small_sample.hpp"

namespace norrsken {
namespace {

struct Finding {
  explicit Finding(std::vector<BaseCode> from) : sequence(std::move(from)) {}
  std::vector<BaseCode> sequence;
  Placing placing{{sequence}};
  CandidateFinder finder{placing.table.index(), placing.genome.view()};
  PackedRead read;
  std::vector<Candidate> candidates;

  [[nodiscard]] ReadSeeds seeds() const {
    ReadSeeds of_read;
    finder.look_up({&read, 1}, {&of_read, 1});
    return of_read;
  }
  SeedSummary find() { return finder.find(read, seeds(), candidates); }
  SeedSummary find(std::size_t start, std::size_t length, bool is_reverse) {
    take(start, length, is_reverse);
    return find();
  }
  void take(std::size_t start, std::size_t length, bool is_reverse) {
    ReadBatch batch;
    append_read(sequence, start, length, is_reverse, batch);
    read.assign(batch.read(0));
  }
  // Exact k-mers of the read's strand on a diagonal, counted base by base.
  [[nodiscard]] unsigned kmers_on(const Candidate& candidate, unsigned k) const {
    const std::span<const BaseQuality> values = read.strand(candidate.is_reverse).values();
    unsigned kmers = 0;
    unsigned run = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      run = base_of(values[i]) == placing.genome.axis[candidate.start + i] ? run + 1 : 0;
      if (run >= k) ++kmers;
    }
    return kmers;
  }
};

TEST_CASE("seeds of a read vote for its diagonal on its strand") {
  Finding finding(sequence_with(15, 3000, {}));
  for (const bool is_reverse : {false, true})
    for (const std::size_t length : {39U, 60U, 100U, 250U})
      for (std::size_t start = 0; start + length <= 3000; start += 171) {
        INFO(length << " bases from " << start << (is_reverse ? ", reverse" : ""));
        const SeedSummary summary = finding.find(start, length, is_reverse);
        CHECK(summary.unique >= 1);
        CHECK(summary.many == 0);
        REQUIRE_FALSE(finding.candidates.empty());
        CHECK(finding.candidates[0].start == contig_gap + start);
        CHECK(finding.candidates[0].is_reverse == is_reverse);
        CHECK(finding.candidates[0].votes >= summary.unique);
      }
}

TEST_CASE("short reads without a whole window of their own are found by their k-mers") {
  Finding finding(sequence_with(20, 20000, {}));
  unsigned found = 0;
  unsigned reads = 0;
  for (const bool is_reverse : {false, true})
    for (const std::size_t length : {36U, 76U})
      for (std::size_t start = 0; start + length <= 20000; start += 97) {
        finding.take(start, length, is_reverse);
        const std::span<const BaseQuality> values = finding.read.strand(false).values();
        std::vector<BaseQuality> bases(values.begin(), values.end());
        if (length == 76) bases[length / 2] = make_base_quality(base_of(bases[length / 2]) ^ 1, 35);
        finding.read.assign(bases);
        const SeedSummary summary = finding.find();
        ++reads;
        if (finding.candidates.empty()) continue;
        ++found;
        CHECK(summary.unique >= 1);
        CHECK(finding.candidates[0].start == contig_gap + start);
        CHECK(finding.candidates[0].is_reverse == is_reverse);
      }
  CHECK(found * 100 >= reads * 90);
}

TEST_CASE("copies in the genome are all voted for, each on its strand, and no diagonal without exact seeds") {
  std::vector<BaseCode> sequence = sequence_with(16, 6000, {});
  std::copy(sequence.begin() + 1000, sequence.begin() + 1300, sequence.begin() + 3000);
  for (std::size_t i = 0; i < 300; ++i) sequence[5299 - i] = complement(sequence[1000 + i]);
  Finding finding(std::move(sequence));
  for (const bool is_reverse : {false, true}) {
    const SeedSummary summary = finding.find(1050, 150, is_reverse);
    CHECK(summary.few >= 3);
    REQUIRE(finding.candidates.size() >= 3);
    const auto is_found = [&](std::size_t start, bool strand) {
      return std::any_of(finding.candidates.begin(), finding.candidates.begin() + 3, [&](const Candidate& each) {
        return each.start == contig_gap + start && each.is_reverse == strand;
      });
    };
    CHECK(is_found(1050, is_reverse));
    CHECK(is_found(3050, is_reverse));
    CHECK(is_found(5100, !is_reverse));
    unsigned before = ~0U;
    for (const Candidate& candidate : finding.candidates) {
      CHECK(candidate.votes <= before);
      CHECK(candidate.votes <= finding.kmers_on(candidate, seed_bases));
      before = candidate.votes;
    }
  }
}

TEST_CASE(
    "seeds are listed for a fit when a place of theirs lies on its diagonals; those that share bases count once") {
  std::vector<BaseCode> sequence = sequence_with(16, 6000, {});
  std::copy(sequence.begin() + 1000, sequence.begin() + 1300, sequence.begin() + 3000);
  for (std::size_t i = 0; i < 300; ++i) sequence[5299 - i] = complement(sequence[1000 + i]);
  Finding finding(std::move(sequence));
  const auto listed_at = [&](std::size_t start, bool is_reverse) {
    const auto position = static_cast<GenomePosition>(contig_gap + start);
    return count_listed(finding.seeds(), finding.read.length(), {position, is_reverse, 0, 0, 0, Clip::none});
  };
  for (const bool is_reverse : {false, true}) {
    finding.take(1050, 150, is_reverse);  // in all three copies
    const ListedSeeds listed = listed_at(1050, is_reverse);
    CHECK(listed.unique == 0);
    CHECK(listed.all >= 2);
    CHECK(listed.all <= 150 / seed_bases);
    CHECK(listed_at(3050, is_reverse).all == listed.all);
    CHECK(listed_at(5100, !is_reverse).all == listed.all);
    CHECK(listed_at(3051, is_reverse).all == 0);
    CHECK(listed_at(3050, !is_reverse).all == 0);
    finding.take(4000, 150, is_reverse);  // in no copy
    CHECK(listed_at(4000, is_reverse).unique >= 2);
    CHECK(listed_at(4000, is_reverse).all == listed_at(4000, is_reverse).unique);
    CHECK(listed_at(3050, is_reverse).all == 0);
  }
}

TEST_CASE("unique seeds agree with a fit on their diagonal, and with none elsewhere") {
  Finding finding(sequence_with(16, 3000, {}));
  finding.take(1050, 150, false);
  const DiagonalFit here{contig_gap + 1050, false, 0, 0, 0, Clip::none};
  const DiagonalFit beside{contig_gap + 1051, false, 0, 0, 0, Clip::none};
  CHECK(count_agreeing(finding.seeds(), 150, here) >= 2);
  CHECK(count_agreeing(finding.seeds(), 150, here) <= 150 / seed_bases);
  CHECK(count_agreeing(finding.seeds(), 150, beside) == 0);
}

TEST_CASE("seeds of two reads looked up together are those of each, and known ones stay") {
  Finding finding(sequence_with(20, 3000, {}));
  std::array<PackedRead, 2> reads;
  std::array<ReadSeeds, 2> alone;
  for (std::size_t mate = 0; mate < 2; ++mate) {
    finding.take(500 + 700 * mate, mate == 0 ? 150 : 36, mate == 1);
    reads[mate] = finding.read;
    alone[mate] = finding.seeds();
  }
  CHECK_FALSE(alone[0].are_of_any_kmer);
  const auto are_same = [](const ReadSeeds& a, const ReadSeeds& b) {
    return std::equal(
               a.minimizers.begin(), a.minimizers.end(), b.minimizers.begin(), b.minimizers.end(),
               [](const Minimizer& x, const Minimizer& y) { return x.hash == y.hash && x.offset == y.offset; }) &&
           std::equal(a.places.begin(), a.places.end(), b.places.begin(), b.places.end(),
                      [](const SeedPlaces& x, const SeedPlaces& y) { return x.kind == y.kind; }) &&
           a.are_of_any_kmer == b.are_of_any_kmer;
  };
  std::array<ReadSeeds, 2> both;
  finding.finder.look_up(reads, both);
  CHECK(are_same(both[0], alone[0]));
  CHECK(are_same(both[1], alone[1]));
  std::swap(reads[0], reads[1]);
  finding.finder.look_up(reads, both);  // of other reads now, but not asked for
  CHECK(are_same(both[0], alone[0]));
  both[1].are_known = false;
  finding.finder.look_up(reads, both);
  CHECK(are_same(both[1], alone[0]));
}

TEST_CASE("a read shorter than a seed, or from nowhere, has no candidates") {
  Finding finding(sequence_with(17, 2000, {}));
  CHECK(finding.find(500, seed_bases - 1, false).unique == 0);
  CHECK(finding.candidates.empty());
  std::mt19937 random(99);
  std::vector<BaseQuality> foreign;
  for (const BaseCode code : random_codes(150, random)) foreign.push_back(make_base_quality(code, 35));
  finding.read.assign(foreign);
  CHECK(finding.find().unique == 0);
  CHECK(finding.candidates.empty());
  finding.read.assign(std::vector<BaseQuality>(100, not_called));
  CHECK(finding.find().unique == 0);
  CHECK(finding.candidates.empty());
}

TEST_CASE("a window search finds a mate with an error in every seed, and nothing outside the window") {
  Finding finding(sequence_with(18, 3000, {}));
  for (const bool is_reverse : {false, true}) {
    finding.take(1400, 100, is_reverse);
    const std::span<const BaseQuality> values = finding.read.strand(false).values();
    std::vector<BaseQuality> bases(values.begin(), values.end());
    for (std::size_t i = 10; i < bases.size(); i += 20) bases[i] = make_base_quality(base_of(bases[i]) ^ 2, 35);
    finding.read.assign(bases);
    CHECK(finding.find().unique == 0);
    finding.finder.search_window(finding.read, is_reverse, contig_gap + 1000, contig_gap + 2000, finding.candidates);
    REQUIRE_FALSE(finding.candidates.empty());
    CHECK(finding.candidates[0].start == contig_gap + 1400);
    CHECK(finding.candidates[0].is_reverse == is_reverse);
    CHECK(finding.candidates[0].votes >= 5);
    for (const Candidate& candidate : finding.candidates) CHECK(candidate.votes <= finding.kmers_on(candidate, 12));
    finding.finder.search_window(finding.read, is_reverse, contig_gap + 2000, contig_gap + 2500, finding.candidates);
    for (const Candidate& candidate : finding.candidates) CHECK(candidate.votes <= 2);  // by chance
  }
}

TEST_CASE("a window search at the end of the genome stays inside it") {
  Finding finding(sequence_with(19, 400, {}));
  finding.take(300, 100, false);
  const GenomePosition end = finding.placing.genome.view().length;
  finding.finder.search_window(finding.read, false, contig_gap + 250, end, finding.candidates);
  REQUIRE_FALSE(finding.candidates.empty());
  CHECK(finding.candidates[0].start == contig_gap + 300);
}

}  // namespace
}  // namespace norrsken
