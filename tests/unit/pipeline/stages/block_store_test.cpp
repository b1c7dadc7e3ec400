#include "pipeline/stages/block_store.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <random>
#include <thread>

#include "../../file_size_limit.hpp"
#include "../../temporary_folder.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

// Read `number`: its length and bases follow from its number, so that any mix-up shows.
PlacedReads make_reads(std::uint64_t first, std::uint64_t count) {
  PlacedReads reads;
  for (std::uint64_t number = first; number < first + count; ++number) {
    std::mt19937 random(static_cast<unsigned>(number));
    PlacedRead read;
    read.name_hash = number;
    read.position = static_cast<GenomePosition>(random());
    std::vector<BaseQuality> bases(20 + random() % 300);
    for (auto& base : bases) base = static_cast<BaseQuality>(random());
    reads.append(read, bases);
  }
  return reads;
}

void add_all(BlockStore& store, std::uint32_t block, const PlacedReads& reads) {
  for (std::size_t index = 0; index < reads.size(); ++index) {
    PlacedRead read = reads.reads[index];
    store.add(block, read, reads.bases_of(index));
  }
}

bool hold_same(const PlacedReads& got, const PlacedReads& expected) {
  if (got.size() != expected.size()) return false;
  std::vector<std::size_t> order(got.size());
  for (std::size_t index = 0; index < order.size(); ++index) order[index] = index;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return got.reads[a].name_hash < got.reads[b].name_hash; });
  for (std::size_t index = 0; index < order.size(); ++index) {
    const auto mine = got.bases_of(order[index]);
    const auto theirs = expected.bases_of(index);
    if (got.reads[order[index]].name_hash != expected.reads[index].name_hash) return false;
    if (got.reads[order[index]].position != expected.reads[index].position) return false;
    if (!std::equal(mine.begin(), mine.end(), theirs.begin(), theirs.end())) return false;
  }
  return true;
}

// The last `count` of lent reads, last first; the others stay away.
void reverse_and_cut(PlacedReads& lent, std::size_t count) {
  std::reverse(lent.reads.begin(), lent.reads.end());
  std::reverse(lent.offsets.begin(), lent.offsets.end());
  lent.reads.resize(count);
  lent.offsets.resize(count);
}

PlacedReads copy_of(const PlacedReads& lent) {
  PlacedReads copy;
  for (std::size_t index = 0; index < lent.size(); ++index) copy.append(lent.reads[index], lent.bases_of(index));
  return copy;
}

bool hold_in_order(const PlacedReads& got, const PlacedReads& expected) {
  bool are_same = got.size() == expected.size();
  for (std::size_t index = 0; are_same && index < got.size(); ++index) {
    const auto mine = got.bases_of(index);
    const auto theirs = expected.bases_of(index);
    are_same = got.reads[index].name_hash == expected.reads[index].name_hash &&
               std::equal(mine.begin(), mine.end(), theirs.begin(), theirs.end());
  }
  return are_same;
}

TEST_CASE("a block lends what was added to it, any number of times") {
  const TemporaryFolder folder;
  ScratchFiles scratch(folder.path(), "rank-0");
  BlockStore store({5, 8}, 100U << 20, scratch);
  const PlacedReads six = make_reads(0, 500);
  const PlacedReads seven = make_reads(1000, 1);
  add_all(store, 6, six);
  add_all(store, 7, seven);
  CHECK(store.reads_in(6) == 500);
  CHECK(store.bytes_in(7) == sizeof(PlacedRead) + seven.bases.size());
  PlacedReads got;
  store.lend(5, got);
  CHECK(got.size() == 0);
  store.lend(6, got);
  CHECK(hold_same(got, six));
  store.lend(6, got);
  CHECK(hold_same(got, six));
  store.lend(7, got);
  CHECK(hold_same(got, seven));
  CHECK(store.spilled_bytes() == 0);
}

TEST_CASE("blocks that do not fit into memory are spilled and come back whole") {
  const TemporaryFolder folder;
  ScratchFiles scratch(folder.path(), "rank-0");
  BlockStore store({0, 4}, BlockStore::min_memory_bytes, scratch);
  for (std::uint32_t block = 0; block < 4; ++block) add_all(store, block, make_reads(block * 100000, 8000));
  CHECK(store.spilled_bytes() > 0);
  PlacedReads got;
  for (std::uint32_t block = 0; block < 4; ++block) {
    store.lend(block, got);
    CHECK(hold_same(got, make_reads(block * 100000, 8000)));
  }
}

