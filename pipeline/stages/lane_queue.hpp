// This rank's share of the lanes of a case, handed out to threads in batches.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "io/read_source.hpp"
#include "io/sample_sheet.hpp"

namespace norrsken {

// How far a part of a lane was read.
struct LaneProgress {
  std::uint64_t lane = 0;  // number in list_lanes()
  std::uint64_t part = 0;
  std::uint64_t parts = 1;
  std::uint64_t position = 0;  // ReadSource::position()
  std::uint64_t is_ended = 0;
  ReadCounts counts;      // up to there
  double done_share = 0;  // of the part, 0..1, by bytes: for progress
};

// Part `part` of `parts` of one lane.
struct LaneShare {
  ReadFiles files;
  std::uint8_t sample = 0;  // column of the case
  unsigned part = 0;
  unsigned parts = 1;
  LaneProgress done = {};  // where to begin: at the start, unless an earlier attempt has read some of it
};

// A lane before it is shared.
struct LaneInput {
  ReadFiles files;
  std::uint8_t sample = 0;
  LaneSharing sharing = LaneSharing::by_range;
};

// Looks at the files of every lane. Throws InputError or SystemError.
[[nodiscard]] std::vector<LaneInput> list_lanes(const Case& input);

// What one rank reads. Lanes that can be cut are cut into one part a rank. Whole lanes go round the ranks; when there
// are fewer of them than ranks, those ranks that meet at a lane skip each other's batches.
[[nodiscard]] std::vector<LaneShare> share_lanes(std::span<const LaneInput> lanes, unsigned rank, unsigned ranks);

// What one rank reads of lanes that an earlier attempt, perhaps of another number of ranks, has begun to read. Parts
// stay as they were cut then.
[[nodiscard]] std::vector<LaneShare> resume_lanes(std::span<const LaneInput> lanes,
                                                  std::span<const LaneProgress> progress, unsigned rank,
                                                  unsigned ranks);

class LaneQueue {
 public:
  // threads: that will call next(). A few lanes are read at the same time, so that single gzip streams do not keep
  // many threads waiting.
  LaneQueue(std::vector<LaneShare> shares, std::string reference_path, unsigned threads, UmiPattern umi = {});

  // Fills `batch` from one of the open lanes; false when all are at their end. Any thread.
  // Throws what open_reads() and ReadSource::next() throw.
  bool next(ReadBatch& batch);

  // All lanes of a sample, so far; final once every next() has returned false.
  [[nodiscard]] ReadCounts counts(std::uint8_t sample) const;
  // 0..1, by bytes of the files, of what was left when the queue was made.
  [[nodiscard]] double done_share() const;
  // Of all shares. Not while a next() is under way.
  [[nodiscard]] std::vector<LaneProgress> progress() const;

 private:
  struct OpenLane {
    std::unique_ptr<ReadSource> source;  // null: ended in an earlier attempt
    LaneShare share;
    ReadCounts skipped = {};  // what the source counted of share.done

    std::uint64_t skipped_bytes = 0;

    [[nodiscard]] ReadCounts counts() const;
    [[nodiscard]] double done_share() const;
  };
  [[nodiscard]] double done_lanes() const;
  [[nodiscard]] std::shared_ptr<OpenLane> choose();
  [[nodiscard]] std::shared_ptr<OpenLane> open(const LaneShare& share) const;
  void retire(const std::shared_ptr<OpenLane>& lane);

  std::string reference_path_;
  UmiPattern umi_;
  unsigned max_open_ = 1;
  unsigned callers_ = 1;  // threads for each open lane
  mutable std::mutex mutex_;
  std::deque<LaneShare> waiting_;
  std::vector<std::shared_ptr<OpenLane>> open_;
  std::vector<std::shared_ptr<OpenLane>> ended_;  // kept for their counts: threads may still be inside next()
  std::size_t turn_ = 0;
  std::size_t lanes_ = 0;
  double done_before_ = 0;  // lanes and parts of lanes
};

}  // namespace norrsken
