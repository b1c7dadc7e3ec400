#include "pipeline/stages/lane_queue.hpp"
#include "kernels/types/read_name.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "../../temporary_folder.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

std::vector<LaneInput> lanes_of(unsigned whole, unsigned cut) {
  std::vector<LaneInput> lanes;
  for (unsigned lane = 0; lane < whole + cut; ++lane)
    lanes.push_back({{"lane" + std::to_string(lane), ""},
                     static_cast<std::uint8_t>(lane % 2),
                     lane < whole ? LaneSharing::by_skipping : LaneSharing::by_range});
  return lanes;
}

// A plain FASTQ file of reads r<first> .. of 40 bases.
std::string write_fastq(const TemporaryFolder& folder, const std::string& name, unsigned first, unsigned count) {
  std::ofstream file(folder.file(name));
  for (unsigned read = first; read < first + count; ++read)
    file << "@r" << read << "\n" << std::string(40, "ACGT"[read % 4]) << "\n+\n" << std::string(40, 'I') << "\n";
  return folder.file(name);
}

TEST_CASE("over all ranks every lane is read in parts that make a whole") {
  for (const unsigned whole : {0U, 1U, 2U, 3U, 5U, 8U})
    for (const unsigned cut : {0U, 2U})
      for (const unsigned ranks : {1U, 2U, 3U, 4U, 7U}) {
        const auto lanes = lanes_of(whole, cut);
        std::map<std::string, std::set<unsigned>> parts;
        std::map<std::string, std::set<unsigned>> part_counts;
        std::size_t shares = 0;
        for (unsigned rank = 0; rank < ranks; ++rank)
          for (const LaneShare& share : share_lanes(lanes, rank, ranks)) {
            ++shares;
            parts[share.files.read1].insert(share.part);
            part_counts[share.files.read1].insert(share.parts);
          }
        INFO("whole " << whole << " cut " << cut << " ranks " << ranks);
        CHECK(parts.size() == lanes.size());
        std::size_t expected = 0;
        for (const auto& [lane, numbers] : parts) {
          CHECK(part_counts[lane].size() == 1);
          CHECK(numbers.size() == *part_counts[lane].begin());
          CHECK(*numbers.rbegin() + 1 == numbers.size());
          expected += numbers.size();
        }
        CHECK(shares == expected);  // no part is read twice
      }
}

TEST_CASE("whole lanes are not cut while there is one for every rank") {
  for (unsigned rank = 0; rank < 3; ++rank) {
    const auto shares = share_lanes(lanes_of(6, 0), rank, 3);
    CHECK(shares.size() == 2);
    for (const LaneShare& share : shares) CHECK(share.parts == 1);
  }
}

TEST_CASE("threads that share a queue get every fragment once, with its sample") {
  const TemporaryFolder folder;
  std::vector<LaneShare> shares;
  for (unsigned lane = 0; lane < 5; ++lane)
    shares.push_back(
        {{write_fastq(folder, "lane" + std::to_string(lane) + ".fastq", lane * 10000, 5000 * lane + 10), ""},
         static_cast<std::uint8_t>(lane),
         0,
         1});
  LaneQueue queue(shares, "", 16);
  std::array<std::atomic<std::uint64_t>, 5> fragments{};
  std::atomic<std::uint64_t> name_sum{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&] {
      ReadBatch batch;
      while (queue.next(batch)) {
        fragments[batch.sample] += batch.fragments();
        for (const std::uint64_t name : batch.name_hash) name_sum += name;
      }
    });
  for (auto& thread : threads) thread.join();
  std::uint64_t expected_sum = 0;
  for (unsigned lane = 0; lane < 5; ++lane) {
    CHECK(fragments[lane] == 5000 * lane + 10);
    CHECK(queue.counts(static_cast<std::uint8_t>(lane)).reads == 5000 * lane + 10);
    for (unsigned read = 0; read < 5000 * lane + 10; ++read)
      expected_sum += hash_read_name("r" + std::to_string(lane * 10000 + read));
  }
  CHECK(name_sum == expected_sum);
  CHECK(queue.done_share() == Approx(1));
}

TEST_CASE("a queue without lanes is at its end") {
  LaneQueue queue({}, "", 1);
  ReadBatch batch;
  CHECK_FALSE(queue.next(batch));
  CHECK(queue.counts(0).reads == 0);
}

TEST_CASE("a lane that is missing is told when it is reached") {
  LaneQueue queue({{{"/nonexistent/r.fastq", ""}, 0, 0, 1}}, "", 1);
  ReadBatch batch;
  CHECK_THROWS_AS(queue.next(batch), InputError);
}

// Names of the reads that a queue still delivers, at most so many batches of them.
std::multiset<std::uint64_t> take_names(LaneQueue& queue, unsigned batches) {
  std::multiset<std::uint64_t> names;
  ReadBatch batch;
  for (unsigned number = 0; number < batches && queue.next(batch); ++number)
    names.insert(batch.name_hash.begin(), batch.name_hash.end());
  return names;
}

TEST_CASE("lanes go on where an earlier attempt of any number of ranks stopped, and counts go on too") {
  const TemporaryFolder folder;
  std::vector<LaneInput> lanes;
  for (unsigned lane = 0; lane < 3; ++lane)
    lanes.push_back({{write_fastq(folder, std::to_string(lane) + ".fq", lane * 100000, 20000), ""},
                     0,
                     lane == 0 ? LaneSharing::by_range : LaneSharing::by_skipping});
  LaneQueue whole(share_lanes(lanes, 0, 1), "", 1);
  const auto expected = take_names(whole, 1000);
  CHECK(expected.size() == 60000);
  for (const unsigned ranks : {1U, 2U, 3U}) {
    std::multiset<std::uint64_t> names;
    std::vector<LaneProgress> progress;
    for (unsigned rank = 0; rank < 2; ++rank) {
      LaneQueue queue(share_lanes(lanes, rank, 2), "", 1);
      names.merge(take_names(queue, rank == 0 ? 3 : 1000));  // one is stopped early, one comes to its end
      for (const LaneProgress& lane : queue.progress()) progress.push_back(lane);
    }
    CHECK(names.size() < 60000);
    // A small file is read ahead as a whole, so that its share may be 1 before its end.
    CHECK(std::any_of(progress.begin(), progress.end(),
                      [](const LaneProgress& lane) { return lane.done_share > 0 && lane.is_ended == 0; }));
    std::uint64_t reads = 0;
    for (unsigned rank = 0; rank < ranks; ++rank) {
      LaneQueue queue(resume_lanes(lanes, progress, rank, ranks), "", 1);
      const double before = queue.done_share();
      CHECK((before == 0 || before == 1));  // 1: nothing is left for this rank
      names.merge(take_names(queue, 1000));
      CHECK(queue.done_share() == 1);
      reads += queue.counts(0).reads;
      for (const LaneProgress& lane : queue.progress()) CHECK(lane.is_ended == 1);
    }
    INFO(ranks << " ranks");
    CHECK(names == expected);
    CHECK(reads == 60000);
  }
}

}  // namespace
}  // namespace norrsken
