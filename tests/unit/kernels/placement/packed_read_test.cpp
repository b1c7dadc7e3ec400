#include "kernels/placement/packed_read.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "../seeding/small_genome.hpp"

namespace norrsken {
namespace {

// Costs of the bases of a strand at start, start + 1, ..., one by one.
std::vector<unsigned> costs_one_by_one(const SmallGenome& genome, std::span<const BaseQuality> bases, bool is_reverse,
                                       GenomePosition start) {
  std::vector<unsigned> costs;
  for (std::size_t i = 0; i < bases.size(); ++i) {
    const BaseQuality value = is_reverse ? complement_called(bases[bases.size() - 1 - i]) : bases[i];
    const unsigned code = genome.axis[start + i] & 3U;  // N is packed as A
    costs.push_back(base_of(value) == code ? 0 : mismatch_cost(value));
  }
  return costs;
}

TEST_CASE("packed distances and prefix costs are those added up base by base, on both strands") {
  std::mt19937 random(13);
  const SmallGenome genome({random_codes(500, random)});
  for (const std::size_t length : {0U, 1U, 31U, 32U, 33U, 63U, 64U, 65U, 100U, 151U, 300U}) {
    std::vector<BaseQuality> bases(length);
    for (auto& value : bases) value = static_cast<BaseQuality>(random());
    PackedRead read;
    read.assign(bases);
    CHECK(read.length() == length);
    for (const bool is_reverse : {false, true}) {
      const auto& strand = read.strand(is_reverse);
      for (GenomePosition start = contig_gap - 5; start < contig_gap + 9; ++start) {
        INFO("length " << length << ", start " << start << (is_reverse ? ", reverse" : ""));
        std::vector<std::uint16_t> sums{0};
        for (const unsigned cost : costs_one_by_one(genome, bases, is_reverse, start))
          sums.push_back(static_cast<std::uint16_t>(sums.back() + cost));
        std::vector<std::uint16_t> costs;
        prefix_costs(strand, genome.view(), start, costs);
        CHECK(costs == sums);
        for (const std::size_t first : {std::size_t{0}, length / 3, length}) {
          const std::size_t last = std::max(first, length - length / 4);
          const unsigned sum = sums[last] - sums[first];
          const auto cost = [&](unsigned bound) {
            return hamming_cost(strand, genome.view(), start, static_cast<unsigned>(first), static_cast<unsigned>(last),
                                bound);
          };
          CHECK(cost(~0U) == sum);
          CHECK(cost(sum) == sum);
          if (sum > 50) CHECK(cost(50) > 50);
        }
      }
    }
  }
}

TEST_CASE("a mismatch costs its quality, at most 40, and nothing below Q6") {
  for (BaseCode base = 0; base < 4; ++base) {
    CHECK(mismatch_cost(make_base_quality(base, 37)) == 37);
    CHECK(mismatch_cost(make_base_quality(base, 63)) == 40);
    CHECK(mismatch_cost(make_base_quality(base, 6)) == 6);
    CHECK(mismatch_cost(make_base_quality(base, 5)) == 0);
  }
  CHECK(mismatch_cost(not_called) == 0);
}

TEST_CASE("a read assigned after a longer one keeps nothing of it") {
  std::mt19937 random(4);
  const SmallGenome genome({random_codes(300, random)});
  PackedRead used;
  used.assign(std::vector<BaseQuality>(200, make_base_quality(3, 40)));
  CHECK(used.strand(true).values().size() == 200);
  std::vector<BaseQuality> bases(70);
  for (auto& value : bases) value = static_cast<BaseQuality>(random());
  used.assign(bases);
  PackedRead fresh;
  fresh.assign(bases);
  for (const bool is_reverse : {false, true}) {
    CHECK(std::ranges::equal(used.strand(is_reverse).values(), fresh.strand(is_reverse).values()));
    CHECK(hamming_cost(used.strand(is_reverse), genome.view(), contig_gap, 0, 70, ~0U) ==
          hamming_cost(fresh.strand(is_reverse), genome.view(), contig_gap, 0, 70, ~0U));
  }
}

}  // namespace
}  // namespace norrsken
