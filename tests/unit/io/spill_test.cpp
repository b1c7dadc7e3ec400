#include "io/spill.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <random>
#include <thread>
#include <vector>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

const std::string temporary = std::filesystem::temp_directory_path().string();

std::vector<std::byte> bytes_of(unsigned seed, std::size_t size) {
  std::mt19937 random(seed);
  std::vector<std::byte> bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::byte>(random() % 7);
  return bytes;
}

TEST_CASE("what was put aside comes back, in any order") {
  SpillFile file(temporary);
  std::vector<SpillExtent> extents;
  const std::vector<std::size_t> sizes = {0, 1, 1000, 1'000'003};
  for (unsigned seed = 0; seed < sizes.size(); ++seed) extents.push_back(file.put(bytes_of(seed, sizes[seed])));
  for (unsigned seed = static_cast<unsigned>(sizes.size()); seed-- > 0;) {
    std::vector<std::byte> got(extents[seed].bytes);
    file.get(extents[seed], got);
    CHECK((got == bytes_of(seed, sizes[seed])));
  }
  CHECK(file.stored_bytes() < 600'000);
}

TEST_CASE("threads may put aside and take back at the same time") {
  SpillFile file(temporary);
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (unsigned thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (unsigned turn = 0; turn < 50; ++turn) {
        const auto bytes = bytes_of(thread * 100 + turn, 500 + turn);
        const SpillExtent extent = file.put(bytes);
        std::vector<std::byte> got(extent.bytes);
        file.get(extent, got);
        good += got == bytes ? 1 : 0;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(good == 200);
}

TEST_CASE("bytes that changed on the disk, or are not there, are an error") {
  SpillFile file(temporary);
  const auto first = file.put(bytes_of(1, 5000));
  std::vector<std::byte> got(5000);
  SpillExtent shifted = first;
  shifted.offset += 1;
  shifted.stored_bytes -= 1;
  CHECK_THROWS_AS(file.get(shifted, got), SystemError);
  SpillExtent beyond = first;
  beyond.offset += 1'000'000;
  CHECK_THROWS_AS(file.get(beyond, got), SystemError);
}

TEST_CASE("a kept file outlives its writer, and one that is not kept goes") {
  const std::filesystem::path folder = std::filesystem::path(temporary) / "norrsken-spill-test";
  std::filesystem::create_directories(folder);
  std::string path;
  SpillExtent first;
  SpillExtent second;
  {
    SpillFile file(folder.string(), "kept");
    SpillFile other(folder.string(), "not kept");
    static_cast<void>(other.put(bytes_of(3, 100)));
    first = file.put(bytes_of(1, 5000));
    path = file.keep();
    second = file.put(bytes_of(2, 600));
    CHECK(file.keep() == path);
  }
  const auto kept = SpillFile::open_kept(path);
  for (const auto& [extent, seed] : {std::pair(first, 1U), std::pair(second, 2U)}) {
    std::vector<std::byte> got(extent.bytes);
    kept->get(extent, got);
    CHECK(got == bytes_of(seed, extent.bytes));
  }
  const auto entries = std::filesystem::directory_iterator(folder);
  CHECK(std::distance(begin(entries), end(entries)) == 1);
  std::filesystem::remove_all(folder);
  CHECK_THROWS_AS(SpillFile::open_kept(path), SystemError);
}

TEST_CASE("a folder that is not there is an error") {
  CHECK_THROWS_AS(SpillFile("/nonexistent"), SystemError);
}

}  // namespace
}  // namespace norrsken
