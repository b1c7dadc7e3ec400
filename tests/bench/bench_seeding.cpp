// Minimizers of reads, and looking them up in tables that fit a cache and tables that do not.
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <new>
#include <random>
#include <utility>

#include "bench_sample.hpp"
#include "kernels/seeding/minimizer.hpp"
#include "registry.hpp"

namespace norrsken::bench {
namespace {

// The three windows of a read that placing looks at first.
void three_windows(benchmark::State& state) {
  const ReadBatch& batch = BenchSample::get().batches.front();
  for (auto _ : state)
    for (std::size_t read = 0; read < batch.reads(); ++read) {
      const auto bases = batch.read(read);
      const std::array<std::size_t, 3> windows{0, (bases.size() - seed_window_bases) / 2,
                                               bases.size() - seed_window_bases};
      std::array<Minimizer, 3> minimizers;
      benchmark::DoNotOptimize(window_minimizers(bases, windows, minimizers.data()));
      benchmark::DoNotOptimize(minimizers);
    }
  tell(state, {3 * seed_window_bases * batch.reads(), batch.reads(), batch.bases.size()});
}

void all_minimizers(benchmark::State& state) {
  const ReadBatch& batch = BenchSample::get().batches.front();
  std::vector<Minimizer> minimizers;
  for (auto _ : state)
    for (std::size_t read = 0; read < batch.reads(); ++read) {
      minimizers.clear();
      append_read_minimizers(batch.read(read), minimizers);
      benchmark::DoNotOptimize(minimizers.data());
    }
  tell(state, {batch.bases.size(), batch.reads(), batch.bases.size()});
}

enum class Pages { small, huge };

// A table of the given size, filled to 0.8 with random keys of one place each: what a look-up costs does not depend on
// what the keys were made from, only on where they lie.
class RandomTable {
 public:
  RandomTable(std::size_t bytes, Pages pages) : buckets_(std::max<std::size_t>(bytes / bucket_bytes, 1)) {
    void* memory = mmap(nullptr, buckets_ * bucket_bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    (void)madvise(memory, buckets_ * bucket_bytes, pages == Pages::huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    table_ = {static_cast<std::uint64_t*>(memory), buckets_ * seed_bucket_entries};
    fill();
  }
  ~RandomTable() { munmap(table_.data(), table_.size_bytes()); }
  RandomTable(const RandomTable&) = delete;
  RandomTable& operator=(const RandomTable&) = delete;

  [[nodiscard]] SeedIndex index() const { return {table_, {}}; }
  [[nodiscard]] std::span<const std::uint64_t> present() const { return present_; }

 private:
  static constexpr std::size_t bucket_bytes = 64;
  static constexpr std::size_t wanted = 1U << 20;  // keys to look up: more than any cache keeps

  // Bucket by bucket, so that a table of gigabytes is filled in the order of its memory.
  void fill() {
    std::mt19937_64 random(3);
    std::poisson_distribution<unsigned> keys_of_bucket(0.8 * seed_bucket_entries);
    const std::size_t stride = std::max<std::size_t>(buckets_ * seed_bucket_entries / wanted, 1);
    std::size_t keys = 0;
    for (std::size_t bucket = 0; bucket < buckets_; ++bucket) {
      const std::uint64_t least = ((std::uint64_t{bucket} << 32) + buckets_ - 1) / buckets_;
      for (unsigned count = keys_of_bucket(random); count > 0; --count, ++keys) {
        const std::uint64_t hash = least << (seed_hash_bits - 32) | random() >> (64 - (seed_hash_bits - 32));
        place_entry(table_, {make_seed_entry(hash, SeedKind::unique, static_cast<std::uint32_t>(keys), false), bucket});
        if (keys % stride == 0) present_.push_back(hash);
      }
    }
    std::shuffle(present_.begin(), present_.end(), random);
  }

  std::size_t buckets_;
  std::span<std::uint64_t> table_;
  std::vector<std::uint64_t> present_;  // hashes of keys from all over the table, in random order
};

constexpr std::size_t no_prefetch = 0;

// `ahead`: how many look-ups before its own a cache line is asked for.
void look_up(benchmark::State& state, const RandomTable& table, std::size_t ahead) {
  const SeedIndex index = table.index();
  const auto keys = table.present();
  std::size_t at = 0;
  std::uint64_t found = 0;
  for (auto _ : state) {
    if (ahead != no_prefetch) index.prefetch(keys[(at + ahead) % keys.size()]);
    found += index.find(keys[at]).unique_position;
    at = at + 1 == keys.size() ? 0 : at + 1;
  }
  benchmark::DoNotOptimize(found);
  state.counters["look-ups"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

// One table at a time is kept: two of the size of a genome's would not fit everywhere.
const RandomTable& table_of(std::size_t bytes, Pages pages) {
  static std::unique_ptr<RandomTable> table;
  static std::pair<std::size_t, Pages> made{0, Pages::small};
  if (table == nullptr || made != std::pair(bytes, pages)) {
    table.reset();
    table = std::make_unique<RandomTable>(bytes, pages);
    made = {bytes, pages};
  }
  return *table;
}

void add_look_ups(const std::string& size, std::size_t bytes) {
  for (const Pages pages : {Pages::small, Pages::huge})
    for (const std::size_t ahead : {no_prefetch, std::size_t{8}, std::size_t{32}})
      add_portable("seed_look_up/" + size + (pages == Pages::huge ? "/huge_pages/" : "/small_pages/") +
                       (ahead == no_prefetch ? "alone" : "ahead_" + std::to_string(ahead)),
                   [=](benchmark::State& state) { look_up(state, table_of(bytes, pages), ahead); });
}

}  // namespace

void add_seeding() {
  add_per_target("window_minimizer", three_windows);
  add_portable("append_read_minimizers", all_minimizers);
  add_look_ups("1MB", std::size_t{1} << 20);
  add_look_ups("32MB", std::size_t{1} << 25);
  add_look_ups("256MB", std::size_t{1} << 28);
  if (const char* bytes = std::getenv("NORRSKEN_BENCH_TABLE_BYTES"))
    add_look_ups(std::string(bytes) + "B", std::strtoull(bytes, nullptr, 10));
}

}  // namespace norrsken::bench
