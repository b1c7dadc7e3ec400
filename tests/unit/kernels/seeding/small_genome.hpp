// A genome of some kilobases in memory, with its seed table: what tests of placing and calling stand on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "kernels/seeding/seed_table.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// A genome of contigs given as codes (base_n allowed), laid out as genome.hpp says.
struct SmallGenome {
  std::vector<BaseCode> axis;
  std::vector<std::uint8_t> packed;
  std::vector<GenomeInterval> n_runs;
  std::vector<Contig> contigs;

  explicit SmallGenome(const std::vector<std::vector<BaseCode>>& sequences) {
    axis.assign(contig_gap, base_n);
    for (const auto& sequence : sequences) {
      contigs.push_back({"c", static_cast<GenomePosition>(axis.size()), static_cast<GenomePosition>(sequence.size())});
      axis.insert(axis.end(), sequence.begin(), sequence.end());
      axis.insert(axis.end(), contig_gap, base_n);
    }
    packed.resize((axis.size() + 3) / 4);
    for (GenomePosition i = 0; i < axis.size(); ++i) {
      packed[i / 4] |= static_cast<std::uint8_t>((axis[i] & 3) << 2 * (i % 4));
      if (axis[i] != base_n) continue;
      if (n_runs.empty() || n_runs.back().end != i) n_runs.push_back({i, i});
      n_runs.back().end = i + 1;
    }
  }
  [[nodiscard]] GenomeView view() const { return {contigs, packed, n_runs, static_cast<GenomePosition>(axis.size())}; }
};

struct BuiltTable {
  std::vector<std::uint64_t> table;
  std::vector<GenomePosition> lists;
  SeedCounts counts;
  [[nodiscard]] SeedIndex index() const { return {table, lists}; }
};

// Fills the table in stretches of equally many buckets, as the stage does in parallel.
inline BuiltTable build(std::vector<Seed> seeds, std::size_t stretches) {
  seeds.resize(sort_seeds(seeds));
  BuiltTable built;
  built.counts = count_seeds(seeds);
  const std::size_t buckets = seed_buckets(built.counts.distinct());
  built.table.resize(buckets * seed_bucket_entries);
  built.lists.resize(built.counts.list_words);
  std::vector<UnplacedEntry> unplaced;
  std::size_t first_seed = 0;
  std::uint32_t first_word = 0;
  for (std::size_t stretch = 0; stretch < stretches; ++stretch) {
    const std::size_t first = buckets * stretch / stretches;
    const std::size_t last = buckets * (stretch + 1) / stretches;
    std::size_t end_seed = first_seed;
    while (end_seed < seeds.size() && (seed_home_bucket(seeds[end_seed].hash(), buckets) < last)) ++end_seed;
    const std::span<const Seed> part(seeds.data() + first_seed, end_seed - first_seed);
    const auto words = static_cast<std::uint32_t>(count_seeds(part).list_words);
    fill_buckets(part, built.table, first, last, std::span(built.lists).subspan(first_word, words), first_word,
                 unplaced);
    first_seed = end_seed;
    first_word += words;
  }
  for (const UnplacedEntry& entry : unplaced) place_entry(built.table, entry);
  return built;
}

inline std::vector<Seed> all_seeds(const GenomeView& genome, GenomePosition chunk) {
  std::vector<Seed> seeds;
  for (GenomePosition start = 0; start < genome.length; start += chunk)
    append_reference_seeds(genome, start, std::min(genome.length, start + chunk), seeds);
  return seeds;
}

inline std::vector<BaseCode> random_codes(std::size_t length, std::mt19937& random) {
  std::vector<BaseCode> codes(length);
  for (auto& code : codes) code = static_cast<BaseCode>(random() % 4);
  return codes;
}

}  // namespace norrsken
