#include "pipeline/stages/block_owners.hpp"

#include <algorithm>
#include <numeric>

namespace norrsken {
namespace {

// Known bases (not N) of every block.
std::vector<std::uint64_t> known_bases(const GenomeView& genome) {
  std::vector<std::uint64_t> known(block_count(genome));
  for (std::uint32_t block = 0; block < known.size(); ++block) {
    const GenomeInterval interval = block_interval(genome, block);
    known[block] = interval.end - interval.start;
  }
  for (const GenomeInterval& run : genome.n_runs)
    for (GenomePosition at = run.start; at < run.end;) {
      const std::uint32_t block = at / block_bases;
      const GenomePosition end = std::min(run.end, block_interval(genome, block).end);
      known[block] -= end - at;
      at = end;
    }
  return known;
}

}  // namespace

BlockOwners::BlockOwners(std::span<const std::uint64_t> weights, int ranks) {
  const auto parts = static_cast<std::uint64_t>(ranks);
  const std::uint64_t total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  std::uint64_t before = 0;
  owners_.reserve(weights.size());
  for (const std::uint64_t weight : weights) {
    // The rank whose share holds the block's middle; shares are compared without dividing by small totals.
    const std::uint64_t middle = before + weight / 2;
    const std::uint64_t share =
        total == 0 ? 0
                   : static_cast<std::uint64_t>(static_cast<long double>(middle) * static_cast<long double>(parts) /
                                                static_cast<long double>(total));
    owners_.push_back(static_cast<int>(std::min(share, parts - 1)));
    before += weight;
  }
  for (int rank = 0; rank <= ranks; ++rank)
    firsts_.push_back(
        static_cast<std::uint32_t>(std::lower_bound(owners_.begin(), owners_.end(), rank) - owners_.begin()));
}

std::vector<std::uint64_t> block_weights(const GenomeView& genome, std::span<const std::uint64_t> sampled) {
  std::vector<std::uint64_t> weights = known_bases(genome);
  const auto total = [](std::span<const std::uint64_t> values) {
    return std::accumulate(values.begin(), values.end(), std::uint64_t{0});
  };
  const std::uint64_t bases = std::max<std::uint64_t>(total(weights), 1);
  const std::uint64_t reads = std::max<std::uint64_t>(total(sampled), 1);
  constexpr std::uint64_t unit = 1U << 28;  // of the whole genome; a sample's counts times it fit 64 bits
  for (std::size_t block = 0; block < weights.size(); ++block)
    weights[block] = weights[block] * unit / bases + sampled[block] * unit / reads + 1;
  return weights;
}

}  // namespace norrsken
