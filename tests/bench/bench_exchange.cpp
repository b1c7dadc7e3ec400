// Reads on their way between ranks: into the lists that are sent, and, by the one thread that receives, into the store.
#include <filesystem>
#include <memory>

#include "bench_sample.hpp"
#include "pipeline/checkpoint/scratch_files.hpp"
#include "pipeline/stages/block_owners.hpp"
#include "pipeline/stages/block_store.hpp"
#include "pipeline/stages/read_record.hpp"
#include "pipeline/stages/read_router.hpp"
#include "registry.hpp"

namespace norrsken::bench {
namespace {

constexpr std::uint64_t store_bytes = 512U << 20;

BlockOwners one_owner() {
  const std::vector<std::uint64_t> weights(block_count(BenchSample::get().genome.view()), 1);
  return {weights, 1};
}

// Empty, with a file to spill into that it does not need.
struct FreshStore {
  ScratchFiles scratch{std::filesystem::temp_directory_path().string(), ""};
  BlockStore store;
  explicit FreshStore(const BlockOwners& owners) : store(owners.range(0), store_bytes, scratch) {}
};

// Each turn packs or unpacks all reads.
void pack_bases_and_qualities(benchmark::State& state) {
  const PlacedReads& reads = BenchSample::get().raw;
  const CommonQualities common = common_qualities_of(reads).value();
  std::vector<std::uint8_t> packed(max_packed_bytes(1000));
  for (auto _ : state)
    for (std::size_t i = 0; i < reads.size(); ++i)
      benchmark::DoNotOptimize(pack_values(reads.bases_of(i), common, packed.data()));
  tell(state, {reads.bases.size(), reads.size(), reads.bases.size()});
}

void unpack_bases_and_qualities(benchmark::State& state) {
  const PlacedReads& reads = BenchSample::get().raw;
  const CommonQualities common = common_qualities_of(reads).value();
  std::vector<std::uint8_t> packed(max_packed_bytes(reads.bases.size()));
  std::vector<std::size_t> begins;
  std::size_t end = 0;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    begins.push_back(end);
    end += pack_values(reads.bases_of(i), common, packed.data() + end);
  }
  packed.resize(end);
  std::vector<BaseQuality> bases(1000);
  for (auto _ : state)
    for (std::size_t i = 0; i < reads.size(); ++i)
      benchmark::DoNotOptimize(
          unpack_values(std::span(packed).subspan(begins[i]), common, std::span(bases).first(reads.reads[i].length)));
  tell(state, {reads.bases.size(), reads.size(), packed.size()});
}

void deliver_to_own_blocks(benchmark::State& state) {
  const PlacedReads& reads = BenchSample::get().raw;
  const BlockOwners owners = one_owner();
  for (auto _ : state) {
    state.PauseTiming();
    const auto fresh = std::make_unique<FreshStore>(owners);
    state.ResumeTiming();
    ReadRouter(owners, 0, fresh->store, nullptr).deliver(reads);
  }
  tell(state, {0, reads.size(), reads.bases.size()});
}

void store_what_arrives(benchmark::State& state) {
  const PlacedReads& reads = BenchSample::get().raw;
  const BlockOwners owners = one_owner();
  std::vector<std::byte> records;
  const auto common = common_qualities_of(reads);
  for (std::size_t i = 0; i < reads.size(); ++i) append_record(reads.reads[i], reads.bases_of(i), common, records);
  for (auto _ : state) {
    state.PauseTiming();
    const auto fresh = std::make_unique<FreshStore>(owners);
    state.ResumeTiming();
    store_records(records, owners, 0, fresh->store);
  }
  tell(state, {0, reads.size(), records.size()});
}

}  // namespace

void add_exchange() {
  add_per_target("pack_values", pack_bases_and_qualities);
  add_per_target("unpack_values", unpack_bases_and_qualities);
  add_portable("deliver_reads", deliver_to_own_blocks);
  add_portable("store_records", store_what_arrives);
}

}  // namespace norrsken::bench
