#include "pipeline/stages/block_owners.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <random>

namespace norrsken {
namespace {

std::uint64_t weight_of(const std::vector<std::uint64_t>& weights, BlockRange range) {
  return std::accumulate(weights.begin() + range.first, weights.begin() + range.last, std::uint64_t{0});
}

TEST_CASE("ranges follow one another and cover every block") {
  std::mt19937 random(1);
  for (const int ranks : {1, 2, 3, 7, 64}) {
    std::vector<std::uint64_t> weights(1 + random() % 40);
    for (auto& weight : weights) weight = random() % 100;
    const BlockOwners owners(weights, ranks);
    std::uint32_t next = 0;
    for (int rank = 0; rank < ranks; ++rank) {
      const BlockRange range = owners.range(rank);
      CHECK(range.first == next);
      for (std::uint32_t block = range.first; block < range.last; ++block) CHECK(owners.owner(block) == rank);
      next = range.last;
    }
    CHECK(next == weights.size());
    CHECK(owners.blocks() == weights.size());
    CHECK(owners.ranks() == ranks);
  }
}

TEST_CASE("shares are even where blocks allow it") {
  std::vector<std::uint64_t> weights(1000, 10);
  weights[0] = 2000;
  const BlockOwners owners(weights, 4);
  for (int rank = 0; rank < 4; ++rank) CHECK(weight_of(weights, owners.range(rank)) <= 3100);
}

TEST_CASE("weights of nothing still give every block an owner") {
  const BlockOwners owners(std::vector<std::uint64_t>(3, 0), 2);
  CHECK(owners.owner(2) == 0);
  CHECK(owners.range(1).first == owners.range(1).last);
}

TEST_CASE("sampled reads and known bases weigh the same, and N weighs nothing") {
  const std::vector<GenomeInterval> n_runs = {{0, block_bases}, {2 * block_bases + 5, 3 * block_bases}};
  const GenomeView genome{{}, {}, n_runs, 3 * block_bases + 10};
  const std::vector<std::uint64_t> weights = block_weights(genome, std::vector<std::uint64_t>{0, 5, 5, 0});
  CHECK(weights.size() == 4);
  CHECK(weights[0] == 1);
  CHECK(weights[1] > weights[2]);
  CHECK(weights[2] > (1U << 26));
  CHECK(weights[3] < (1U << 20));
}

TEST_CASE("the last block ends with the genome, and reads over its end stay in it") {
  const GenomeView genome{{}, {}, {}, 2 * block_bases + 100};
  CHECK(block_count(genome) == 3);
  CHECK(block_interval(genome, 2).end == genome.length);
  PlacedRead read;
  read.position = 2 * block_bases + 50;
  read.length = 150;
  CHECK(blocks_reached(read, 3).first == 1);  // by the halo
  CHECK(blocks_reached(read, 3).last == 3);
}

}  // namespace
}  // namespace norrsken
