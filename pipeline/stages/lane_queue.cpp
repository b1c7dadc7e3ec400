#include "pipeline/stages/lane_queue.hpp"

#include <algorithm>

namespace norrsken {

std::vector<LaneInput> list_lanes(const Case& input) {
  std::vector<LaneInput> lanes;
  for (std::size_t sample = 0; sample < input.samples.size(); ++sample)
    for (const Lane& lane : input.samples[sample].lanes)
      lanes.push_back({lane.files, static_cast<std::uint8_t>(sample), lane_sharing(lane.files)});
  return lanes;
}

std::vector<LaneShare> share_lanes(std::span<const LaneInput> lanes, unsigned rank, unsigned ranks) {
  std::vector<LaneShare> shares;
  const auto add = [&](std::size_t lane, unsigned part, unsigned parts) {
    shares.push_back({lanes[lane].files, lanes[lane].sample, part, parts, {lane, part, parts, 0, 0, {}}});
  };
  const auto whole = static_cast<unsigned>(std::count_if(
      lanes.begin(), lanes.end(), [](const LaneInput& lane) { return lane.sharing == LaneSharing::by_skipping; }));
  unsigned number = 0;  // of the whole lane
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
    if (lanes[lane].sharing == LaneSharing::by_range) {
      add(lane, rank, ranks);
      continue;
    }
    // With whole < ranks, lane `number` belongs to the ranks number, number + whole, number + 2 whole, ...
    const unsigned parts = whole >= ranks ? 1 : (ranks - 1 - number) / whole + 1;
    const bool is_mine = whole >= ranks ? number % ranks == rank : rank % whole == number;
    if (is_mine) add(lane, whole >= ranks ? 0 : rank / whole, parts);
    ++number;
  }
  return shares;
}

std::vector<LaneShare> resume_lanes(std::span<const LaneInput> lanes, std::span<const LaneProgress> progress,
                                    unsigned rank, unsigned ranks) {
  std::vector<LaneShare> shares;
  for (std::size_t index = rank; index < progress.size(); index += ranks) {
    const LaneProgress& done = progress[index];
    const LaneInput& lane = lanes[done.lane];
    shares.push_back(
        {lane.files, lane.sample, static_cast<unsigned>(done.part), static_cast<unsigned>(done.parts), done});
  }
  return shares;
}

LaneQueue::LaneQueue(std::vector<LaneShare> shares, std::string reference_path, unsigned threads, UmiPattern umi)
    : reference_path_(std::move(reference_path)), umi_(std::move(umi)), lanes_(shares.size()) {
  for (LaneShare& share : shares)
    if (share.done.is_ended != 0)
      ended_.push_back(std::make_shared<OpenLane>(OpenLane{nullptr, std::move(share)}));
    else
      waiting_.push_back(std::move(share));
  done_before_ = done_lanes();
  constexpr unsigned threads_a_lane = 8;  // inflating a gzip stream keeps up with about as many placing threads
  max_open_ = (threads + threads_a_lane - 1) / threads_a_lane;
  const auto open_at_once = static_cast<unsigned>(std::min<std::size_t>(max_open_, std::max<std::size_t>(lanes_, 1)));
  callers_ = (threads + open_at_once - 1) / open_at_once;
}

bool LaneQueue::next(ReadBatch& batch) {
  while (const std::shared_ptr<OpenLane> lane = choose()) {
    batch.sample = lane->share.sample;
    if (lane->source->next(batch)) return true;
    retire(lane);
  }
  return false;
}

std::shared_ptr<LaneQueue::OpenLane> LaneQueue::choose() {
  const std::lock_guard lock(mutex_);
  while (open_.size() < max_open_ && !waiting_.empty()) {
    const LaneShare share = waiting_.front();
    waiting_.pop_front();
    open_.push_back(open(share));
  }
  if (open_.empty()) return nullptr;
  return open_[turn_++ % open_.size()];
}

std::shared_ptr<LaneQueue::OpenLane> LaneQueue::open(const LaneShare& share) const {
  auto lane = std::make_shared<OpenLane>(
      OpenLane{open_reads(share.files, share.part, share.parts, reference_path_, callers_, umi_), share});
  if (share.done.position != 0) {
    lane->source->skip(share.done.position);
    lane->skipped = lane->source->counts();
    lane->skipped_bytes = lane->source->bytes_read();
  }
  return lane;
}

ReadCounts LaneQueue::OpenLane::counts() const {
  ReadCounts counts = share.done.counts;
  if (source) counts.add(source->counts().since(skipped));
  return counts;
}

// Whether a source counts the bytes that it passed over depends on the format.
double LaneQueue::OpenLane::done_share() const {
  const double before = share.done.done_share;
  const double rest = static_cast<double>(source->bytes_total()) * (before == 0 ? 1 : 1 - before);
  const auto read = static_cast<double>(source->bytes_read() - skipped_bytes);
  return before + (1 - before) * std::min(1.0, read / std::max(rest, 1.0));
}

void LaneQueue::retire(const std::shared_ptr<OpenLane>& lane) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find(open_.begin(), open_.end(), lane);
  if (found == open_.end()) return;  // another thread saw the end first
  ended_.push_back(lane);
  open_.erase(found);
}

ReadCounts LaneQueue::counts(std::uint8_t sample) const {
  const std::lock_guard lock(mutex_);
  ReadCounts sum;
  for (const auto* lanes : {&open_, &ended_})
    for (const auto& lane : *lanes)
      if (lane->share.sample == sample) sum.add(lane->counts());
  return sum;
}

double LaneQueue::done_share() const {
  const std::lock_guard lock(mutex_);
  const double left = static_cast<double>(lanes_) - done_before_;
  return left > 0 ? (done_lanes() - done_before_) / left : 1;
}

double LaneQueue::done_lanes() const {
  auto done = static_cast<double>(ended_.size());
  for (const auto& lane : open_) done += lane->done_share();
  for (const LaneShare& share : waiting_) done += share.done.done_share;
  return done;
}

std::vector<LaneProgress> LaneQueue::progress() const {
  const std::lock_guard lock(mutex_);
  std::vector<LaneProgress> all;
  for (const auto* lanes : {&open_, &ended_})
    for (const auto& lane : *lanes) {
      LaneProgress done = lane->share.done;
      done.counts = lane->counts();
      done.is_ended = lanes == &ended_ ? 1 : 0;
      done.done_share = lanes == &ended_ ? 1 : lane->done_share();
      if (lane->source) done.position = lane->source->position();
      all.push_back(done);
    }
  for (const LaneShare& share : waiting_) all.push_back(share.done);
  return all;
}

}  // namespace norrsken