TEST_CASE("threads may add to the same blocks while memory runs out") {
  const TemporaryFolder folder;
  ScratchFiles scratch(folder.path(), "rank-0");
  BlockStore store({0, 3}, BlockStore::min_memory_bytes, scratch);
  std::vector<std::thread> threads;
  for (std::uint64_t thread = 0; thread < 4; ++thread)
    threads.emplace_back([&store, thread] {
      const PlacedReads reads = make_reads(thread * 3000, 3000);
      for (std::size_t index = 0; index < reads.size(); ++index)
        store.add(static_cast<std::uint32_t>(index % 3), reads.reads[index], reads.bases_of(index));
    });
  for (auto& thread : threads) thread.join();
  PlacedReads got;
  PlacedReads all;
  for (std::uint32_t block = 0; block < 3; ++block) {
    store.lend(block, got);
    for (std::size_t index = 0; index < got.size(); ++index) all.append(got.reads[index], got.bases_of(index));
  }
  CHECK(hold_same(all, make_reads(0, 12000)));
}

TEST_CASE("reads put back keep their order, in memory and on disk") {
  for (const bool has_room : {true, false}) {
    const TemporaryFolder folder;
    ScratchFiles scratch(folder.path(), "rank-0");
    BlockStore store({0, 2}, has_room ? 100U << 20 : BlockStore::min_memory_bytes, scratch);
    PlacedReads reads;
    const PlacedReads ascending = make_reads(0, 20000);
    for (std::size_t index = ascending.size(); index-- > 0;)
      reads.append(ascending.reads[index], ascending.bases_of(index));
    store.put(1, reads);
    CHECK(store.reads_in(1) == 20000);
    CHECK((store.spilled_bytes() > 0) != has_room);
    PlacedReads got;
    store.lend(1, got);
    CHECK(hold_in_order(got, reads));
  }
}

TEST_CASE("what is changed in a lent block is there when it is lent again") {
  // With room for all; with none for the order that is put back; with a part of the block on disk.
  for (const std::uint64_t chunks : {4000, 316, 64}) {
    const TemporaryFolder folder;
    ScratchFiles scratch(folder.path(), "rank-0");
    BlockStore store({0, 1}, chunks * chunk_bytes, scratch);
    add_all(store, 0, make_reads(0, 25000));
    CHECK((store.spilled_bytes() > 0) == (chunks == 64));
    PlacedReads got;
    store.lend(0, got);
    CHECK((got.lent != nullptr) == (chunks != 64));
    for (std::size_t index = 0; index < got.size(); ++index) {
      got.reads[index].flags = read_is_duplicate;
      got.bases_of(index)[0] ^= 1;
    }
    reverse_and_cut(got, 20000);
    const PlacedReads expected = copy_of(got);
    store.put(0, got);
    CHECK((store.spilled_bytes() > 0) == (chunks != 4000));
    for (unsigned time = 0; time < 2; ++time) {
      store.lend(0, got);
      CHECK(hold_in_order(got, expected));
      CHECK(std::all_of(got.reads.begin(), got.reads.end(),
                        [](const PlacedRead& read) { return read.has(read_is_duplicate); }));
      store.put(0, got);
    }
  }
}

TEST_CASE("a block of which no read is put back is empty") {
  const TemporaryFolder folder;
  ScratchFiles scratch(folder.path(), "rank-0");
  BlockStore store({0, 1}, 100U << 20, scratch);
  add_all(store, 0, make_reads(0, 100));
  PlacedReads got;
  store.lend(0, got);
  got.reads.clear();
  got.offsets.clear();
  store.put(0, got);
  CHECK(store.reads_in(0) == 0);
  CHECK(store.bytes_in(0) == 0);
  store.lend(0, got);
  CHECK(got.size() == 0);
}

TEST_CASE("shrinking the store spills what is over the limit and loses nothing") {
  const TemporaryFolder folder;
  ScratchFiles scratch(folder.path(), "rank-0");
  BlockStore store({0, 2}, 100U << 20, scratch);
  add_all(store, 0, make_reads(0, 20000));
  add_all(store, 1, make_reads(50000, 100));
  store.shrink(BlockStore::min_memory_bytes);
  CHECK(store.spilled_bytes() > 0);
  PlacedReads got;
  store.lend(0, got);
  CHECK(hold_same(got, make_reads(0, 20000)));
  store.lend(1, got);
  CHECK(hold_same(got, make_reads(50000, 100)));
}

