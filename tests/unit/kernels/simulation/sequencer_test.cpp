#include "kernels/simulation/sequencer.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <string>

using namespace norrsken;

namespace {

std::vector<BaseCode> random_bases(std::size_t bases, RandomStream& random) {
  std::vector<BaseCode> codes(bases);
  for (BaseCode& code : codes) code = static_cast<BaseCode>(random.below(4));
  return codes;
}

struct Lane {
  SequencingCounts counts[2];
  double mean_quality[2][150] = {};
  std::set<unsigned> qualities;
};

// Reads 4,000 random fragments from both sides and checks the counts against the bases themselves.
Lane sequence_lane(SequencerProfile profile) {
  const Sequencer sequencer(profile, 150);
  RandomStream random(8, RandomPurpose::sequencing);
  Lane lane;
  SequencedRead read;
  constexpr int fragments = 4000;
  for (int number = 0; number < fragments; ++number) {
    const auto fragment = random_bases(150, random);
    for (const Mate mate : {Mate::first, Mate::second}) {
      const auto index = static_cast<std::size_t>(mate);
      const SequencingCounts before = lane.counts[index];
      sequencer.read(fragment, mate, random, read, lane.counts[index]);
      REQUIRE(read.bases.size() == 150);
      REQUIRE(read.qualities_phred.size() == 150);
      std::uint64_t wrong = 0;
      for (std::size_t cycle = 0; cycle < 150; ++cycle) {
        const unsigned quality = read.qualities_phred[cycle];
        lane.mean_quality[index][cycle] += static_cast<double>(quality) / fragments;
        lane.qualities.insert(quality);
        if (read.bases[cycle] == base_n)
          REQUIRE(quality == 2);
        else
          wrong += read.bases[cycle] != fragment[cycle];
      }
      std::uint64_t counted = 0;
      for (std::size_t phred = 0; phred < 64; ++phred)
        counted += lane.counts[index].miscalled[phred] - before.miscalled[phred];
      REQUIRE(counted == wrong);
    }
  }
  return lane;
}

double error_rate(const SequencingCounts& counts) {
  double wrong = 0, bases = 0;
  for (std::size_t phred = 0; phred < 64; ++phred) {
    wrong += static_cast<double>(counts.miscalled[phred]);
    bases += static_cast<double>(counts.bases[phred]);
  }
  return wrong / bases;
}

}  // namespace

TEST_CASE("bases of a quality are wrong about as often as it says") {
  Lane lane = sequence_lane(SequencerProfile::hiseq);
  lane.counts[0].add(lane.counts[1]);
  int checked = 0;
  for (std::size_t phred = 5; phred <= 30; ++phred) {
    const auto bases = static_cast<double>(lane.counts[0].bases[phred]);
    const double expected = std::pow(10.0, -static_cast<double>(phred) / 10);
    if (bases * expected < 60) continue;
    CHECK(static_cast<double>(lane.counts[0].miscalled[phred]) / bases == Approx(expected).epsilon(0.4));
    ++checked;
  }
  CHECK(checked > 10);
}

TEST_CASE("qualities fall over the cycles and are lower in the second read") {
  const Lane lane = sequence_lane(SequencerProfile::hiseq);
  CHECK(lane.mean_quality[0][20] > lane.mean_quality[0][149] + 3);
  CHECK(lane.mean_quality[0][20] > lane.mean_quality[0][0] + 3);
  for (const int cycle : {20, 100, 149}) CHECK(lane.mean_quality[1][cycle] < lane.mean_quality[0][cycle]);
  CHECK(error_rate(lane.counts[1]) > 1.3 * error_rate(lane.counts[0]));
  CHECK(error_rate(lane.counts[0]) > 0.0005);
  CHECK(error_rate(lane.counts[1]) < 0.01);
  CHECK(lane.counts[0].not_called > 0);
}

