#include "kernels/placement/diagonal.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>

#include "../calling/small_sample.hpp"

namespace norrsken {
namespace {

constexpr std::size_t read_bases = 100;
constexpr std::size_t read_from = 300;

struct Laid {
  std::vector<BaseCode> sequence = sequence_with(14, 1000, {});
  SmallGenome genome{{sequence}};
  DiagonalScratch scratch;

  // The read of the contig's base 300 on with `gap` reference bases left out (or foreign ones put in) before base `at`.
  [[nodiscard]] std::vector<BaseQuality> read_with_gap(std::size_t at, int gap, unsigned seed = 5) const {
    std::mt19937 random(seed);
    std::vector<BaseQuality> bases;
    for (std::size_t i = 0; i < at; ++i) bases.push_back(make_base_quality(sequence[read_from + i], 35));
    for (int i = 0; i < -gap; ++i) bases.push_back(make_base_quality(static_cast<BaseCode>(random() % 4), 35));
    for (std::size_t from = read_from + at + static_cast<std::size_t>(std::max(gap, 0)); bases.size() < read_bases;
         ++from)
      bases.push_back(make_base_quality(sequence[from], 35));
    bases.resize(read_bases);
    return bases;
  }
  DiagonalFit lay(const std::vector<BaseQuality>& bases, GenomePosition start, bool search, bool is_reverse = false) {
    std::vector<BaseQuality> sequenced = bases;
    if (is_reverse) {
      std::reverse(sequenced.begin(), sequenced.end());
      for (BaseQuality& value : sequenced) value = complement_called(value);
    }
    PackedRead read;
    read.assign(sequenced);
    const auto place = static_cast<GenomePosition>(contig_gap + start);
    const unsigned whole_phred = hamming_cost(read.strand(is_reverse), genome.view(), place, 0, read.length(), ~0U);
    const DiagonalFit fit = fit_diagonal(read, is_reverse, genome.view(), contig_gap + start, whole_phred, scratch);
    return search ? find_break(read, fit, genome.view(), scratch) : fit;
  }
  [[nodiscard]] unsigned distance(const std::vector<BaseQuality>& bases, GenomePosition start, std::size_t first,
                                  std::size_t last) const {
    unsigned sum = 0;
    for (std::size_t i = first; i < last; ++i)
      if (base_of(bases[i]) != genome.axis[start + i]) sum += mismatch_cost(bases[i]);
    return sum;
  }
  // What a broken fit says it costs, added up base by base.
  [[nodiscard]] unsigned cost_of(const std::vector<BaseQuality>& bases, const DiagonalFit& fit) const {
    const auto size = static_cast<unsigned>(std::abs(fit.shift));
    const std::size_t inserted = fit.shift < 0 ? size : 0;
    return distance(bases, fit.start, 0, fit.break_offset - inserted) +
           distance(bases, fit.start + static_cast<GenomePosition>(fit.shift), fit.break_offset, bases.size()) +
           gap_open_phred + std::min(size, max_gap_extension_phred) +
           inserted_base_phred * static_cast<unsigned>(inserted);
  }
};

TEST_CASE("a read that belongs on a diagonal is laid on it whole, mismatches and all") {
  Laid laid;
  std::vector<BaseQuality> bases = laid.read_with_gap(0, 0);
  for (const bool is_reverse : {false, true}) {
    const DiagonalFit perfect = laid.lay(bases, read_from, false, is_reverse);
    CHECK(perfect.start == contig_gap + read_from);
    CHECK(perfect.is_reverse == is_reverse);
    CHECK(perfect.cost_phred == 0);
    CHECK(perfect.clip == Clip::none);
    CHECK(perfect.shift == 0);
  }
  for (const std::size_t at : {20U, 24U, 28U, 70U})  // three of them close together, as a cluster of SNVs is
    bases[at] = make_base_quality(base_of(bases[at]) ^ 1, 35);
  for (const bool is_reverse : {false, true}) {
    const DiagonalFit fit = laid.lay(bases, read_from, true, is_reverse);
    CHECK(fit.start == contig_gap + read_from);
    CHECK(fit.cost_phred == 4 * 35);
    CHECK(fit.clip == Clip::none);
  }
}

TEST_CASE("a foreign end is left out at about the base where it begins, for the price of its length") {
  Laid laid;
  std::mt19937 random(9);
  const std::vector<BaseCode> foreign = random_codes(read_bases, random);
  for (const std::size_t at : {20U, 50U, 85U})
    for (const Clip end : {Clip::start, Clip::end}) {
      INFO("foreign " << (end == Clip::end ? "from " : "up to ") << at);
      std::vector<BaseQuality> bases = laid.read_with_gap(0, 0);
      for (std::size_t i = end == Clip::end ? at : 0; i < (end == Clip::end ? read_bases : at); ++i)
        bases[i] = make_base_quality(foreign[i], 35);
      const DiagonalFit fit = laid.lay(bases, read_from, true);
      CHECK(fit.clip == end);
      CHECK(fit.shift == 0);
      CHECK(std::abs(static_cast<int>(fit.break_offset) - static_cast<int>(at)) <= 4);  // some bases match by chance
      const unsigned left_out =
          end == Clip::end ? static_cast<unsigned>(read_bases) - fit.break_offset : fit.break_offset;
      const std::size_t first = end == Clip::end ? 0 : fit.break_offset;
      const std::size_t last = end == Clip::end ? fit.break_offset : read_bases;
      CHECK(fit.cost_phred ==
            clip_open_phred + clipped_base_phred * left_out + laid.distance(bases, fit.start, first, last));
    }
}

TEST_CASE("a read over an indel is joined from two diagonals, from whichever side it is laid and on both strands") {
  Laid laid;
  for (const bool is_reverse : {false, true})
    for (const int gap : {1, 2, 7, 20, 60, 119, -1, -3, -12, -30})
      for (const std::size_t at : {25U, 45U, 60U})
        for (const bool from_left : {true, false}) {
          const std::size_t right_part = read_bases - at - static_cast<std::size_t>(std::max(-gap, 0));
          if (right_part < 20) continue;
          INFO("gap " << gap << " at " << at << (from_left ? " from the left" : " from the right")
                      << (is_reverse ? ", reverse" : ""));
          const std::vector<BaseQuality> bases = laid.read_with_gap(at, gap);
          const auto start = static_cast<GenomePosition>(static_cast<int>(read_from) + (from_left ? 0 : gap));
          if (laid.distance(bases, contig_gap + start, 0, read_bases) <= clip_open_phred) continue;
          const DiagonalFit fit = laid.lay(bases, start, true, is_reverse);
          CHECK(fit.start == contig_gap + read_from);
          CHECK(fit.shift == gap);
          CHECK(fit.clip == Clip::none);
          REQUIRE(fit.break_offset >= (gap < 0 ? static_cast<unsigned>(-gap) : 0U));
          CHECK(fit.cost_phred == laid.cost_of(bases, fit));
          const auto size = static_cast<unsigned>(std::abs(gap));
          CHECK(fit.cost_phred == gap_open_phred + std::min(size, 20U) + (gap < 0 ? 2 * size : 0));
        }
}

TEST_CASE("a read that goes back over a tandem duplication is joined, though it holds only a part of it") {
  Laid laid;
  for (const int copied : {21, 60, 89})
    for (const std::size_t at : {40U, 50U, 60U})
      for (const bool from_left : {true, false}) {
        INFO(copied << " bases again after " << at << (from_left ? ", from the left" : ", from the right"));
        std::vector<BaseQuality> bases = laid.read_with_gap(0, 0);
        for (std::size_t i = at; i < read_bases; ++i)
          bases[i] = make_base_quality(laid.sequence[read_from + i - static_cast<std::size_t>(copied)], 35);
        const DiagonalFit fit =
            laid.lay(bases, static_cast<GenomePosition>(from_left ? read_from : read_from - copied), true);
        CHECK(fit.start == contig_gap + read_from);
        CHECK(fit.shift == -copied);
        CHECK(fit.clip == Clip::none);
        CHECK(fit.cost_phred == gap_cost(-static_cast<int>(free_duplication_bases)));
        REQUIRE(fit.break_offset > static_cast<unsigned>(copied));
        REQUIRE(fit.break_offset < read_bases);
        const std::size_t first_part = fit.break_offset - static_cast<unsigned>(copied);
        CHECK(laid.distance(bases, fit.start, 0, first_part) == 0);
        CHECK(laid.distance(bases, fit.start - static_cast<GenomePosition>(copied), fit.break_offset, read_bases) == 0);
      }
}

TEST_CASE("a broken read costs the least over all breaks and shifts, also with errors around the break") {
  Laid laid;
  std::mt19937 random(31);
  unsigned joined = 0;
  for (unsigned round = 0; round < 200; ++round) {
    const int gap = 1 + static_cast<int>(random() % 40);
    std::vector<BaseQuality> bases =
        laid.read_with_gap(25 + random() % 50, random() % 2 == 0 ? gap : -(gap % 12 + 1), round);
    for (unsigned error = 0; error < 2; ++error) {
      BaseQuality& value = bases[random() % read_bases];
      value = make_base_quality(base_of(value) ^ (1 + random() % 3), 10 + random() % 25);
    }
    const DiagonalFit whole = laid.lay(bases, read_from, false);
    const DiagonalFit fit = laid.lay(bases, read_from, true);
    INFO("round " << round);
    CHECK(fit.cost_phred <= whole.cost_phred);
    if (fit.shift == 0) continue;
    ++joined;
    CHECK(fit.cost_phred == laid.cost_of(bases, fit));
    unsigned least = ~0U;
    DiagonalFit other = fit;
    for (other.shift = -static_cast<int>(max_break_shift); other.shift <= static_cast<int>(max_break_shift);
         ++other.shift)
      for (unsigned end = 1; other.shift != 0 && end < read_bases; ++end) {
        other.break_offset = end + static_cast<unsigned>(std::max(-other.shift, 0));
        if (other.break_offset < read_bases) least = std::min(least, laid.cost_of(bases, other));
      }
    CHECK(fit.cost_phred == least);
  }
  CHECK(joined > 100);
}

TEST_CASE("a read too short to be two is never clipped or broken") {
  Laid laid;
  std::vector<BaseQuality> bases = laid.read_with_gap(0, 0);
  bases.resize(2 * min_broken_part - 1);
  for (std::size_t i = 9; i < bases.size(); ++i) bases[i] = make_base_quality(base_of(bases[i]) ^ 1, 35);
  const DiagonalFit fit = laid.lay(bases, read_from, true);
  CHECK(fit.clip == Clip::none);
  CHECK(fit.shift == 0);
  CHECK(fit.cost_phred == 10 * 35);
}

}  // namespace
}  // namespace norrsken
