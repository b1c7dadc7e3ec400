// A group of ranks and the few collectives that the pipeline needs. Only pipeline/mpi sees <mpi.h>.
//
// All ranks call the same collectives in the same order; builds without NDEBUG check it. Waiting ranks sleep instead
// of spinning, so that threads of other ranks can use their cores. Errors of the library are thrown as SystemError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace norrsken {

class Communicator {
 public:
  ~Communicator();
  Communicator(Communicator&&) noexcept;
  Communicator& operator=(Communicator&&) noexcept;

  [[nodiscard]] int rank() const;
  [[nodiscard]] int size() const;
  [[nodiscard]] bool is_root() const { return rank() == 0; }

  // A communicator of its own over the same ranks, so that two users' messages cannot meet. Collective.
  [[nodiscard]] Communicator duplicate() const;
  // The ranks that share this rank's memory, that is, its node. Collective.
  [[nodiscard]] Communicator split_by_node() const;

  // Collective.
  void barrier() const;

  // Element-wise sums over all ranks of a struct that holds nothing but uint64_t. {1,2} + {3,4} -> {4,6}. Collective.
  template <class Counts>
  [[nodiscard]] Counts sum(const Counts& mine) const {
    static_assert(std::is_trivially_copyable_v<Counts> && std::has_unique_object_representations_v<Counts>);
    static_assert(sizeof(Counts) % sizeof(std::uint64_t) == 0 && alignof(Counts) == alignof(std::uint64_t));
    Counts all = mine;
    sum_in_place({reinterpret_cast<std::uint64_t*>(&all), sizeof(Counts) / sizeof(std::uint64_t)});
    return all;
  }
  // The same for an array; every rank has the same number of elements. Collective.
  void sum_in_place(std::span<std::uint64_t> values) const;

  // Collective.
  [[nodiscard]] std::uint64_t minimum(std::uint64_t mine) const;
  [[nodiscard]] std::uint64_t maximum(std::uint64_t mine) const;
  // Sum over the ranks below this one; 0 on rank 0. Collective.
  [[nodiscard]] std::uint64_t exclusive_sum(std::uint64_t mine) const;

  // The root's bytes on every rank. Collective.
  [[nodiscard]] std::string broadcast(std::string_view bytes, int root = 0) const;

  // A byte string of any length from one rank to another; both return when it has arrived.
  void send(std::string_view bytes, int to) const;
  [[nodiscard]] std::string receive(int from) const;

  // On rank 0: every rank's bytes, by rank. Elsewhere empty. Any length; at most one piece is in flight. Collective.
  [[nodiscard]] std::vector<std::string> gather(std::string_view bytes) const;

 private:
  friend class MpiSession;
  friend class Exchange;
  struct Handle;
  explicit Communicator(std::unique_ptr<Handle> handle);
  [[nodiscard]] static Communicator world();
  [[nodiscard]] static Communicator alone();  // one rank that never started MPI
  std::unique_ptr<Handle> handle_;
};

}  // namespace norrsken