TEST_CASE("a block that was put back in another order is spilled in that order") {
  const TemporaryFolder folder;
  ScratchFiles scratch(folder.path(), "rank-0");
  BlockStore store({0, 1}, 100U << 20, scratch);
  add_all(store, 0, make_reads(0, 20000));
  PlacedReads lent;
  store.lend(0, lent);
  reverse_and_cut(lent, 15000);  // the others were duplicates, say
  const PlacedReads expected = copy_of(lent);
  store.put(0, lent);
  store.shrink(BlockStore::min_memory_bytes);
  CHECK(store.spilled_bytes() > 0);
  PlacedReads got;
  store.lend(0, got);
  CHECK(hold_in_order(got, expected));
}

TEST_CASE("a scratch folder that does not exist is told") {
  CHECK_THROWS_AS(ScratchFiles("/nonexistent/scratch", "rank-0"), SystemError);
}

TEST_CASE("nothing of a spill can be seen in the scratch folder") {
  const TemporaryFolder folder;
  ScratchFiles scratch(folder.path(), "rank-0");
  BlockStore store({0, 1}, BlockStore::min_memory_bytes, scratch);
  add_all(store, 0, make_reads(0, 10000));
  CHECK(store.spilled_bytes() > 0);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("what could not be spilled frees its memory: nobody waits for it for ever") {
  const TemporaryFolder folder;
  ScratchFiles scratch(folder.path(), "rank-0");
  BlockStore store({0, 4}, BlockStore::min_memory_bytes, scratch);
  const PlacedReads reads = make_reads(0, 8000);  // more than fits into memory
  const FileSizeLimit limit(10000);
  unsigned refused = 0;
  for (std::uint32_t block = 0; block < 4; ++block) try {
      add_all(store, block, reads);
    } catch (const SystemError&) {
      ++refused;
    }
  CHECK(refused == 4);
}

TEST_CASE("flushed reads are found again by another store, each block's in its order") {
  const TemporaryFolder folder;
  const PlacedReads one = make_reads(0, 700);
  const PlacedReads two = make_reads(2000, 3);
  std::vector<StoredReads> stored;
  std::string path;
  std::uint64_t bytes = 0;
  {
    ScratchFiles scratch(folder.path(), "kept");
    BlockStore store({4, 7}, 100U << 20, scratch);
    add_all(store, 4, one);
    PlacedReads lent;
    store.lend(4, lent);
    std::reverse(lent.offsets.begin(), lent.offsets.end());
    std::reverse(lent.reads.begin(), lent.reads.end());
    store.put(4, lent);
    add_all(store, 6, two);
    stored = store.flush();
    CHECK(store.flush().size() == stored.size());  // nothing is written twice
    CHECK(store.spilled_bytes() > 0);
    CHECK(store.reads_in(4) == 700);
    bytes = store.bytes_in(4);
    CHECK(bytes == 700 * sizeof(PlacedRead) + one.bases.size());  // as in memory, though on disk
    path = scratch.keep();
  }
  ScratchFiles scratch(folder.path(), "next");
  const std::uint32_t file = scratch.adopt(path);
  BlockStore store({4, 7}, 100U << 20, scratch);
  for (const StoredReads& some : stored) store.adopt(file, some);
  add_all(store, 6, make_reads(2003, 2));
  CHECK(store.reads_in(4) == 700);
  CHECK(store.bytes_in(4) == bytes);
  CHECK(store.reads_in(5) == 0);
  CHECK(store.reads_in(6) == 5);
  CHECK(store.flush().size() == 1);  // what was adopted is not listed again
  PlacedReads got;
  store.lend(4, got);
  REQUIRE(got.size() == one.size());
  for (std::size_t index = 0; index < got.size(); ++index)
    CHECK(got.reads[index].name_hash == one.reads[one.size() - 1 - index].name_hash);
  store.lend(6, got);
  CHECK(hold_same(got, make_reads(2000, 5)));
}

}  // namespace
}  // namespace norrsken
