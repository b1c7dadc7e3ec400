#include "kernels/seeding/seed_table.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "kernels/seeding/minimizer.hpp"

namespace norrsken {
namespace {

// Bases [start, start + codes.size()) of the axis, base_n in N runs.
void unpack_bases(const GenomeView& genome, GenomePosition start, std::span<BaseCode> codes) {
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = genome.packed_base(start + static_cast<GenomePosition>(i));
  const GenomePosition end = start + static_cast<GenomePosition>(codes.size());
  auto run = std::partition_point(genome.n_runs.begin(), genome.n_runs.end(),
                                  [&](const GenomeInterval& interval) { return interval.end <= start; });
  for (; run != genome.n_runs.end() && run->start < end; ++run)
    std::fill(codes.begin() + (std::max(run->start, start) - start), codes.begin() + (std::min(run->end, end) - start),
              base_n);
}

// Whether [start, end) lies within one N run.
bool is_all_n(const GenomeView& genome, GenomePosition start, GenomePosition end) {
  const auto run = std::partition_point(genome.n_runs.begin(), genome.n_runs.end(),
                                        [&](const GenomeInterval& interval) { return interval.end <= start; });
  return run != genome.n_runs.end() && run->start <= start && run->end >= end;
}

// Length of the run of seeds with the hash of the first one.
std::size_t places_of_first(std::span<const Seed> seeds) {
  std::size_t places = 1;
  while (places < seeds.size() && seeds[places].hash() == seeds[0].hash()) ++places;
  return places;
}

SeedKind kind_of(std::size_t places) {
  if (places == 1) return SeedKind::unique;
  return places <= max_seed_places ? SeedKind::few : SeedKind::many;
}

// Writes to the first empty entry of the bucket; false when there is none.
bool put_in_bucket(std::span<std::uint64_t> table, std::size_t bucket, std::uint64_t entry) {
  for (std::uint64_t& place : table.subspan(bucket * seed_bucket_entries, seed_bucket_entries)) {
    if (place != 0) continue;
    place = entry;
    return true;
  }
  return false;
}

}  // namespace

void SeedCounts::add(const SeedCounts& other) {
  minimizers += other.minimizers;
  unique += other.unique;
  few += other.few;
  many += other.many;
  list_words += other.list_words;
}

void append_reference_seeds(const GenomeView& genome, GenomePosition start, GenomePosition end,
                            std::vector<Seed>& seeds) {
  const GenomePosition reach = std::min<GenomePosition>(genome.length - end, seed_window_bases - 1);
  if (is_all_n(genome, start, end + reach)) return;
  std::vector<BaseCode> codes(end - start + reach);
  unpack_bases(genome, start, codes);
  std::vector<Minimizer> minimizers;
  minimizers.reserve(codes.size() / 7);
  append_reference_minimizers(codes, minimizers);
  for (const Minimizer& minimizer : minimizers)
    seeds.push_back({minimizer.hash << 1 | static_cast<std::uint64_t>(minimizer.is_reverse), start + minimizer.offset});
}

std::size_t sort_seeds(std::span<Seed> seeds) {
  std::sort(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) {
    return a.hash_and_strand != b.hash_and_strand ? a.hash_and_strand < b.hash_and_strand : a.position < b.position;
  });
  const auto end = std::unique(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) {
    return a.hash() == b.hash() && a.position == b.position;
  });
  return static_cast<std::size_t>(end - seeds.begin());
}

SeedCounts count_seeds(std::span<const Seed> seeds) {
  SeedCounts counts;
  counts.minimizers = seeds.size();
  while (!seeds.empty()) {
    const std::size_t places = places_of_first(seeds);
    switch (kind_of(places)) {
      case SeedKind::unique:
        ++counts.unique;
        break;
      case SeedKind::few:
        ++counts.few;
        counts.list_words += 1 + places;
        break;
      default:
        ++counts.many;
    }
    seeds = seeds.subspan(places);
  }
  return counts;
}

std::size_t seed_buckets(std::uint64_t distinct) {
  return distinct * 10 / (8 * seed_bucket_entries) + 1;
}

void fill_buckets(std::span<const Seed> seeds, std::span<std::uint64_t> table, std::size_t first_bucket,
                  std::size_t last_bucket, std::span<GenomePosition> lists, std::uint32_t list_offset,
                  std::vector<UnplacedEntry>& unplaced) {
  const std::size_t buckets = table.size() / seed_bucket_entries;
  std::size_t list_end = 0;
  std::size_t free_bucket = first_bucket;  // all buckets between an entry's home and this one are full
  while (!seeds.empty()) {
    const std::size_t places = places_of_first(seeds);
    const SeedKind kind = kind_of(places);
    std::uint32_t value = kind == SeedKind::unique ? seeds[0].position : 0;
    if (kind == SeedKind::few) {
      value = list_offset + static_cast<std::uint32_t>(list_end);
      const auto of_seed = seeds.first(places);
      const auto forward = std::ranges::count_if(of_seed, [](const Seed& seed) { return !seed.is_reverse(); });
      lists[list_end++] = make_list_head(static_cast<std::uint32_t>(places), static_cast<std::uint32_t>(forward));
      for (const Seed& seed : of_seed) lists[list_end++] = seed.position;
    }
    const std::uint64_t hash = seeds[0].hash();
    const std::uint64_t entry = make_seed_entry(hash, kind, value, kind == SeedKind::unique && seeds[0].is_reverse());
    const std::size_t home = seed_home_bucket(hash, buckets);
    free_bucket = std::max(free_bucket, home);
    while (free_bucket < last_bucket && !put_in_bucket(table, free_bucket, entry)) ++free_bucket;
    if (free_bucket >= last_bucket) unplaced.push_back({entry, home});
    seeds = seeds.subspan(places);
  }
}

void place_entry(std::span<std::uint64_t> table, const UnplacedEntry& unplaced) {
  const std::size_t buckets = table.size() / seed_bucket_entries;
  std::size_t bucket = unplaced.home;
  for (std::size_t visited = 0; visited < buckets; ++visited) {
    if (put_in_bucket(table, bucket, unplaced.entry)) return;
    bucket = bucket + 1 == buckets ? 0 : bucket + 1;
  }
  throw std::logic_error("seed table of " + std::to_string(buckets) + " buckets has no empty entry");
}

}  // namespace norrsken
