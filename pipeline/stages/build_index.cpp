#include "pipeline/stages/build_index.hpp"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <filesystem>
#include <future>
#include <mutex>
#include <span>

#include "io/fasta.hpp"
#include "io/index_file.hpp"
#include "io/sha256.hpp"

namespace norrsken {
namespace {

// Counts parts that are done on any thread and reports now and then.
class SharedProgress {
 public:
  SharedProgress(const IndexProgress& progress, const char* step, std::size_t parts)
      : progress_(progress), step_(step), parts_(parts) {}
  void part_done() {
    if (!progress_) return;
    const std::lock_guard lock(mutex_);  // counted inside, so that what is told never goes back
    progress_(step_, static_cast<double>(++done_) / static_cast<double>(parts_));
  }

 private:
  const IndexProgress& progress_;
  const char* step_;
  std::size_t parts_;
  std::size_t done_ = 0;
  std::mutex mutex_;
};

// The genome is enumerated in chunks of its axis; seeds are dealt to partitions by the high bits of their hash, which
// then sort and fill their own stretch of the table. Both divisions depend on the genome alone, never on threads.
class SeedTableBuilder {
 public:
  SeedTableBuilder(const GenomeView& genome, const IndexProgress& progress)
      : genome_(genome),
        progress_(progress),
        chunk_bases_(std::max<GenomePosition>(genome.length / 1024, GenomePosition{1} << 18)),
        chunks_(genome.length / chunk_bases_ + 1),
        partition_bits_(std::clamp(static_cast<int>(std::bit_width(genome.length >> 19)), 1, 12)),
        partitions_(std::size_t{1} << partition_bits_),
        next_place_(chunks_ * partitions_) {}

