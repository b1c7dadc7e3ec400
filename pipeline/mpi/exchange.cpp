#include "pipeline/mpi/exchange.hpp"

#include <chrono>
#include <cstring>
#include <exception>

#include "pipeline/mpi/checked.hpp"

namespace norrsken {
namespace {

struct BlockHeader {
  std::uint64_t payload_bytes = 0;
  std::uint64_t flags = 0;
};
constexpr std::uint64_t flag_finished = 1;
constexpr std::uint64_t flag_failed = 2;
constexpr std::size_t slot_count = 2;

}  // namespace

struct Exchange::Round {
  // One block a rank: header, then payload. The own rank's stays empty.
  std::vector<std::vector<std::byte>> outgoing;
  std::vector<std::vector<std::byte>> incoming;
  std::vector<MPI_Request> requests;
  std::uint64_t flags = 0;  // of this rank's blocks
};

Exchange::Exchange(const Communicator& comm, const ExchangeOptions& options, Receiver receive)
    : user_comm_(comm),
      comm_(comm.duplicate()),
      receive_(std::move(receive)),
      queues_(options, static_cast<std::uint64_t>(comm.size())) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  for (std::size_t slot = 0; slot < slot_count; ++slot) {
    slots_.push_back(std::make_unique<Round>());
    slots_.back()->outgoing.resize(ranks);
    slots_.back()->incoming.resize(ranks);
  }
}
Exchange::~Exchange() = default;

void Exchange::send(int to, Records records) {
  if (records.empty()) return;
  if (records.size() > queues_.block_bytes() || to == comm_.rank())
    throw std::logic_error("Exchange::send: records too long or for this rank");
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return !queues_.is_full() || has_stopped_; });
  if (has_stopped_) throw Stopped();
  if (state_ == State::finished) throw std::logic_error("Exchange::send after finish");
  queues_.push(static_cast<std::size_t>(to), std::move(records));
  if (queues_.holds_half_a_round()) work_.notify_one();
}

void Exchange::finish() {
  const std::lock_guard lock(mutex_);
  if (state_ == State::sending) state_ = State::finished;
  work_.notify_one();
}

void Exchange::fail() {
  const std::lock_guard lock(mutex_);
  state_ = State::failed;
  has_stopped_ = true;
  room_.notify_all();
  work_.notify_one();
}

bool Exchange::has_failed() const {
  const std::lock_guard lock(mutex_);
  return state_ == State::failed;
}

bool Exchange::has_stopped() const {
  const std::lock_guard lock(mutex_);
  return has_stopped_;
}

Exchange::End Exchange::run() {
  PoliteWait pause;
  while (!all_finished_ && !any_failed_) {
    bool has_progressed = false;
    if (rounds_completed_ < rounds_started_ && is_complete(oldest_round())) {
      deliver(oldest_round());
      has_progressed = true;
    } else if (rounds_started_ - rounds_completed_ < slot_count && (wants_round() || peer_opened_round())) {
      start_round();
      has_progressed = true;
    }
    if (has_progressed)
      pause.reset();
    else if (rounds_completed_ < rounds_started_)
      pause();
    else
      wait_for_work();
  }
  if (any_failed_) stop_early();
  // A rank may fail after its last records were announced; only this tells the others.
  any_failed_ = user_comm_.maximum(has_failed() ? 1 : 0) != 0;
  return any_failed_ ? End::failed : End::finished;
}

// Other ranks open rounds without a signal to this one: look at least every half millisecond.
void Exchange::wait_for_work() {
  std::unique_lock lock(mutex_);
  work_.wait_for(lock, std::chrono::microseconds(500));
}

// All ranks saw the failure in the same round, but some have opened one more round and some not: join the latest.
void Exchange::stop_early() {
  {
    const std::lock_guard lock(mutex_);
    has_stopped_ = true;
    queues_.clear();
    room_.notify_all();
  }
  const std::uint64_t last = user_comm_.maximum(rounds_started_);
  while (rounds_started_ < last) start_round();
  PoliteWait pause;
  for (; rounds_completed_ < last; ++rounds_completed_)
    while (!is_complete(oldest_round())) pause();
}

