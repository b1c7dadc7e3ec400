// Streams records from every rank to every other in rounds, while worker threads go on making records.
//
// A round sends one bounded block to every other rank and receives one from each; two rounds may be in flight. A rank
// opens a round when enough is queued or it has finished, and joins a round that another rank opened with whatever it
// has. Each block's header says whether its sender has finished or failed, so that all ranks stop after the same round.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <vector>

#include "pipeline/mpi/communicator.hpp"
#include "pipeline/mpi/exchange_queues.hpp"

namespace norrsken {

class Exchange {
 public:
  using Records = std::vector<std::byte>;
  // Takes records that arrived; called by the thread in run() only.
  using Receiver = std::function<void(std::span<const std::byte> records)>;
  enum class End { finished, failed };
  // What send() throws when the stream has stopped because some rank failed.
  struct Stopped : std::runtime_error {
    Stopped() : std::runtime_error("another rank has failed") {}
  };

  // Collective. Memory: rounds_in_memory x round_memory_bytes().
  Exchange(const Communicator& comm, const ExchangeOptions& options, Receiver receive);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Longest list of records that send() takes.
  [[nodiscard]] std::uint64_t max_records_bytes() const { return queues_.block_bytes(); }

  // Queues whole records for another rank; waits while too much is queued. Any thread. Throws Stopped.
  void send(int to, Records records);

  // This rank will send nothing more / cannot go on. Any thread; the later of two calls that differ: failed.
  void finish();
  void fail();
  // True once the stream has stopped early: workers should stop too. Any thread.
  [[nodiscard]] bool has_stopped() const;

  // Drives the rounds until every rank has finished or one has failed; the same End on all ranks. Only on the thread
  // that started MPI. An exception leaves the other ranks waiting: only MpiSession::abort() can follow it. Collective.
  End run();

  // What this rank's receiver threw, which made the stream fail; null when it did not. After run().
  [[nodiscard]] std::exception_ptr receiver_error() const { return receiver_error_; }

  [[nodiscard]] std::uint64_t rounds() const { return rounds_started_; }
  [[nodiscard]] std::uint64_t sent_bytes() const { return sent_bytes_; }

 private:
  struct Round;
  enum class State { sending, finished, failed };

  [[nodiscard]] bool has_failed() const;
  [[nodiscard]] bool wants_round();
  [[nodiscard]] bool peer_opened_round() const;
  void start_round();
  void fill_blocks(Round& round);
  [[nodiscard]] bool is_complete(Round& round);
  void deliver(Round& round);
  void receive_block(std::span<const std::byte> records);
  void stop_early();
  void wait_for_work();
  [[nodiscard]] Round& oldest_round();

  const Communicator& user_comm_;
  Communicator comm_;  // of its own: its messages meet no others
  Receiver receive_;

  mutable std::mutex mutex_;  // guards the members up to the blank line
  std::condition_variable room_;
  std::condition_variable work_;
  ExchangeQueues<Records> queues_;
  State state_ = State::sending;
  bool has_stopped_ = false;

  std::vector<std::unique_ptr<Round>> slots_;
  std::uint64_t rounds_started_ = 0;
  std::uint64_t rounds_completed_ = 0;
  bool has_announced_ = false;  // the end of this rank's records, or its failure
  bool all_finished_ = false;
  bool any_failed_ = false;
  std::uint64_t sent_bytes_ = 0;
  std::exception_ptr receiver_error_;
};

}  // namespace norrsken