TEST_CASE("NovaSeq qualities are binned and the bins tell their error rate") {
  Lane lane = sequence_lane(SequencerProfile::novaseq);
  for (const unsigned quality : lane.qualities)
    CHECK((quality == 2 || quality == 12 || quality == 23 || quality == 37));
  lane.counts[0].add(lane.counts[1]);
  for (const unsigned phred : {12U, 23U}) {
    const double rate =
        static_cast<double>(lane.counts[0].miscalled[phred]) / static_cast<double>(lane.counts[0].bases[phred]);
    const double measured = -10 * std::log10(rate);
    CHECK(measured == Approx(phred).margin(2.5));
  }
  CHECK(lane.counts[0].bases[37] > 800'000);
}

TEST_CASE("a perfect sequencer reads what is there") {
  const Sequencer sequencer(SequencerProfile::perfect, 100);
  RandomStream random(1, RandomPurpose::sequencing);
  const auto fragment = random_bases(300, random);
  SequencedRead read;
  SequencingCounts counts;
  sequencer.read(fragment, Mate::second, random, read, counts);
  CHECK(std::equal(read.bases.begin(), read.bases.end(), fragment.begin()));
  CHECK(read.qualities_phred == std::vector<std::uint8_t>(100, 40));
}

TEST_CASE("a fragment shorter than the read is followed by the adapter of its mate") {
  RandomStream random(1, RandomPurpose::sequencing);
  const auto fragment = random_bases(60, random);
  SequencedRead read;
  SequencingCounts counts;
  const auto letters = [&] {
    std::string text;
    for (const BaseCode base : read.bases) text += base_letter(base);
    return text;
  };
  const Sequencer sequencer(SequencerProfile::perfect, 150);
  sequencer.read(fragment, Mate::first, random, read, counts);
  CHECK(letters().substr(60, 33) == "AGATCGGAAGAGCACACGTCTGAACTCCAGTCA");
  CHECK(letters().substr(140) == std::string(10, 'A'));
  sequencer.read(fragment, Mate::second, random, read, counts);
  CHECK(letters().substr(60, 33) == "AGATCGGAAGAGCGTCGTGTAGGGAAAGAGTGT");
  CHECK(counts.adapter_bases == 180);
}

TEST_CASE("slips grow with the length of a run and are rare elsewhere") {
  CHECK(slip_probability(1, 3) == 0);
  CHECK(slip_probability(1, 10) == Approx(1.5e-3).epsilon(0.1));
  for (unsigned unit = 1; unit <= 4; ++unit)
    for (std::uint32_t copies = 1; copies < 80; ++copies) {
      CHECK(slip_probability(unit, copies + 1) >= slip_probability(unit, copies));
      CHECK(slip_probability(unit, copies) <= 0.10);
    }
}

TEST_CASE("long runs slip as often as the table says, by whole units") {
  RandomStream random(6, RandomPurpose::sequencing);
  for (const unsigned unit : {1U, 2U, 3U}) {
    std::vector<BaseCode> tract = {3};
    for (std::uint32_t base = 0; base < 16 * unit; ++base) tract.push_back(static_cast<BaseCode>(base % unit));
    tract.push_back(3);
    SequencingCounts counts;
    int changed = 0;
    for (int repetition = 0; repetition < 20'000; ++repetition) {
      std::vector<BaseCode> fragment = tract;
      const std::uint64_t others = counts.other_indels;
      add_indel_errors(fragment, random, counts);
      if (counts.other_indels != others || fragment.size() == tract.size()) continue;
      ++changed;
      const auto difference = static_cast<int>(fragment.size()) - static_cast<int>(tract.size());
      REQUIRE(difference % static_cast<int>(unit) == 0);
    }
    CHECK(changed == Approx(20'000 * slip_probability(unit, 16)).epsilon(0.25));
  }
}

TEST_CASE("sequence without repeats has about one indel error in 100,000 bases") {
  RandomStream random(7, RandomPurpose::sequencing);
  SequencingCounts counts;
  for (int repetition = 0; repetition < 5000; ++repetition) {
    std::vector<BaseCode> fragment(1000);
    for (std::size_t at = 0; at < fragment.size(); ++at)
      fragment[at] = static_cast<BaseCode>((at * at / 7 + at / 3) & 3);
    add_indel_errors(fragment, random, counts);
  }
  CHECK(counts.other_indels == Approx(50).margin(25));
}
