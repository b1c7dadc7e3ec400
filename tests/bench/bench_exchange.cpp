// Reads on their way between ranks: into the lists that are sent, and, by the one thread that receives, into the store.
#include <filesystem>
#include <memory>

#include "bench_sample.hpp"
#include "pipeline/checkpoint/scratch_files.hpp"
#include "pipeline/stages/block_owners.hpp"
#include "pipeline/stages/block_store.hpp"
#include "pipeline/stages/read_router.hpp"
#include "pipeline/stages/wire_record.hpp"
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
  for (std::size_t i = 0; i < reads.size(); ++i) append_wire_record(reads.reads[i], reads.bases_of(i), records);
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
  add_portable("deliver_reads", deliver_to_own_blocks);
  add_portable("store_records", store_what_arrives);
}

}  // namespace norrsken::bench
