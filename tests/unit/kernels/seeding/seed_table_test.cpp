#include "kernels/seeding/seed_table.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <stdexcept>
#include <vector>

#include "kernels/seeding/minimizer.hpp"
#include "small_genome.hpp"

namespace {
using namespace norrsken;

// Contigs with N, repeats in both directions, satellites, and one too short for any seed.
SmallGenome awkward_genome(unsigned seed) {
  std::mt19937 random(seed);
  auto first = random_codes(5000, random);
  std::fill(first.begin() + 1000, first.begin() + 1100, base_n);
  for (const std::size_t at : {0U, 2000U, 2038U, 2076U, 4999U}) first[at] = base_n;
  auto second = random_codes(3000, random);
  std::copy(first.begin() + 3000, first.begin() + 3300, second.begin() + 500);
  for (std::size_t i = 0; i < 300; ++i) second[1500 + i] = complement(first[3299 - i]);
  for (std::size_t i = 0; i < 50; ++i) second[2000 + i] = i % 2 == 0 ? 0 : 3;             // (AT)25
  for (std::size_t i = 0; i < 150; ++i) second[2300 + i] = std::min<BaseCode>(i % 5, 2);  // (ACGGG)30
  return SmallGenome({first, random_codes(38, random), second, random_codes(39, random)});
}

bool is_in(const SeedPlaces& places, GenomePosition position, bool is_reverse) {
  if (places.kind == SeedKind::unique)
    return places.unique_position == position && places.unique_is_reverse == is_reverse;
  return std::ranges::binary_search(places.positions_of(is_reverse), position);
}

TEST_CASE("each 39-base window of the reference finds its own place, read on either strand") {
  for (unsigned seed = 0; seed < 5; ++seed) {
    const SmallGenome genome = awkward_genome(seed);
    const BuiltTable built = build(all_seeds(genome.view(), 1U << 20), 1 + seed);
    const SeedIndex index = built.index();
    unsigned windows = 0;
    for (GenomePosition start = 0; start + seed_window_bases <= genome.axis.size(); ++start) {
      std::vector<BaseQuality> read;
      for (unsigned i = 0; i < seed_window_bases; ++i) read.push_back(make_base_quality(genome.axis[start + i], 30));
      std::vector<BaseQuality> turned(read.rbegin(), read.rend());
      for (auto& base : turned) base = complement_called(base);

      const auto forward = window_minimizer(read, 0);
      const auto reverse = window_minimizer(turned, 0);
      const bool has_n = std::count(read.begin(), read.end(), not_called) > 0;
      REQUIRE(forward.has_value() == !has_n);
      REQUIRE(reverse.has_value() == !has_n);
      if (has_n) continue;
      ++windows;
      const SeedPlaces places = index.find(forward->hash);
      INFO("window at " << start);
      REQUIRE(is_in(places, start + forward->offset, forward->is_reverse));
      const SeedPlaces turned_places = index.find(reverse->hash);
      REQUIRE(is_in(turned_places, start + seed_window_bases - seed_bases - reverse->offset, !reverse->is_reverse));
    }
    CHECK(windows > 7000);
  }
}

TEST_CASE("no seed touches an N or a gap between contigs") {
  const SmallGenome genome = awkward_genome(9);
  const auto seeds = all_seeds(genome.view(), 1U << 20);
  CHECK(seeds.size() > 900);
  for (const Seed& seed : seeds)
    REQUIRE(std::count(genome.axis.begin() + seed.position, genome.axis.begin() + seed.position + seed_bases, base_n) ==
            0);
}

TEST_CASE("the seeds of a genome do not depend on how it is cut") {
  const SmallGenome genome = awkward_genome(10);
  auto whole = all_seeds(genome.view(), genome.view().length);
  whole.resize(sort_seeds(whole));
  for (const GenomePosition chunk : {1U, 7U, 39U, 500U, 2048U}) {
    auto seeds = all_seeds(genome.view(), chunk);
    seeds.resize(sort_seeds(seeds));
    REQUIRE(seeds.size() == whole.size());
    for (std::size_t i = 0; i < seeds.size(); ++i) {
      REQUIRE(seeds[i].hash_and_strand == whole[i].hash_and_strand);
      REQUIRE(seeds[i].position == whole[i].position);
    }
  }
}

TEST_CASE("a seed is unique, few or many by its number of places") {
  std::vector<Seed> seeds;
  const std::vector<std::uint32_t> places = {1, 2, 3, max_seed_places, max_seed_places + 1, 1000};
  for (std::uint32_t kmer = 0; kmer < places.size(); ++kmer)
    for (std::uint32_t i = 0; i < places[kmer];
         ++i) {  // each seed twice, as from neighbouring chunks; last place first
      const std::uint64_t is_reverse = kmer == 0 || i % 3 == 1 ? 1 : 0;
      const Seed seed{seed_hash(kmer + 1) << 1 | is_reverse, 10 * (places[kmer] - i) + kmer};
      seeds.insert(seeds.end(), {seed, seed});
    }
  const BuiltTable built = build(seeds, 2);
  CHECK(built.counts.minimizers == 1 + 2 + 3 + 32 + 33 + 1000);
  CHECK(built.counts.unique == 1);
  CHECK(built.counts.few == 3);
  CHECK(built.counts.many == 2);
  CHECK(built.lists.size() == 3 + 2 + 3 + 32);
  const SeedIndex index = built.index();

  const SeedPlaces unique = index.find(seed_hash(1));
  CHECK(unique.kind == SeedKind::unique);
  CHECK(unique.unique_position == 10);
  CHECK(unique.unique_is_reverse);
  for (std::uint32_t kmer = 1; kmer <= 3; ++kmer) {
    const SeedPlaces few = index.find(seed_hash(kmer + 1));
    REQUIRE(few.kind == SeedKind::few);
    REQUIRE(few.positions.size() == places[kmer]);
    for (std::uint32_t i = 0; i < places[kmer]; ++i) {
      const GenomePosition position = 10 * (places[kmer] - i) + kmer;
      CHECK(is_in(few, position, i % 3 == 1));
      CHECK_FALSE(is_in(few, position, i % 3 != 1));
    }
  }
  for (std::uint32_t kmer = 4; kmer <= 5; ++kmer) {
    const SeedPlaces many = index.find(seed_hash(kmer + 1));
    CHECK(many.kind == SeedKind::many);
    CHECK(many.positions.empty());
  }
  CHECK(index.find(seed_hash(7)).kind == SeedKind::absent);
}

TEST_CASE("seeds of one home bucket spill into the next ones and around the end of the table") {
  std::vector<Seed> seeds;
  constexpr std::uint64_t highest = (std::uint64_t{1} << seed_hash_bits) - 1;
  for (std::uint32_t i = 0; i < 100; ++i) seeds.push_back({(highest - i) << 1, i});  // all at home in the last bucket
  for (std::uint32_t i = 0; i < 30; ++i) seeds.push_back({std::uint64_t{i + 1} << 1, 1000 + i});  // and in the first
  for (const std::size_t stretches : {1U, 3U, 17U}) {
    const BuiltTable built = build(seeds, stretches);
    const SeedIndex index = built.index();
    for (const Seed& seed : seeds) {
      const SeedPlaces places = index.find(seed.hash());
      REQUIRE(places.kind == SeedKind::unique);
      REQUIRE(places.unique_position == seed.position);
    }
    CHECK(index.find(highest - 100).kind == SeedKind::absent);
    CHECK(index.find(31).kind == SeedKind::absent);
  }
}

TEST_CASE("the table is filled to four fifths whatever the number of k-mers and never to the brim") {
  CHECK(seed_buckets(0) == 1);
  for (const std::uint64_t distinct : {1ULL, 5ULL, 6ULL, 7ULL, 100ULL, 2376762ULL, 300000000ULL}) {
    const std::uint64_t entries = seed_buckets(distinct) * seed_bucket_entries;
    CHECK(entries > distinct);
    CHECK(static_cast<double>(entries) < static_cast<double>(distinct) * 1.25 + 9);
  }
}

TEST_CASE("nothing is found in a table without entries, and a full table is a bug that is reported") {
  CHECK(SeedIndex().find(12345).kind == SeedKind::absent);
  const BuiltTable empty = build({}, 1);
  CHECK(empty.index().find(12345).kind == SeedKind::absent);
  std::vector<std::uint64_t> full(2 * seed_bucket_entries, make_seed_entry(5, SeedKind::many, 0, false));
  CHECK_THROWS_AS(place_entry(full, {make_seed_entry(6, SeedKind::many, 0, false), 1}), std::logic_error);
  CHECK(SeedIndex(full, {}).find(6).kind == SeedKind::absent);  // and look-ups in it end
}

}  // namespace