  SeedTable build() {
    count_seeds_of_chunks();
    lay_out_partitions();
    collect_seeds();
    sort_partitions();
    fill_table();
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::size_t partition_of(const Seed& seed) const {
    return seed.hash() >> (seed_hash_bits - static_cast<unsigned>(partition_bits_));
  }

  // use(chunk, seeds of the chunk) for all chunks, in any order and on any thread.
  template <typename Use>
  void for_each_chunk(const char* step, Use use) {
    SharedProgress progress(progress_, step, chunks_);
    tbb::parallel_for(std::size_t{0}, chunks_, [&](std::size_t chunk) {
      const auto start = static_cast<GenomePosition>(chunk * chunk_bases_);
      const auto end =
          static_cast<GenomePosition>(std::min<std::uint64_t>(genome_.length, std::uint64_t{start} + chunk_bases_));
      std::vector<Seed> seeds;
      if (start < end) append_reference_seeds(genome_, start, end, seeds);
      use(chunk, std::span<const Seed>(seeds));
      progress.part_done();
    });
  }

  template <typename Use>
  void for_each_partition(const char* step, Use use) {
    SharedProgress progress(progress_, step, partitions_);
    tbb::parallel_for(std::size_t{0}, partitions_, [&](std::size_t partition) {
      use(partition);
      progress.part_done();
    });
  }

  void count_seeds_of_chunks() {
    for_each_chunk("counting seeds", [&](std::size_t chunk, std::span<const Seed> seeds) {
      for (const Seed& seed : seeds) ++next_place_[chunk * partitions_ + partition_of(seed)];
    });
  }

  // Turns counts into the places where each chunk's seeds of each partition go.
  void lay_out_partitions() {
    std::uint64_t place = 0;
    for (std::size_t partition = 0; partition < partitions_; ++partition) {
      partition_start_.push_back(place);
      for (std::size_t chunk = 0; chunk < chunks_; ++chunk) {
        std::uint64_t& slot = next_place_[chunk * partitions_ + partition];
        place += std::exchange(slot, place);
      }
    }
    partition_start_.push_back(place);
  }

  void collect_seeds() {
    seeds_ = std::make_unique_for_overwrite<Seed[]>(partition_start_.back());
    for_each_chunk("collecting seeds", [&](std::size_t chunk, std::span<const Seed> seeds) {
      for (const Seed& seed : seeds) seeds_[next_place_[chunk * partitions_ + partition_of(seed)]++] = seed;
    });
    next_place_ = {};
  }

  void sort_partitions() {
    kept_.resize(partitions_);
    counts_.resize(partitions_);
    for_each_partition("sorting seeds", [&](std::size_t partition) {
      const std::span<Seed> seeds(seeds_.get() + partition_start_[partition],
                                  partition_start_[partition + 1] - partition_start_[partition]);
      kept_[partition] = seeds.first(sort_seeds(seeds));
      counts_[partition] = count_seeds(kept_[partition]);
    });
  }

  void fill_table() {
    std::vector<std::uint64_t> list_start;
    for (const SeedCounts& counts : counts_) {
      list_start.push_back(result_.counts.list_words);
      result_.counts.add(counts);
    }
    const std::size_t buckets = seed_buckets(result_.counts.distinct());
    result_.table.resize(buckets * seed_bucket_entries);
    result_.lists.resize(result_.counts.list_words);
    const auto first_bucket = [&](std::size_t partition) {
      if (partition == partitions_) return buckets;
      return seed_home_bucket(std::uint64_t{partition} << (seed_hash_bits - static_cast<unsigned>(partition_bits_)),
                              buckets);
    };
    std::vector<std::vector<UnplacedEntry>> unplaced(partitions_);
    for_each_partition("filling the table", [&](std::size_t partition) {
      const auto lists = std::span(result_.lists).subspan(list_start[partition], counts_[partition].list_words);
      fill_buckets(kept_[partition], result_.table, first_bucket(partition), first_bucket(partition + 1), lists,
                   static_cast<std::uint32_t>(list_start[partition]), unplaced[partition]);
    });
    for (const auto& entries : unplaced)
      for (const UnplacedEntry& entry : entries) place_entry(result_.table, entry);
  }

  const GenomeView& genome_;
  const IndexProgress& progress_;
  GenomePosition chunk_bases_;
  std::size_t chunks_;
  int partition_bits_;
  std::size_t partitions_;
  std::vector<std::uint64_t> next_place_;       // [chunk][partition]: count, then next free place in seeds_
  std::vector<std::uint64_t> partition_start_;  // in seeds_, and its end
  std::unique_ptr<Seed[]> seeds_;
  std::vector<std::span<const Seed>> kept_;  // of each partition, sorted, each seed once
  std::vector<SeedCounts> counts_;           // of each partition
  SeedTable result_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

SeedTable build_seed_table(const GenomeView& genome, unsigned threads, const IndexProgress& progress) {
  const tbb::global_control enough(tbb::global_control::max_allowed_parallelism, threads);
  tbb::task_arena arena(static_cast<int>(threads));
  return arena.execute([&] { return SeedTableBuilder(genome, progress).build(); });
}

IndexSummary build_index(const std::string& fasta_path, const std::string& index_path, unsigned threads,
                         const IndexProgress& progress) {
  IndexSummary summary;
  auto start = std::chrono::steady_clock::now();
  auto sha256 = std::async(threads > 1 ? std::launch::async : std::launch::deferred,
                           [&fasta_path] { return sha256_of_file(fasta_path); });
  std::error_code no_size;  // of a missing file, which read_fasta() reports
  const auto size_bytes = static_cast<double>(std::filesystem::file_size(fasta_path, no_size));
  const ReferenceGenome genome = read_fasta(fasta_path, [&](std::uint64_t bytes) {
    if (progress) progress("reading", static_cast<double>(bytes) / size_bytes);
  });
  const std::string reference_sha256 = sha256.get();
  summary.read_seconds = seconds_since(start);
  summary.contigs = genome.contigs.size();
  for (const Contig& contig : genome.contigs) summary.bases += contig.length;
  summary.n_bases = genome.n_bases();

  start = std::chrono::steady_clock::now();
  const SeedTable seeds = build_seed_table(genome.view(), threads, progress);
  summary.seeds = seeds.counts;
  summary.seed_seconds = seconds_since(start);

  start = std::chrono::steady_clock::now();
  if (progress) progress("writing", 0);
  const std::string name = std::filesystem::path(fasta_path).filename().string();
  summary.file_bytes = write_index_file(
      index_path, {genome.view(), genome.contig_md5, name, reference_sha256, seeds.table, seeds.lists});
  summary.write_seconds = seconds_since(start);
  return summary;
}

}  // namespace norrsken
