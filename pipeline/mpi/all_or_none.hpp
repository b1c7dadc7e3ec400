// Work of one rank that may fail, done so that either all ranks go on or all throw the same error.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "pipeline/mpi/communicator.hpp"
#include "pipeline/mpi/error.hpp"

namespace norrsken {

// Returns when no rank passed a failure; otherwise throws the AgreedError of the lowest rank that did. Collective.
void agree(const Communicator& comm, const std::optional<Failure>& mine);

// Runs `work` on this rank and agrees with the others on how it went; returns its result. `work` is local: it must
// not communicate, or one rank's failure would leave the others waiting in its collective. `what` ends the sentence
// "internal error while ...". Collective.
template <std::invocable Work>
auto all_or_none(const Communicator& comm, const std::string& what, Work&& work) {
  using Result = std::invoke_result_t<Work>;
  std::optional<Failure> failure;
  if constexpr (std::is_void_v<Result>) {
    try {
      std::forward<Work>(work)();
    } catch (...) {
      failure = describe_current_exception(what);
    }
    agree(comm, failure);
  } else {
    std::optional<Result> result;
    try {
      result.emplace(std::forward<Work>(work)());
    } catch (...) {
      failure = describe_current_exception(what);
    }
    agree(comm, failure);
    return std::move(*result);
  }
}

}  // namespace norrsken
