#include "kernels/placement/boundary_search.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "../simd/each_target.hpp"

namespace norrsken {
namespace {

// Running costs of `length` bases of which one in `one_in` costs something.
std::vector<std::uint16_t> random_costs(unsigned length, unsigned one_in, std::mt19937& random) {
  std::vector<std::uint16_t> costs{0};
  for (unsigned i = 0; i < length; ++i)
    costs.push_back(static_cast<std::uint16_t>(costs.back() + (random() % one_in == 0 ? 6 + random() % 35 : 0)));
  return costs;
}

TEST_CASE("the part kept is the longest of the cheapest, of each length and on each instruction set") {
  std::mt19937 random(41);
  for_each_simd_target([&] {
    for (const unsigned length : {20U, 21U, 36U, 75U, 150U, 151U, 250U, 1000U})
      for (const unsigned one_in : {1U, 3U, 20U, 200U}) {
        const auto costs = random_costs(length, one_in, random);
        KeptPart start{0, ~0U};
        KeptPart end{0, ~0U};
        for (unsigned at = 1; at < length; ++at) {
          const unsigned at_start = costs[at] + clip_open_phred + foreign_base_phred * (length - at);
          if (at >= min_broken_part && at_start <= start.cost_phred) start = {at, at_start};
          const unsigned at_end = costs[length] - costs[at] + clip_open_phred + foreign_base_phred * at;
          if (at + min_broken_part <= length && at_end < end.cost_phred) end = {at, at_end};
        }
        INFO(length << " bases, one in " << one_in << " differs");
        const KeptPart kept_start = cheapest_kept_start(costs.data(), length);
        CHECK(kept_start.boundary == start.boundary);
        CHECK(kept_start.cost_phred == start.cost_phred);
        const KeptPart kept_end = cheapest_kept_end(costs.data(), length);
        CHECK(kept_end.boundary == end.boundary);
        CHECK(kept_end.cost_phred == end.cost_phred);
      }
  });
}

TEST_CASE("costs of the longest read, all of it wrong, do not overflow") {
  std::vector<std::uint16_t> costs{0};
  for (unsigned i = 0; i < 1000; ++i) costs.push_back(static_cast<std::uint16_t>(costs.back() + 40));
  for_each_simd_target([&] {
    CHECK(cheapest_kept_start(costs.data(), 1000).cost_phred == clip_open_phred + 400 + 8 * 990);
    CHECK(cheapest_kept_end(costs.data(), 1000).cost_phred == clip_open_phred + 400 + 8 * 990);
  });
}

TEST_CASE("bases that differ are counted at each shift, on each instruction set") {
  std::mt19937 random(43);
  std::vector<std::uint8_t> packed(400);
  for (auto& four : packed) four = static_cast<std::uint8_t>(random());
  GenomeView genome;
  genome.packed = packed;
  genome.length = static_cast<GenomePosition>(4 * packed.size());
  for_each_simd_target([&] {
    unsigned wrong = 0;
    for (const unsigned bases : {10U, 31U, 32U})
      for (GenomePosition position = 300; position < 304; ++position) {
        const std::uint64_t mask = bases == 32 ? ~std::uint64_t{0} : (std::uint64_t{1} << (2 * bases)) - 1;
        const LaidPiece piece{std::uint64_t{random()} << 32 | random(), mask, position};
        DifferingByShift differing;
        count_differing(piece, genome, differing);
        for (unsigned shift = 0; shift < differing.size(); ++shift) {
          unsigned expected = 0;
          for (unsigned i = 0; i < bases; ++i)
            if ((piece.word >> (2 * i) & 3) != genome.packed_base(position - max_break_shift + shift + i)) ++expected;
          if (differing[shift] != expected) ++wrong;
        }
      }
    CHECK(wrong == 0);
  });
}

}  // namespace
}  // namespace norrsken
