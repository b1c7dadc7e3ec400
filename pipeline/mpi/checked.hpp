// Private to pipeline/mpi: MPI handles and the checks around every call.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include "kernels/types/input_error.hpp"
#include "pipeline/mpi/communicator.hpp"
#include "pipeline/mpi/tags.hpp"

namespace norrsken {

struct Communicator::Handle {
  MPI_Comm comm = MPI_COMM_NULL;  // of a single rank that runs without MPI
  int rank = 0;
  int size = 1;
  enum class Ownership { borrowed, owned } ownership = Ownership::borrowed;
  ~Handle();
};

// Throws SystemError with the library's text unless `result` is MPI_SUCCESS.
void check_mpi(int result, const char* call);

// The one place where a count becomes an int. 2^31 -> std::logic_error.
[[nodiscard]] inline int int_count(std::uint64_t count) {
  if (count > static_cast<std::uint64_t>(std::numeric_limits<int>::max()))
    throw std::logic_error("an MPI count of " + std::to_string(count) + " does not fit an int");
  return static_cast<int>(count);
}
[[nodiscard]] constexpr int int_tag(Tag tag) {
  return static_cast<int>(tag);
}

// Sleeps for a time that grows with every call, from a yield up to a millisecond.
class PoliteWait {
 public:
  void operator()();
  void reset() { turns_ = 0; }

 private:
  unsigned turns_ = 0;
};

// Returns when the request is complete; lets other threads have the core meanwhile.
MPI_Status wait_politely(MPI_Request& request);

}  // namespace norrsken