bool Exchange::wants_round() {
  const std::lock_guard lock(mutex_);
  // After the end was announced no new round may be opened: the others may have left. A failure then travels in a
  // round that somebody else opens, or in the agreement at the end.
  if (state_ != State::sending) return !has_announced_;
  return queues_.is_worth_a_round();
}

// A message that matches no posted receive belongs to a round that this rank has not joined: within a round one
// receive is posted for every peer, and messages between two ranks do not overtake each other.
bool Exchange::peer_opened_round() const {
  if (comm_.size() == 1) return false;
  int is_there = 0;
  check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, int_tag(Tag::exchange_block), comm_.handle_->comm, &is_there, MPI_STATUS_IGNORE),
            "MPI_Iprobe");
  return is_there != 0;
}

void Exchange::start_round() {
  Round& round = *slots_[rounds_started_ % slot_count];
  ++rounds_started_;
  const MPI_Comm comm = comm_.handle_->comm;
  round.requests.clear();
  const std::uint64_t max_bytes = sizeof(BlockHeader) + queues_.block_bytes();
  for (int peer = 0; peer < comm_.size(); ++peer) {
    if (peer == comm_.rank()) continue;
    auto& block = round.incoming[static_cast<std::size_t>(peer)];
    block.resize(max_bytes);
    check_mpi(MPI_Irecv(block.data(), int_count(max_bytes), MPI_BYTE, peer, int_tag(Tag::exchange_block), comm,
                        &round.requests.emplace_back(MPI_REQUEST_NULL)),
              "MPI_Irecv");
  }
  fill_blocks(round);
  for (int shift = 1; shift < comm_.size(); ++shift) {
    const int to = (comm_.rank() + shift) % comm_.size();  // not all at the same receiver at once
    const auto& block = round.outgoing[static_cast<std::size_t>(to)];
    check_mpi(MPI_Isend(block.data(), int_count(block.size()), MPI_BYTE, to, int_tag(Tag::exchange_block), comm,
                        &round.requests.emplace_back(MPI_REQUEST_NULL)),
              "MPI_Isend");
  }
}

void Exchange::fill_blocks(Round& round) {
  const std::lock_guard lock(mutex_);
  for (std::size_t to = 0; to < round.outgoing.size(); ++to) {
    auto& block = round.outgoing[to];
    block.resize(sizeof(BlockHeader));
    for (const Records& records : queues_.take_block(to)) block.insert(block.end(), records.begin(), records.end());
    sent_bytes_ += block.size() - sizeof(BlockHeader);
  }
  round.flags = 0;
  if (state_ == State::failed) round.flags = flag_failed;
  if (state_ == State::finished && queues_.is_empty()) round.flags = flag_finished;
  if (round.flags != 0) has_announced_ = true;
  for (auto& block : round.outgoing) {
    const BlockHeader header{block.size() - sizeof(BlockHeader), round.flags};
    std::memcpy(block.data(), &header, sizeof header);
  }
  room_.notify_all();
}

bool Exchange::is_complete(Round& round) {
  if (round.requests.empty()) return true;  // a single rank
  int all = 0;
  check_mpi(MPI_Testall(int_count(round.requests.size()), round.requests.data(), &all, MPI_STATUSES_IGNORE),
            "MPI_Testall");
  return all != 0;
}

void Exchange::deliver(Round& round) {
  ++rounds_completed_;
  any_failed_ = round.flags == flag_failed;
  all_finished_ = round.flags == flag_finished;
  for (int peer = 0; peer < comm_.size(); ++peer) {
    if (peer == comm_.rank()) continue;
    const auto& block = round.incoming[static_cast<std::size_t>(peer)];
    BlockHeader header;
    std::memcpy(&header, block.data(), sizeof header);
    any_failed_ = any_failed_ || header.flags == flag_failed;
    all_finished_ = all_finished_ && header.flags == flag_finished;
    receive_block(std::span(block).subspan(sizeof header, header.payload_bytes));
  }
}

// The round must be finished even when this rank cannot take what arrives.
void Exchange::receive_block(std::span<const std::byte> records) {
  if (records.empty() || receiver_error_) return;
  try {
    receive_(records);
  } catch (...) {
    receiver_error_ = std::current_exception();
    fail();
  }
}

Exchange::Round& Exchange::oldest_round() {
  return *slots_[rounds_completed_ % slot_count];
}

}  // namespace norrsken
