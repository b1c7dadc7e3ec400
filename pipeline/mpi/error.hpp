// What can go wrong between ranks.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

#include "kernels/types/input_error.hpp"

namespace norrsken {

// An error that every rank of the communicator throws at the same place with the same text: the one of the lowest
// rank that failed. After it the ranks are still in step: they may go on with the next case, or finalise.
class AgreedError : public std::runtime_error {
 public:
  AgreedError(const std::string& message, ExitCode code, int rank)
      : std::runtime_error(message), code_(code), rank_(rank) {}
  [[nodiscard]] ExitCode code() const { return code_; }
  [[nodiscard]] int rank() const { return rank_; }  // that failed

 private:
  ExitCode code_;
  int rank_;
};

// An exception as a line for the user and an exit code: InputError -> its own code, SystemError and lack of memory
// -> 5, everything else -> 1 ("internal error while <what>: ...").
struct Failure {
  std::string message;
  ExitCode code = ExitCode::internal;
};
// Stands in every message that more memory would have avoided: norrsken watch doubles it.
inline constexpr const char* too_little_memory = "too little memory";
[[nodiscard]] Failure describe(const std::exception_ptr& error, const std::string& what);
// Call inside a catch block.
[[nodiscard]] inline Failure describe_current_exception(const std::string& what) {
  return describe(std::current_exception(), what);
}

}  // namespace norrsken
